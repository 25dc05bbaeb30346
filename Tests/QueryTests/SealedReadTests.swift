import Bytes
import Query
import Schema
import Segment
import Testing

/// What stored bytes do to queries that read them.
@Suite struct SealedReadTests {
    private static let texts = (0..<6000).map { ByteString("some text, and then its number \($0)") }

    private func segment(_ field: FieldSpec, _ values: ColumnValues, damaged: Bool) throws -> SealedSegment {
        let input = SegmentInput(
            schema: Schema(name: "t", fields: [field]), columns: [values],
            provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: values.count)
        let wishes = IndexingConfig.Column(dictionary: .never, compression: .none)
        var bytes = try SegmentBuilder.build(
            input,
            identity: SegmentIdentity(tableID: 1, segmentID: 2, name: "s", schemaName: "t", schemaVersion: 1),
            indexing: IndexingConfig(columns: [field.name: wishes]))
        if damaged {
            let good = try SealedSegment(MappedRegion(copying: bytes), path: "s")
            let chunks = try #require(good.regions.first { $0.kind == .chunkBytes })
            bytes[chunks.range.upperBound - 3] ^= 1
        }
        return try SealedSegment(MappedRegion(copying: bytes), path: "s")
    }

    private func code(_ sql: String, _ segment: SealedSegment) -> String? {
        let schema = Schema(name: "t", fields: [FieldSpec(name: "text", type: .string)])
        let snapshot = TableSnapshot(name: "t", schema: schema, segments: [segment])
        do {
            _ = try run(sql, on: snapshot)
            return nil
        } catch { return (error as? QueryError)?.code ?? "\(error)" }
    }

    /// A chunk is verified when it is read, which can be after the column was opened.
    @Test func aQueryThatReadsADamagedChunkFails() throws {
        let field = FieldSpec(name: "text", type: .string)
        let values = ColumnValues(type: .string, storage: .strings(Self.texts))
        for sql in [
            "SELECT text FROM t LIMIT 10000", "SELECT COUNT(*) FROM t WHERE text LIKE '%9'",
            "SELECT MAX(LENGTH(text)) FROM t",
        ] {
            #expect(code(sql, try segment(field, values, damaged: false)) == nil, "\(sql)")
            #expect(code(sql, try segment(field, values, damaged: true)) == "UNREADABLE_SEGMENT", "\(sql)")
        }
        let first = try segment(field, values, damaged: true)
        #expect(code("SELECT text FROM t LIMIT 5", first) == nil, "another chunk")
    }

    @Test func listsAreNotReadAsValues() throws {
        let field = FieldSpec(name: "text", type: .string, isMultiValue: true)
        let values = ColumnValues(type: .string, storage: .strings(["a", "b"]), valueStarts: [0, 2])
        #expect(code("SELECT text FROM t", try segment(field, values, damaged: false)) == "TYPE_MISMATCH")
    }
}
