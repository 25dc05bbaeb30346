import Bytes
import Schema
import Segment
import TestSupport
import Testing

/// Columns with any number of values per row.
@Suite struct ListTests {
    /// Some rows' lists, nil for NULL.
    struct Lists {
        let field: FieldSpec
        let rows: [[Value]?]
        let values: [Value]
        let starts: [UInt32]

        init(field: FieldSpec, rows: [[Value]?]) {
            (self.field, self.rows) = (field, rows)
            values = rows.flatMap { $0 ?? [] }
            starts = rows.reduce(into: [0]) { $0.append($0[$0.count - 1] + UInt32($1?.count ?? 0)) }
        }

        var columnValues: ColumnValues {
            let storage: ColumnValues.Storage =
                switch field.type.representation {
                case .integer: .integers(values.map { $0.integer! })
                case .double: .doubles(values.map { $0.double! })
                case .string: .strings(values.map { $0.string! })
                }
            let nulls = rows.contains { $0 == nil } ? rows.map { $0 == nil } : []
            return ColumnValues(type: field.type, storage: storage, nulls: nulls, valueStarts: starts)
        }
    }

    private func lists(_ random: inout RandomTables, type: DataType, rowCount: Int) -> Lists {
        let longest = random.generator.pick([0, 1, 3, 12])
        let pool = random.table(rowCount: rowCount * longest + 1, columnCount: 1, types: [type]).columns[0].values
        let present = pool.filter { !$0.isNull }
        let nullOdds = random.generator.pick([0, 2, 10, 1])
        let rows: [[Value]?] = (0..<rowCount).map { _ in
            if nullOdds > 0 && random.generator.oneIn(nullOdds) { return nil }
            let count = present.isEmpty ? 0 : random.generator.below(longest + 1)
            return (0..<count).map { _ in random.generator.pick(present) }
        }
        let field = FieldSpec(name: "list", type: type, isMultiValue: true)
        return Lists(field: field, rows: rows)
    }

    private func build(_ lists: Lists, _ wishes: IndexingConfig.Column = .init()) throws -> SealedSegment {
        let input = SegmentInput(
            schema: Schema(name: "l", fields: [lists.field]), columns: [lists.columnValues],
            provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: lists.rows.count)
        let bytes = try SegmentBuilder.build(
            input, identity: NaiveTable.identity, indexing: IndexingConfig(columns: ["list": wishes]))
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "lists")
        try segment.verify()
        return segment
    }

    @Test(arguments: DataType.allCases)
    func whatIsBuiltIsRead(type: DataType) throws {
        var encodings: Set<ColumnEncoding> = []
        for seed in UInt64(0)..<12 {
            var random = RandomTables(seed: seed)
            let rowCount = random.generator.pick([0, 1, 64, 700, 1100])
            let lists = lists(&random, type: type, rowCount: rowCount)
            let dictionary: IndexingConfig.Choice = random.generator.pick([.automatic, .never, .always])
            let segment = try build(lists, .init(dictionary: dictionary))
            let metadata = segment.columns[0]
            #expect(metadata.isMultiValue && metadata.valueCount == lists.values.count)
            encodings.insert(try #require(metadata.encoding))
            let column = try #require(try segment.column("list"))
            let source = try #require(column.lists)
            #expect(column.nulls.map { nulls in (0..<rowCount).map { nulls[$0] } } ?? [] == lists.columnValues.nulls)
            #expect(source.values.nulls == nil && source.values.values(0..<lists.values.count) == lists.values)
            try check(column, source, lists, &random.generator)
        }
        #expect(encodings.count >= 2 && !encodings.contains(.sorted), "\(encodings)")
    }

    private func check(
        _ column: any ColumnSource, _ source: any ListSource, _ lists: Lists, _ random: inout SeededGenerator
    ) throws {
        let rowCount = lists.rows.count
        var (starts, places): ([UInt32], [UInt32]) = ([7], [7])
        for _ in 0..<4 {
            let ends = [random.below(rowCount + 1), random.below(rowCount + 1)].sorted()
            source.readStarts(ends[0]..<ends[1], into: &starts)
            #expect(starts == Array(lists.starts[ends[0]...ends[1]]))
            try checkMatches(column, lists, ends[0]..<ends[1], &random)
        }
        let rows = rowCount == 0 ? [] : (0..<50).map { _ in UInt32(random.below(rowCount)) }
        source.gatherPlaces(rows, starts: &starts, places: &places)
        #expect(starts.count == rows.count + 1)
        for (index, row) in rows.enumerated() {
            let found = places[Int(starts[index])..<Int(starts[index + 1])].map { lists.values[Int($0)] }
            #expect(found == lists.rows[Int(row)] ?? [])
        }
        let distinct = Set(lists.values).sorted { $0.sortsBefore($1) }
        if let statistics = column.statistics {
            #expect(statistics.minimum == distinct.first ?? .null && statistics.maximum == distinct.last ?? .null)
            #expect(statistics.nullCount == lists.rows.count { $0 == nil })
        }
        if let dictionary = column.dictionary {
            #expect(ColumnValues(type: column.type, storage: dictionary.values).all == distinct)
        }
    }

    /// A row matches if one of its values does.
    private func checkMatches(
        _ column: any ColumnSource, _ lists: Lists, _ rows: Range<Int>, _ random: inout SeededGenerator
    ) throws {
        if lists.values.isEmpty { return }
        let bounds = [random.pick(lists.values), random.pick(lists.values)].sorted { $0.sortsBefore($1) }
        var words: [UInt64] = [1, 2, 3]
        switch (bounds[0], bounds[1]) {
        case (.integer(let low), .integer(let high)): column.match(integers: low...high, in: rows, into: &words)
        case (.double(let low), .double(let high)): column.match(doubles: low...high, in: rows, into: &words)
        case (.string(let low), .string(let high)):
            column.match(stringsFrom: low, before: ByteString(high.bytes + [0]), in: rows, into: &words)
        default: return
        }
        let isInside = { (value: Value) in !value.sortsBefore(bounds[0]) && !bounds[1].sortsBefore(value) }
        try expect(words, rows) { lists.rows[$0]?.contains(where: isInside) == true }
        guard let dictionary = column.dictionary, let low = dictionary.code(of: bounds[0]),
            let high = dictionary.code(of: bounds[1])
        else { return }
        column.match(codes: low..<high + 1, in: rows, into: &words)
        try expect(words, rows) { lists.rows[$0]?.contains(where: isInside) == true }
        var set = [UInt64](repeating: 0, count: (dictionary.count + 63) / 64)
        for code in [low, high] { set[Int(code >> 6)] |= 1 << UInt64(code & 63) }
        column.match(codeSet: set, in: rows, into: &words)
        try expect(words, rows) { lists.rows[$0]?.contains { bounds.contains($0) } == true }
    }

    private func expect(_ words: [UInt64], _ rows: Range<Int>, _ isWanted: (Int) -> Bool) throws {
        try #require(words.count == (rows.count + 63) / 64)
        let found = rows.filter { words[($0 - rows.lowerBound) >> 6] >> UInt64(($0 - rows.lowerBound) & 63) & 1 != 0 }
        #expect(found == rows.filter(isWanted))
    }

    @Test func anEmptyListIsNotNull() throws {
        let field = FieldSpec(name: "list", type: .int, isMultiValue: true)
        for rows in [[nil, []], [[], nil], [[], []], [nil, nil], [[.integer(5)], nil, []]] as [[[Value]?]] {
            let column = try #require(try build(Lists(field: field, rows: rows)).column("list"))
            #expect((0..<rows.count).map { column.nulls?[$0] ?? false } == rows.map { $0 == nil })
        }
    }

    /// There is no range index of lists; the codes of a dictionary do for it.
    @Test func aWishForRangesGivesListsADictionary() throws {
        let field = FieldSpec(name: "list", type: .long, isMultiValue: true)
        let rows: [[Value]?] = (0..<2000).map { row in [.integer(row << 20), .integer(-row * row)] }
        let plain = try build(Lists(field: field, rows: rows))
        #expect(plain.columns[0].encoding?.hasDictionary == false)
        let wishes = IndexingConfig(columns: ["list": .init(range: .always)])
        #expect(try plain.differences(from: wishes) == ["list: range index"])
        let segment = try build(Lists(field: field, rows: rows), .init(range: .always))
        #expect(segment.columns[0].encoding?.hasDictionary == true)
        #expect(try segment.differences(from: wishes) == [])
    }

    @Test func sortingMovesListsWithTheirRows() throws {
        let field = FieldSpec(name: "list", type: .string, isMultiValue: true)
        let rows: [[Value]?] = [[.string("a"), .string("b")], nil, [], [.string("c")]]
        let lists = Lists(field: field, rows: rows)
        let input = SegmentInput(
            schema: Schema(name: "l", fields: [lists.field, FieldSpec(name: "key", type: .int)]),
            columns: [lists.columnValues, ColumnValues(type: .int, storage: .integers([9, 7, 8, 1]))],
            provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: 4)
        let bytes = try SegmentBuilder.build(
            input, identity: NaiveTable.identity, indexing: IndexingConfig(sortedColumn: "key"))
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "sorted")
        let column = try #require(try segment.column("list"))
        var starts: [UInt32] = []
        column.lists?.readStarts(0..<4, into: &starts)
        #expect(starts == [0, 1, 1, 1, 3] && column.nulls?[1] == true)
        #expect(column.values(0..<4) == ["c", "a", "b"].map { .string($0) })
    }

    @Test func listsThatContradictThemselvesAreRefused() {
        func refusal(_ starts: [UInt32], nulls: [Bool]) -> String? {
            let values = ColumnValues(
                type: .int, storage: .integers([1, 2]), nulls: nulls, valueStarts: starts)
            let input = SegmentInput(
                schema: Schema(name: "l", fields: [FieldSpec(name: "list", type: .int, isMultiValue: true)]),
                columns: [values], provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: 2)
            do throws(SegmentError) { _ = try SegmentBuilder.build(input, identity: NaiveTable.identity) } catch {
                return error.code
            }
            return nil
        }
        #expect(refusal([0, 1, 2], nulls: []) == nil)
        #expect(refusal([0, 2, 2], nulls: [false, true]) == nil)
        #expect(refusal([0, 1, 2], nulls: [false, true]) == "SEGMENT_INPUT_INVALID")
        #expect(refusal([0, 3, 2], nulls: []) == "SEGMENT_INPUT_INVALID")
    }
}
