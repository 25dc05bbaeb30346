import Bytes
import Files
import Schema
import Segment
import Testing

@Suite struct RoundTripTests {
    @Test(arguments: [
        0, 1, 2, 3, 7, 8, 9, 63, 64, 65, 100, 257, 1000, 1023, 1025, 2049, 3000, 4097, 6000, 70_000,
    ])
    func everyReadPathGivesTheRowsThatWereBuilt(rowCount: Int) throws {
        let seeds: Range<UInt64> = rowCount > 5000 ? 0..<1 : rowCount > 500 ? 0..<2 : 0..<5
        for seed in seeds {
            var random = RandomTables(seed: seed &* 1_000_003 &+ UInt64(rowCount))
            let table = random.table(rowCount: rowCount, columnCount: rowCount > 5000 ? 2 : 6)
            let input = table.input(using: &random.generator)
            let bytes = try SegmentBuilder.build(input, identity: NaiveTable.identity)
            #expect(try SegmentBuilder.build(input, identity: NaiveTable.identity) == bytes, "seed \(seed)")
            let segment = try SealedSegment(MappedRegion(copying: bytes), path: "seed \(seed), \(rowCount) rows")
            #expect(segment.identity == NaiveTable.identity)
            var checker = SegmentChecker(segment, table, seed: seed)
            try checker.check()
            try segment.verify()
        }
    }

    @Test func randomTablesReachEveryEncodingAndTheIndex() throws {
        var (encodings, indexes) = ([ColumnEncoding: Int](), 0)
        for seed in UInt64(100)..<124 {
            var random = RandomTables(seed: seed)
            // Numbers that hardly repeat are rare, and are floats and doubles more rarely still.
            let types = seed % 2 == 0 ? DataType.allCases : [.float, .double]
            let table = random.table(rowCount: 2100, columnCount: 8, types: types)
            let bytes = try SegmentBuilder.build(
                table.input(using: &random.generator), identity: NaiveTable.identity)
            let segment = try SealedSegment(MappedRegion(copying: bytes), path: "seed \(seed)")
            var checker = SegmentChecker(segment, table, seed: seed)
            try checker.check()
            encodings.merge(checker.encodings) { $0 + $1 }
            indexes += checker.indexes
        }
        #expect(encodings.count == ColumnEncoding.allCases.count, "\(encodings)")
        #expect(indexes > 3)
    }

    @Test func inputFormsOfTheSameRowsGiveTheSameBytes() throws {
        var random = RandomTables(seed: 5)
        let table = random.table(rowCount: 500, columnCount: 12)
        let first = try SegmentBuilder.build(table.input(using: &random.generator), identity: NaiveTable.identity)
        let second = try SegmentBuilder.build(table.input(using: &random.generator), identity: NaiveTable.identity)
        #expect(first == second)
    }

    @Test func openingFindsTheFileAndItsIdentity() throws {
        let files = MemoryFileSystem()
        var random = RandomTables(seed: 9)
        let table = random.table(rowCount: 50, columnCount: 3)
        let bytes = try SegmentBuilder.build(table.input(using: &random.generator), identity: NaiveTable.identity)
        try files.writeAtomically(bytes, to: "11.seg")
        let segment = try SealedSegment.open(files, path: "11.seg", expecting: (7, 11))
        #expect(segment.name == "random__0" && segment.byteCount == bytes.count && !segment.isConsuming)
        #expect(throws: SegmentError.self) { try SealedSegment.open(files, path: "11.seg", expecting: (7, 12)) }
        let missing = #expect(throws: SegmentError.self) { try SealedSegment.open(files, path: "12.seg") }
        #expect(missing?.code == "FILE_NOT_FOUND")
    }

    @Test func threadsMayOpenTheSameColumns() async throws {
        var random = RandomTables(seed: 21)
        let table = random.table(rowCount: 5000, columnCount: 6)
        let bytes = try SegmentBuilder.build(table.input(using: &random.generator), identity: NaiveTable.identity)
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "threads")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for seed in UInt64(0)..<8 {
                group.addTask {
                    var checker = SegmentChecker(segment, table, seed: seed)
                    try checker.check()
                }
            }
            try await group.waitForAll()
        }
    }
}
