import Bitmaps
import Bytes
import Schema
import Segment
import TestSupport
import Testing

/// Every index gives the rows that a look at all values gives.
@Suite struct IndexTests {
    /// Wishes that reach every kind of index for whatever column.
    private static func wishes(_ generator: inout SeededGenerator) -> IndexingConfig.Column {
        let choices: [IndexingConfig.Choice] = [.automatic, .always, .always, .never]
        return IndexingConfig.Column(
            dictionary: generator.pick(choices), inverted: generator.pick(choices), range: generator.pick(choices),
            bloom: generator.pick(choices))
    }

    @Test(arguments: [0, 1, 2, 65, 300, 1500], SeededGenerator.seeds)
    func indexesAgreeWithTheValues(rowCount: Int, seed: UInt64) throws {
        try check(rowCount: rowCount, columnCount: 8, seed: seed)
    }

    @Test func indexesOfSeveralContainersAgreeWithTheValues() throws {
        try check(rowCount: 70_000, columnCount: 3, seed: 5)
    }

    private func check(rowCount: Int, columnCount: Int, seed: UInt64) throws {
        var random = RandomTables(seed: seed &+ UInt64(rowCount))
        let table = random.table(rowCount: rowCount, columnCount: columnCount)
        var columns: [String: IndexingConfig.Column] = [:]
        for column in table.columns { columns[column.field.name] = Self.wishes(&random.generator) }
        let bytes = try SegmentBuilder.build(
            table.input(using: &random.generator), identity: NaiveTable.identity,
            indexing: IndexingConfig(columns: columns))
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "seed \(seed)")
        try segment.verify()
        for naive in table.columns {
            let column = try #require(try segment.column(naive.field.name))
            let distinct = naive.distinct
            Self.checkCodes(naive, column)
            Self.checkRanges(naive, distinct, column, &random.generator)
            #expect(distinct.allSatisfy { column.mightContain($0) } && column.mightContain(.null))
        }
        #expect(segment.damage == nil)
    }

    private static func checkCodes(_ naive: NaiveColumn, _ column: any ColumnSource) {
        guard let dictionary = column.dictionary, column.rows(withCode: 0) != nil else { return }
        for code in stride(from: 0, to: UInt32(dictionary.count), by: max(dictionary.count / 50, 1)) {
            let value = dictionary.value(code)
            let expected = naive.values.indices.filter { naive.values[$0] == value }.map { UInt32($0) }
            #expect(column.rows(withCode: code)?.rows == expected)
            #expect(column.rowCount(withCode: code) == expected.count)
        }
    }

    private static func checkRanges(
        _ naive: NaiveColumn, _ distinct: [Value], _ column: any ColumnSource, _ generator: inout SeededGenerator
    ) {
        let values = distinct + [.integer(.min), .integer(.max), .double(-.infinity), .double(1e300)]
        for _ in 0..<20 {
            let (one, two) = (generator.pick(values), generator.pick(values))
            var (found, expected): (Postings?, [Int]) = (nil, [])
            if let low = one.integer, let high = two.integer, column.type.representation == .integer {
                let interval = min(low, high)...max(low, high)
                found = column.rows(withIntegers: interval)
                expected = naive.values.indices.filter { naive.values[$0].integer.map(interval.contains) ?? false }
            } else if let low = one.double, let high = two.double, column.type.representation == .double {
                let interval = min(low, high)...max(low, high)
                found = column.rows(withDoubles: interval)
                expected = naive.values.indices.filter { naive.values[$0].double.map(interval.contains) ?? false }
            }
            if let found { #expect(found.rows == expected.map { UInt32($0) }, "\(one) to \(two)") }
        }
    }

    @Test func randomWishesReachEveryKind() throws {
        var kinds: Set<RegionKind> = []
        for seed in UInt64(1)...40 {
            var random = RandomTables(seed: seed)
            let table = random.table(rowCount: seed == 1 ? 20_000 : 300, columnCount: 8)
            var columns: [String: IndexingConfig.Column] = [:]
            for column in table.columns { columns[column.field.name] = Self.wishes(&random.generator) }
            let bytes = try SegmentBuilder.build(
                table.input(using: &random.generator), identity: NaiveTable.identity,
                indexing: IndexingConfig(columns: columns))
            kinds.formUnion(try SealedSegment(MappedRegion(copying: bytes), path: "").regions.compactMap(\.kind))
        }
        #expect(
            kinds.isSuperset(of: [
                .invertedBitmaps, .postings, .postingOffsets, .rangeBounds, .rangeBitmaps, .bloomFilter,
            ]), "\(kinds)")
    }

    /// A row is once in the list of each of its values, however often it has it.
    @Test(arguments: SeededGenerator.seeds)
    func listsAreIndexedByRow(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let nulls = (0..<700).map { _ in generator.oneIn(8) }
        let lists = nulls.map { isNull in
            isNull ? [] : (0..<generator.below(5)).map { _ in Int64(generator.below(40)) }
        }
        var starts: [UInt32] = [0]
        for list in lists { starts.append(starts[starts.count - 1] + UInt32(list.count)) }
        let values = ColumnValues(
            type: .int, storage: .integers(lists.flatMap { $0 }), nulls: nulls, valueStarts: starts)
        let field = FieldSpec(name: "tags", type: .int, isMultiValue: true)
        let input = SegmentInput(
            schema: Schema(name: "s", fields: [field]), columns: [values],
            provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: lists.count)
        let wishes = IndexingConfig.Column(dictionary: .always, inverted: .always, range: .always, bloom: .always)
        let bytes = try SegmentBuilder.build(
            input, identity: NaiveTable.identity, indexing: IndexingConfig(columns: ["tags": wishes]))
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "lists")
        try segment.verify()
        let column = try #require(try segment.column("tags"))
        let dictionary = try #require(column.dictionary)
        for code in 0..<UInt32(dictionary.count) {
            let value = dictionary.value(code).integer!
            #expect(
                column.rows(withCode: code)?.rows
                    == lists.indices.filter { lists[$0].contains(value) }.map { UInt32($0) })
            #expect(column.mightContain(.integer(value)))
        }
        #expect(column.lists?.values.rows(withCode: 0) == nil, "values are not rows")
    }

    @Test func filtersKnowMostAbsentValues() throws {
        let golden = try SealedSegment(MappedRegion(copying: GoldenSegments.indexesSegment.bytes()), path: "golden")
        let ticket = try #require(try golden.column("ticket"))
        let wrong = (0..<10_000).count { ticket.mightContain(.integer(Int64($0) * 17 + 12)) }
        #expect(wrong < 300)
        let comment = try #require(try golden.column("comment"))
        #expect(comment.mightContain(.string("")) && !comment.mightContain(.string("so so")))
    }

    /// A damaged index is reported, and answers as if it were not there.
    @Test(arguments: [
        ("device", RegionKind.invertedOffsets), ("device", .invertedBitmaps), ("city", .postingOffsets),
        ("city", .postings), ("id", .postings), ("price", .rangeBounds), ("price", .rangeOffsets),
        ("price", .rangeBitmaps), ("ticket", .bloomFilter),
    ])
    func damageIsReportedAndWorkedAround(name: String, kind: RegionKind) throws {
        let golden = try GoldenSegments.indexesSegment.bytes()
        let good = try SealedSegment(MappedRegion(copying: golden), path: "golden")
        let index = try #require(good.columns.firstIndex { $0.name == ByteString(name) })
        let region = try #require(good.regions.first { $0.column == index && $0.kind == kind })
        var bytes = golden
        for offset in region.range { bytes[offset] ^= 0xFF }
        Resealing.reseal(&bytes, tableID: good.identity.tableID, segmentID: good.identity.segmentID)
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "golden")
        let column = try #require(try segment.column(name))
        #expect(segment.damage == nil)
        if kind == .bloomFilter {
            #expect(throws: FormatError.self) { try segment.verify() }
            return
        }
        let isRange = kind == .rangeBounds || kind == .rangeOffsets || kind == .rangeBitmaps
        #expect((isRange ? column.rows(withDoubles: 0...0.125) : column.rows(withCode: 1)) == nil)
        #expect(segment.damage?.kind == .corrupt && segment.damage?.section.contains(kind.name) == true)
        #expect(isRange || column.rows(withCode: 1) == nil, "and stays so")
        #expect(throws: FormatError.self) { try segment.verify() }
        #expect(column.values(0..<segment.rowCount).count == segment.rowCount)
    }
}

extension Postings? {
    static func == (left: Postings?, right: Postings?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (let left?, let right?): left.rows == right.rows
        default: false
        }
    }
}
