import Bytes
import Schema
import Segment
import Testing

/// Contradictions in strings and lists that right checksums hide.
@Suite struct StringStructureTests {
    private func build(_ values: ColumnValues, _ dictionary: IndexingConfig.Choice) throws -> [UInt8] {
        let field = FieldSpec(name: "text", type: values.type, isMultiValue: values.isMultiValue)
        let input = SegmentInput(
            schema: Schema(name: "s", fields: [field]), columns: [values],
            provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: values.count)
        let wishes = IndexingConfig.Column(dictionary: dictionary, inverted: .never, bloom: .never)
        return try SegmentBuilder.build(
            input, identity: NaiveTable.identity, indexing: IndexingConfig(columns: ["text": wishes]))
    }

    /// Opens the column after a change that checksums do not show; the section of the error.
    private func section(_ bytes: [UInt8], _ change: (inout [UInt8]) throws -> Void) throws -> String? {
        var bytes = bytes
        try change(&bytes)
        let identity = NaiveTable.identity
        Resealing.reseal(&bytes, tableID: identity.tableID, segmentID: identity.segmentID)
        do throws(FormatError) {
            _ = try SealedSegment(MappedRegion(copying: bytes), path: "changed").column("text")
            return nil
        } catch { return error.section }
    }

    /// Replaces a text in the footer.
    private func replace(_ old: String, _ new: String, in bytes: inout [UInt8]) throws {
        let (old, new) = (Array(old.utf8), Array(new.utf8))
        let footer = Resealing.footerOffset(bytes)
        let start = try #require(
            (footer..<bytes.count - old.count).first { bytes[$0..<$0 + old.count].elementsEqual(old) })
        bytes.replaceSubrange(start..<start + old.count, with: new)
    }

    @Test func boundsOfChunksAreThoseOfTheFooter() throws {
        let bytes = try build(ColumnValues(type: .string, storage: .strings(["aaaa", "mmmm", "zzzz"])), .never)
        #expect(try section(bytes) { _ in } == nil)
        #expect(try section(bytes) { try replace("aaaa", "aaab", in: &$0) } == "column text chunk directory")
        #expect(try section(bytes) { try replace("zzzz", "zzzy", in: &$0) } == "column text chunk directory")
    }

    @Test func boundsOfFrontCodedDictionariesAreThoseOfTheFooter() throws {
        let names = (0..<2000).map { ByteString("Customer#\(100_000 + $0)") }
        let bytes = try build(ColumnValues(type: .string, storage: .strings(names)), .always)
        let section = "column text front-coded dictionary"
        #expect(try self.section(bytes) { _ in } == nil)
        #expect(try self.section(bytes) { try replace("#100000", "#100001", in: &$0) } == section)
        #expect(try self.section(bytes) { try replace("#101999", "#101998", in: &$0) } == section)
        let dictionary = try #require(
            try SealedSegment(MappedRegion(copying: bytes), path: "good").regions.first {
                $0.kind == .frontCodedDictionary
            })
        #expect(try self.section(bytes) { $0[dictionary.offset] ^= 1 } == section)
        #expect(try self.section(bytes) { $0[dictionary.range.upperBound - 1] = 0 } == section)
    }

    /// The starts of three rows are 0, 1, 1, 2 in two bits each; the row in the middle is NULL.
    @Test func startsOfListsFitTheirRows() throws {
        let values = ColumnValues(
            type: .string, storage: .strings(["a", "b"]), nulls: [false, true, false], valueStarts: [0, 1, 1, 2])
        let bytes = try build(values, .always)
        let starts = try #require(
            try SealedSegment(MappedRegion(copying: bytes), path: "good").regions.first { $0.kind == .valueStarts })
        #expect(bytes[starts.offset] == 0b10_01_01_00 && starts.length == 1)
        #expect(try section(bytes) { _ in } == nil)
        for wrong in [0b10_10_01_00, 0b10_01_10_00, 0b01_01_01_00, 0b11_01_01_00, 0b10_01_01_01] as [UInt8] {
            #expect(try section(bytes) { $0[starts.offset] = wrong } == "column text value starts")
        }
    }
}
