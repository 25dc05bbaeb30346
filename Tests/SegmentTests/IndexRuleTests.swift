import Bitmaps
import Bytes
import Schema
import Segment
import Testing

/// What the builder decides about indexes, and the reason that it notes.
@Suite struct IndexRuleTests {
    private struct Case {
        var type = DataType.string
        var role = FieldSpec.Role.dimension
        var rows = 8000
        var distinct: Int
        var wish = IndexingConfig.Column()
        var sorted = false
        var isSkewed = false
    }

    private func build(_ test: Case) throws -> (column: SegmentColumn, kinds: Set<RegionKind>) {
        let numbers = (0..<test.rows).map { row in
            if test.isSkewed { return row * 7919 % 100 == 0 ? 1 : 0 }
            return test.sorted ? row * test.distinct / test.rows : row * 7919 % test.distinct
        }
        let storage: ColumnValues.Storage =
            test.type == .string
            ? .strings(numbers.map { ByteString("value \($0)") }) : .integers(numbers.map { Int64($0) * 1_000_003 })
        let input = SegmentInput(
            schema: Schema(name: "s", fields: [FieldSpec(name: "c", type: test.type, role: test.role)]),
            columns: [ColumnValues(type: test.type, storage: storage)],
            provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: test.rows)
        let bytes = try SegmentBuilder.build(
            input, identity: NaiveTable.identity, indexing: IndexingConfig(columns: ["c": test.wish]))
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "rules")
        return (segment.columns[0], Set(segment.regions.filter { $0.column == 0 }.compactMap(\.kind)))
    }

    private func expect(
        _ test: Case, _ reason: BuildChoice.Reason?, _ kinds: Set<RegionKind>,
        subject: BuildChoice.Subject = .inverted
    ) throws {
        let (column, found) = try build(test)
        #expect(column.choices.first { $0.subject == subject }?.reason == reason, "\(test)")
        let indexes: Set<RegionKind> = [.invertedBitmaps, .postings, .rangeBitmaps, .bloomFilter]
        #expect(found.intersection(indexes) == kinds, "\(test)")
    }

    @Test func invertedIndexes() throws {
        try expect(Case(distinct: 1), .oneValue, [])
        try expect(Case(distinct: 63), .notNeeded, [])
        try expect(Case(distinct: 64), .selective, [.postings])
        try expect(Case(rows: 1_000_000, distinct: 64), .selective, [.invertedBitmaps])
        try expect(Case(distinct: 8000, wish: .init(dictionary: .always)), .selective, [.postings])
        try expect(Case(type: .long, distinct: 100, sorted: true), .sorted, [])
        try expect(Case(distinct: 15, wish: .init(inverted: .always)), .configured, [.postings])
        // Two values, one of which a row in 100 has.
        try expect(Case(distinct: 2, isSkewed: true), .selective, [.invertedBitmaps])
        try expect(Case(distinct: 100, wish: .init(inverted: .never)), .configured, [])
        try expect(Case(type: .long, role: .metric, distinct: 100), .metric, [])
        try expect(
            Case(type: .long, role: .metric, distinct: 100, wish: .init(inverted: .always)), .configured, [.postings])
        try expect(Case(type: .timestamp, role: .dateTime, distinct: 125), .selective, [.postings])
        try expect(Case(type: .timestamp, role: .dateTime, distinct: 126), .manyValues, [])
        let raw = IndexingConfig.Column(dictionary: .never, inverted: .always, bloom: .never)
        try expect(Case(type: .long, distinct: 100, wish: raw), .notPossible, [])
    }

    @Test(arguments: [
        ("inverted", "| bytes | \(EncodingRules.maximumIndexBytesPerRow) |"),
        ("inverted", "| share | \(EncodingRules.rowsPerIndexedRow) |"),
        ("postings", "| bytes | \(EncodingRules.maximumIndexBytesPerRow) |"),
        ("range", "| buckets | \(EncodingRules.rangeBuckets) |"),
        ("bloom", "| filter | \(BlockedBloomFilter.maximumBytes) |"),
        ("bloom", "| rows | \(EncodingRules.minimumFilteredRows) |"),
    ])
    func pagesNameTheLimits(name: String, row: String) throws {
        #expect(try FormatPage("segment/\(name).md").contains(row), "formats/segment/\(name).md has \(row)")
    }

    @Test func rangeIndexesAreBuiltOnRequest() throws {
        let raw = IndexingConfig.Column(dictionary: .never, range: .always, bloom: .never)
        try expect(Case(type: .long, distinct: 5000, wish: raw), .configured, [.rangeBitmaps], subject: .range)
        try expect(
            Case(type: .long, distinct: 10, wish: .init(range: .always)), .notPossible, [], subject: .range)
        try expect(Case(type: .long, role: .metric, distinct: 7919), nil, [], subject: .range)
    }

    @Test func bloomFilters() throws {
        let raw = IndexingConfig.Column(dictionary: .never)
        try expect(Case(type: .long, distinct: 5000, wish: raw), .manyValues, [.bloomFilter], subject: .bloom)
        try expect(Case(type: .long, rows: 4095, distinct: 4000, wish: raw), nil, [], subject: .bloom)
        try expect(Case(type: .long, role: .metric, distinct: 5000, wish: raw), nil, [], subject: .bloom)
        try expect(Case(distinct: 3, wish: .init(bloom: .always)), .configured, [.bloomFilter], subject: .bloom)
    }
}
