import Bitmaps
import Bytes
import Ingest
import Schema
import Segment
import Testing
import Upsert

/// Histories with results that were worked out by hand.
@Suite struct KnownAnswerTests {
    /// A table with a consuming segment for each of three partitions; segment numbers are those of the partitions.
    private struct Table {
        let shape: TableShape
        var index: UpsertIndex
        var consuming: [ConsumingSegment]

        init(_ shape: TableShape) throws {
            self.shape = shape
            index = UpsertIndex(try shape.rules)
            consuming = (0..<3).map {
                ConsumingSegment(name: "c", schema: shape.schema, schemaVersion: 1, partition: $0, startOffset: 0)
            }
            for (number, segment) in consuming.enumerated() { try index.add(segment.snapshot, number: UInt32(number)) }
        }

        /// Adds a row to a partition; `offset` passes over those before it.
        mutating func add(_ values: [Value], to partition: Int = 0, offset: Int64? = nil) throws {
            let next = consuming[partition].offsets.upperBound
            if let offset, offset > next { consuming[partition].pass(next..<offset, \.rejected) }
            consuming[partition].append(DecodedRow(values), offset: offset ?? next)
            let count = consuming[partition].rowCount
            try index.grow(UInt32(partition), to: consuming[partition].snapshot)
            _ = try index.apply(count - 1..<count, of: UInt32(partition))
        }

        func live(_ partition: Int) throws -> [Int] {
            let rows = try index.liveRows(of: UInt32(partition))
            return (0..<rows.rowCount).filter { rows[$0] }
        }
    }

    private static func row(_ id: Int64, _ ts: Int64?, gone: Bool? = false) -> [Value] {
        [.integer(id), ts.map { .integer($0) } ?? .null, gone.map { .integer($0 ? 1 : 0) } ?? .null]
    }

    @Test func threeKeysWithTenVersions() throws {
        var table = try Table(.simple)
        for version in 0..<10 { for id in 0..<3 { try table.add(Self.row(Int64(id), Int64(version))) } }
        #expect(try table.live(0) == [27, 28, 29])
        #expect(table.index.counts == [0: UpsertCounts(live: 3, superseded: 27)])
        #expect(table.index.keyCount == 3)
    }

    @Test func deletionAndRevival() throws {
        var table = try Table(.simple)
        try table.add(Self.row(1, 10))
        try table.add(Self.row(1, 11, gone: true))
        #expect(try table.live(0) == [])
        #expect(table.index.counts == [0: UpsertCounts(superseded: 1, deleted: 1)])
        // Older than the tombstone, wherever it comes from.
        try table.add(Self.row(1, 9), to: 1)
        #expect(try table.live(1) == [])
        // NULL does not delete.
        try table.add(Self.row(1, 12, gone: nil))
        #expect(try table.live(0) == [2])
        // A tombstone that is too late.
        try table.add(Self.row(1, 11, gone: true), to: 2, offset: 50)
        #expect(try table.live(0) == [2])
        #expect(
            table.index.counts == [
                0: UpsertCounts(live: 1, superseded: 2), 1: UpsertCounts(superseded: 1),
                2: UpsertCounts(superseded: 1),
            ])
    }

    @Test func orderOfArrivalDoesNotMatter() throws {
        var table = try Table(.simple)
        for ts in [5, 9, 3, 9, 1] { try table.add(Self.row(1, Int64(ts))) }
        #expect(try table.live(0) == [3])
    }

    @Test func equalComparisonValuesInSeveralPartitions() throws {
        var table = try Table(.simple)
        try table.add(Self.row(1, 5), to: 1, offset: 7)
        // The offset decides before the partition.
        try table.add(Self.row(1, 5), to: 2, offset: 6)
        #expect(try (table.live(1), table.live(2)) == ([0], []))
        try table.add(Self.row(1, 5), to: 0, offset: 7)
        #expect(try (table.live(0), table.live(1)) == ([], [0]))
        try table.add(Self.row(1, 5), to: 2, offset: 7)
        #expect(try (table.live(0), table.live(1), table.live(2)) == ([], [], [1]))
    }

    @Test func noComparisonValueIsTheLeast() throws {
        var table = try Table(.simple)
        try table.add(Self.row(1, nil))
        try table.add(Self.row(1, nil))
        #expect(try table.live(0) == [1])
        try table.add(Self.row(1, .min), to: 1)
        try table.add(Self.row(1, nil), to: 2, offset: 100)
        #expect(try (table.live(0), table.live(1), table.live(2)) == ([], [0], []))
    }

    @Test func firstComparisonColumnThatIsNotNullDecides() throws {
        var table = try Table(.texts)
        func add(_ first: Int64?, _ second: Int64?) throws {
            let numbers = [first, second].map { $0.map { Value.integer($0) } ?? .null }
            try table.add([.string("k"), .integer(1)] + numbers + [.null])
        }
        try add(nil, 7)
        try add(5, 100)
        #expect(try table.live(0) == [0])
        try add(8, 1)
        #expect(try table.live(0) == [2])
        try add(nil, 8)
        #expect(try table.live(0) == [3])
    }

    @Test func generationsDecideBeforeOffsets() throws {
        let shape = TableShape.simple
        func sealed(_ generation: UInt32, _ offset: Int64) throws -> SealedSegment {
            let origin = RowProvenance(generation: generation, partition: 0, offset: offset, subRow: 0)
            return try shape.sealed([ModelRow(values: Self.row(1, 5), origin: origin)])
        }
        let index = try UpsertIndex.build(
            shape.rules, [(1, sealed(1, 3)), (2, sealed(0, 900))], executor: SequentialExecutor())
        #expect(try index.liveRows(of: 1)[0] && !index.liveRows(of: 2)[0])
    }

    /// Keys whose parts are the same bytes, cut in different places; NULL, and what a NULL row reads as.
    @Test func keysOfSeveralColumnsAreNotMixedUp() throws {
        let schema = Schema(
            name: "t", fields: [FieldSpec(name: "a", type: .string), FieldSpec(name: "b", type: .string)])
        var rules = try UpsertRules(schema, keys: ["a", "b"], comparison: [])
        for mask in [UInt64.max, 0] {
            rules.hashMask = mask
            var segment = ConsumingSegment(
                name: "c", schema: schema, schemaVersion: 1, partition: 0, startOffset: 0)
            let rows: [[Value]] = [
                [.string("ab"), .string("c")], [.string("a"), .string("bc")], [.string(""), .string("abc")],
                [.null, .string("abc")], [.string("abc"), .null], [.string("abc"), .string("")], [.null, .null],
                [.string("abc"), .null],
            ]
            for row in rows { segment.append(DecodedRow(row), offset: segment.offsets.upperBound) }
            var index = UpsertIndex(rules)
            try index.add(segment.snapshot, number: 1)
            _ = try index.apply(0..<rows.count, of: 1)
            let live = try index.liveRows(of: 1)
            #expect((0..<rows.count).filter { !live[$0] } == [4])
        }
    }
}
