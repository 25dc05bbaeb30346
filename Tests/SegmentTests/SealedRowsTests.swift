import Bitmaps
import Bytes
import Schema
import Segment
import TestSupport
import Testing

/// Segments that are built from sealed ones.
@Suite struct SealedRowsTests {
    private func segment(_ bytes: [UInt8]) throws -> SealedSegment {
        try SealedSegment(MappedRegion(copying: bytes), path: "memory")
    }

    private func build(_ rows: some SegmentRows, _ indexing: IndexingConfig = IndexingConfig()) throws -> [UInt8] {
        try SegmentBuilder.build(rows, identity: NaiveTable.identity, indexing: indexing)
    }

    /// The rows of a table in some range.
    private func part(_ table: NaiveTable, _ rows: Range<Int>) -> NaiveTable {
        NaiveTable(
            columns: table.columns.map { NaiveColumn(field: $0.field, values: Array($0.values[rows])) },
            provenance: Array(table.provenance[rows]))
    }

    @Test(arguments: [0, 1, 2, 100, 1030, 70_000])
    func mergedSegmentsAreTheOneThatIsBuiltFromAllRows(rowCount: Int) throws {
        for seed in 0..<(rowCount > 5000 ? 1 : 8) as Range<UInt64> {
            var random = RandomTables(seed: seed &* 7_919 &+ UInt64(rowCount))
            let table = random.table(rowCount: rowCount, columnCount: rowCount > 5000 ? 3 : 8)
            let whole = try build(table.input(using: &random.generator))
            let cuts = (0..<3).map { _ in Int.random(in: 0...rowCount, using: &random.generator) }.sorted()
            let parts = try zip([0] + cuts, cuts + [rowCount]).map { start, end in
                try segment(build(part(table, start..<end).input(using: &random.generator)))
            }
            let rows = SealedRows(parts, schema: table.schema)
            #expect(rows.rowCount == rowCount)
            #expect(try build(rows) == whole, "seed \(seed)")
            #expect(try build(SealedRows([segment(whole)], schema: table.schema)) == whole, "seed \(seed)")
        }
    }

    @Test func aColumnThatASegmentIsTooOldForIsFilledWithItsDefault() throws {
        let old = Schema(name: "t", fields: [FieldSpec(name: "a", type: .long)])
        let fields: [FieldSpec] = [
            FieldSpec(name: "a", type: .long), FieldSpec(name: "note", type: .string, defaultValue: .string("-")),
            FieldSpec(name: "rank", type: .int), FieldSpec(name: "score", type: .double, defaultValue: .double(0.5)),
        ]
        let new = Schema(name: "t", fields: fields)
        let first = SegmentInput(
            schema: old, columns: [ColumnValues(type: .long, storage: .integers([1, 2]))],
            provenance: .consecutive(partition: 3, firstOffset: 10), rowCount: 2)
        let second = SegmentInput(
            schema: new,
            columns: [
                ColumnValues(type: .long, storage: .integers([3])),
                ColumnValues(type: .string, storage: .strings(["x"])),
                ColumnValues(type: .int, storage: .integers([7])),
                ColumnValues(type: .double, storage: .doubles([2])),
            ], provenance: .consecutive(partition: 3, firstOffset: 12), rowCount: 1)
        let rows = SealedRows([try segment(build(first)), try segment(build(second))], schema: new)
        let merged = try segment(build(rows))
        #expect(try merged.column("a")?.values(0..<3) == [.integer(1), .integer(2), .integer(3)])
        #expect(try merged.column("note")?.values(0..<3) == [.string("-"), .string("-"), .string("x")])
        let rank = try #require(try merged.column("rank"))
        #expect(rank.values([2]) == [.integer(7)] && (0..<3).map { rank.nulls?[$0] } == [true, true, false])
        #expect(try merged.column("score")?.values(0..<3) == [.double(0.5), .double(0.5), .double(2)])
        var origins: [RowProvenance] = []
        try merged.provenance().read(0..<3, into: &origins)
        #expect(origins.map(\.offset) == [10, 11, 12] && origins.allSatisfy { $0.partition == 3 })
    }

    @Test func listsAreBuiltAgainAsTheyWere() throws {
        let fields: [FieldSpec] = [
            FieldSpec(name: "tags", type: .string, isMultiValue: true),
            FieldSpec(name: "sizes", type: .int, isMultiValue: true),
        ]
        func input(_ lists: Range<Int>) -> SegmentInput {
            let counts = lists.map { $0 % 4 }
            let starts = counts.reduce(into: [UInt32(0)]) { $0.append($0[$0.count - 1] + UInt32($1)) }
            let numbers = zip(lists, counts).flatMap { row, count in (0..<count).map { Int64(row * 7 % 11 + $0) } }
            let nulls = lists.map { $0 % 8 == 4 }
            return SegmentInput(
                schema: Schema(name: "t", fields: fields),
                columns: [
                    ColumnValues(
                        type: .string, storage: .strings(numbers.map { ByteString("tag \($0)") }), nulls: nulls,
                        valueStarts: starts),
                    ColumnValues(type: .int, storage: .integers(numbers), nulls: nulls, valueStarts: starts),
                ], provenance: .consecutive(partition: 0, firstOffset: Int64(lists.lowerBound)),
                rowCount: lists.count)
        }
        let whole = try build(input(0..<500))
        let parts = try [0..<3, 3..<3, 3..<499, 499..<500].map { try segment(build(input($0))) }
        #expect(try build(SealedRows(parts, schema: input(0..<0).schema)) == whole)

        // Lists that a segment is too old to have: NULL, or one default each.
        let old = try segment(
            build(
                SegmentInput(
                    schema: Schema(name: "t", fields: []), columns: [],
                    provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: 2)))
        var schema = Schema(name: "t", fields: fields)
        schema.fields[1].defaultValue = .integer(5)
        let filled = try segment(build(SealedRows([old], schema: schema)))
        #expect(try filled.column("tags")?.nulls == Bitset(count: 2, filledWith: true))
        let sizes = try #require(try filled.column("sizes")?.lists)
        var starts: [UInt32] = []
        sizes.readStarts(0..<2, into: &starts)
        #expect(starts == [0, 1, 2] && sizes.values.values([0, 1]) == [.integer(5), .integer(5)])
    }

    @Test func damagedChunksAreNotBuiltAgain() throws {
        let schema = Schema(name: "t", fields: [FieldSpec(name: "a", type: .string)])
        let strings = (0..<2_000).map { ByteString("row \($0 &* 2_654_435_761) and more") }
        var bytes = try build(
            SegmentInput(
                schema: schema, columns: [ColumnValues(type: .string, storage: .strings(strings))],
                provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: strings.count),
            IndexingConfig(columns: ["a": .init(dictionary: .never)]))
        let region = try #require(try segment(bytes).regions.first { $0.kind == .chunkBytes })
        bytes[region.offset + region.length / 2] ^= 1
        let damaged = try segment(bytes)
        let error = #expect(throws: SegmentError.self) { try build(SealedRows([damaged], schema: schema)) }
        #expect(error?.code == "CORRUPT_FILE")
        #expect(damaged.damage != nil)
    }

    @Test func rowsOfSeveralSegmentsAreSortedTogether() throws {
        let schema = Schema(name: "t", fields: [FieldSpec(name: "a", type: .string)])
        let parts = try [["c", "a"], ["b", "a", "d"]].enumerated().map { index, strings in
            try segment(
                build(
                    SegmentInput(
                        schema: schema,
                        columns: [ColumnValues(type: .string, storage: .strings(strings.map { ByteString($0) }))],
                        provenance: .consecutive(partition: 0, firstOffset: Int64(index * 10)),
                        rowCount: strings.count)))
        }
        let sink = SegmentBytes()
        let order = try SegmentBuilder.build(
            SealedRows(parts, schema: schema), identity: NaiveTable.identity,
            indexing: IndexingConfig(sortedColumn: "a"), to: sink)
        let sorted = try segment(sink.bytes)
        #expect(try sorted.column("a")?.values(0..<5) == ["a", "a", "b", "c", "d"].map { .string($0) })
        var origins: [RowProvenance] = []
        try sorted.provenance().read(0..<5, into: &origins)
        #expect(origins.map(\.offset) == [1, 11, 10, 0, 12])
        #expect(order?.destinations() == [3, 0, 2, 1, 4])
    }

    @Test func aFieldOfAnotherTypeIsRefused() throws {
        let schema = Schema(name: "t", fields: [FieldSpec(name: "a", type: .long)])
        let input = SegmentInput(
            schema: schema, columns: [ColumnValues(type: .long, storage: .integers([1]))],
            provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: 1)
        let other = Schema(name: "t", fields: [FieldSpec(name: "a", type: .string)])
        let error = #expect(throws: SegmentError.self) {
            try build(SealedRows([try segment(build(input))], schema: other))
        }
        #expect(error?.code == "CORRUPT_FILE")
    }
}
