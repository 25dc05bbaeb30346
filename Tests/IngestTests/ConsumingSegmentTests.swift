import Bytes
import Files
import Ingest
import Schema
import Segment
import Synchronization
import Testing

@Suite struct ConsumingSegmentTests {
    static let schema = JSONRecordDecoderTests.schema

    /// Record number `index` of a fixed series with every type, NULLs among them.
    static func json(_ index: Int) -> String {
        if index % 11 == 3 { return "{}" }
        let text = index % 5 == 0 ? "null" : "\"word \(index % 17)\""
        return """
            {"i":\(index),"l":\(index * 1_000_003),"f":\(Double(index) / 4),"d":\(Double(index) / 3),"b":\(index % 2 == 0),\
            "t":\(1_356_998_400_000 + index * 60_000),"s":\(text)}
            """
    }

    static func segment(rows: Int, startOffset: Int64 = 100) throws -> ConsumingSegment {
        let decoder = JSONRecordDecoder(schema: schema)
        var row = DecodedRow(fieldCount: decoder.fieldCount)
        var segment = ConsumingSegment(
            name: "t__0__100", schema: schema, schemaVersion: 1, partition: 0, startOffset: startOffset)
        for index in 0..<rows {
            let bytes = Array(json(index).utf8)
            try decoder.decode(bytes, 0..<bytes.count, into: &row)
            segment.append(row, offset: startOffset + Int64(index) * 2)
            segment.pass(segment.offsets.upperBound..<segment.offsets.upperBound + 1, \.rejected)
        }
        return segment
    }

    static func values(_ source: any SegmentSource, _ name: String) throws -> [Value] {
        let column = try #require(try source.column(name))
        let nulls = column.nulls
        func flagged(_ values: [Value]) -> [Value] {
            values.enumerated().map { nulls?[$0.offset] == true ? .null : $0.element }
        }
        switch column.type.representation {
        case .integer:
            var output: [Int64] = []
            column.readIntegers(0..<source.rowCount, into: &output)
            return flagged(output.map { .integer($0) })
        case .double:
            var output: [Double] = []
            column.readDoubles(0..<source.rowCount, into: &output)
            return flagged(output.map { .double($0) })
        case .string:
            var output: [ByteString] = []
            column.readStrings(0..<source.rowCount, into: &output)
            return flagged(output.map { .string($0) })
        }
    }

    @Test func coversRowsAndRejections() throws {
        let segment = try Self.segment(rows: 10)
        #expect(segment.rowCount == 10)
        #expect(segment.counts.rejected == 10 && segment.counts.live == 10)
        #expect(segment.offsets == 100..<120)
        #expect(try Self.values(segment.snapshot, "$offset") == (0..<10).map { .integer(100 + $0 * 2) })
    }

    @Test func aSnapshotStaysWhileTheWriterGoesOn() throws {
        var segment = try Self.segment(rows: 5000)
        let snapshot = segment.snapshot
        let before = try Self.schema.fields.map { try Self.values(snapshot, $0.name) }
        let decoder = JSONRecordDecoder(schema: Self.schema)
        var row = DecodedRow(fieldCount: decoder.fieldCount)
        for index in 5000..<12000 {
            let bytes = Array(Self.json(index * 7).utf8)
            try decoder.decode(bytes, 0..<bytes.count, into: &row)
            segment.append(row, offset: segment.offsets.upperBound)
        }
        #expect(snapshot.rowCount == 5000)
        #expect(try Self.schema.fields.map { try Self.values(snapshot, $0.name) } == before)
    }

    @Test func readersAndTheWriterRunTogether() async throws {
        let published = Mutex(try Self.segment(rows: 0).snapshot)
        async let writer: Void = Task.detached {
            let decoder = JSONRecordDecoder(schema: Self.schema)
            var row = DecodedRow(fieldCount: decoder.fieldCount)
            var segment = try Self.segment(rows: 0)
            for index in 0..<20_000 {
                let bytes = Array(Self.json(index).utf8)
                try decoder.decode(bytes, 0..<bytes.count, into: &row)
                segment.append(row, offset: Int64(index + 100))
                if index % 50 == 0 || index == 19_999 { published.withLock { $0 = segment.snapshot } }
            }
        }.value
        var seen = 0
        while seen < 20_000 {
            let snapshot = published.withLock { $0 }
            #expect(snapshot.rowCount >= seen)
            seen = snapshot.rowCount
            let numbers = try Self.values(snapshot, "l")
            let words = try Self.values(snapshot, "s")
            for row in Swift.max(0, seen - 60)..<seen {
                let isEmpty = row % 11 == 3
                #expect(numbers[row] == (isEmpty ? .null : .integer(Int64(row) * 1_000_003)))
                let word = Value.string(ByteString("word \(row % 17)"))
                #expect(words[row] == (isEmpty || row % 5 == 0 ? .null : word))
            }
            await Task.yield()
        }
        try await writer
    }

    @Test func sealedRowsAreTheSameAndSealingAgainGivesTheSameBytes() throws {
        let identity = SegmentIdentity(tableID: 1, segmentID: 2, name: "t__0__100", schemaName: "t", schemaVersion: 1)
        let snapshot = try Self.segment(rows: 3000).snapshot
        let bytes = try SegmentBuilder.build(snapshot.topicRows, identity: identity)
        let again = try SegmentBuilder.build(try Self.segment(rows: 3000).snapshot.topicRows, identity: identity)
        #expect(bytes == again)
        let sealed = try SealedSegment(MappedRegion(copying: bytes), path: "t.seg")
        for name in Self.schema.fields.map(\.name) + ["$offset", "$partition", "$generation", "$subRow"] {
            #expect(try Self.values(sealed, name) == Self.values(snapshot, name), "column \(name)")
        }
    }
}
