import Bitmaps
import Bytes
import Schema
import Segment
import TestSupport
import Testing

/// Reads a segment on every path and compares with the naive table.
struct SegmentChecker {
    let segment: SealedSegment
    let table: NaiveTable
    var generator: SeededGenerator
    /// Columns seen by encoding, and inverted indexes, so that a test can tell what it covered.
    private(set) var encodings: [ColumnEncoding: Int] = [:]
    private(set) var indexes = 0

    init(_ segment: SealedSegment, _ table: NaiveTable, seed: UInt64) {
        self.segment = segment
        self.table = table
        generator = SeededGenerator(seed: seed)
    }

    mutating func check() throws {
        #expect(segment.rowCount == table.rowCount)
        #expect(segment.columns.count == table.columns.count + 4)
        for (index, naive) in table.columns.enumerated() {
            let metadata = segment.columns[index]
            #expect(metadata.name == ByteString(naive.field.name))
            #expect(metadata.role.rawValue == [.dimension: 1, .metric: 2, .dateTime: 3][naive.field.role])
            let isCounted = metadata.encoding?.hasDictionary == true
            #expect(metadata.cardinality == (isCounted ? naive.distinct.count : 0))
            encodings[try #require(metadata.encoding), default: 0] += 1
            try check(naive, try #require(try segment.column(naive.field.name)))
        }
        #expect(try segment.column("no such column") == nil)
        try checkProvenance()
    }

    private mutating func check(_ naive: NaiveColumn, _ column: any ColumnSource) throws {
        #expect(column.type == naive.field.type)
        let distinct = naive.distinct
        let nullCount = naive.values.lazy.filter(\.isNull).count
        // Values too long for the footer are only known to dictionaries.
        let isOmitted = [distinct.first, distinct.last].contains { ($0?.string?.count ?? 0) > 256 }
        if column.statistics != nil || column.dictionary != nil || !isOmitted {
            let statistics = try #require(column.statistics)
            #expect(statistics.minimum == distinct.first ?? .null)
            #expect(statistics.maximum == distinct.last ?? .null)
            #expect(statistics.nullCount == nullCount)
        }
        #expect((column.nulls == nil) == (nullCount == 0))
        if let nulls = column.nulls {
            #expect(nulls.count == table.rowCount)
            #expect(naive.values.indices.allSatisfy { nulls[$0] == naive.values[$0].isNull })
        }
        let all = 0..<table.rowCount
        for rows in [all, range(), range(), 0..<0] { checkRange(rows, naive, column) }
        for count in [0, 1, 50] { checkGather(rows(count), naive, column) }
        for rows in [all, range(), range()] { checkMatches(rows, naive, distinct, column) }
        if let dictionary = column.dictionary { try check(naive, distinct, column, dictionary) }
    }

    private mutating func range() -> Range<Int> {
        let bounds = [
            Int.random(in: 0...table.rowCount, using: &generator),
            Int.random(in: 0...table.rowCount, using: &generator),
        ]
        return bounds.min()!..<bounds.max()!
    }

    private mutating func rows(_ count: Int) -> [UInt32] {
        if table.rowCount == 0 { return [] }
        return (0..<count).map { _ in UInt32.random(in: 0..<UInt32(table.rowCount), using: &generator) }
    }

    private func checkRange(_ rows: Range<Int>, _ naive: NaiveColumn, _ column: any ColumnSource) {
        let expected = Array(naive.values[rows])
        #expect(isSame(column.values(rows), expected))
        if let dictionary = column.dictionary {
            var codes: [UInt32] = [9, 9]
            column.readCodes(rows, into: &codes)
            #expect(codes.allSatisfy { $0 < dictionary.count })
            #expect(isSame(codes.map { dictionary.value($0) }, expected))
        }
    }

    private func checkGather(_ rows: [UInt32], _ naive: NaiveColumn, _ column: any ColumnSource) {
        let expected = rows.map { naive.values[Int($0)] }
        #expect(isSame(column.values(rows), expected))
        if let dictionary = column.dictionary {
            var codes: [UInt32] = [9, 9]
            column.gatherCodes(rows, into: &codes)
            #expect(isSame(codes.map { dictionary.value($0) }, expected))
        }
    }

    /// Predicates on codes and values, against the rows that a look at each value gives.
    private mutating func checkMatches(
        _ rows: Range<Int>, _ naive: NaiveColumn, _ distinct: [Value], _ column: any ColumnSource
    ) {
        if distinct.isEmpty { return }
        let bounds = [distinct.randomElement(using: &generator)!, distinct.randomElement(using: &generator)!]
        let (low, high) = bounds[1].sortsBefore(bounds[0]) ? (bounds[1], bounds[0]) : (bounds[0], bounds[1])
        let isInside = { (value: Value) in !value.sortsBefore(low) && !high.sortsBefore(value) }
        var words: [UInt64] = [1, 2, 3]
        if let dictionary = column.dictionary, let first = dictionary.code(of: low),
            let last = dictionary.code(of: high)
        {
            column.match(codes: first..<last + 1, in: rows, into: &words)
            expect(words, rows, naive, isInside)
            if let sorted = column.sortedRows(withCodes: first..<last + 1) {
                let found = naive.values.indices.filter { !naive.values[$0].isNull && sorted.contains($0) }
                let expected = naive.values.indices.filter { !naive.values[$0].isNull && isInside(naive.values[$0]) }
                #expect(found == expected)
            }
            let chosen = Set(distinct.filter { _ in Bool.random(using: &generator) })
            var set = [UInt64](repeating: 0, count: (dictionary.count + 63) / 64)
            for (code, value) in distinct.enumerated() where chosen.contains(value) {
                set[code >> 6] |= 1 << (code & 63)
            }
            column.match(codeSet: set, in: rows, into: &words)
            expect(words, rows, naive) { chosen.contains($0) }
        }
        switch (low, high) {
        case (.integer(let low), .integer(let high)): column.match(integers: low...high, in: rows, into: &words)
        case (.double(let low), .double(let high)): column.match(doubles: low...high, in: rows, into: &words)
        case (.string(let low), .string(let high)):
            column.match(stringsFrom: low, before: ByteString(high.bytes + [0]), in: rows, into: &words)
        default: return
        }
        expect(words, rows, naive, isInside)
    }

    /// The bits of rows that are not NULL say what `isWanted` says of their values.
    private func expect(
        _ words: [UInt64], _ rows: Range<Int>, _ naive: NaiveColumn, _ isWanted: (Value) -> Bool
    ) {
        #expect(words.count == (rows.count + 63) / 64)
        let wrong = rows.enumerated().first { position, row in
            let bit = words[position >> 6] >> UInt64(position & 63) & 1 != 0
            return !naive.values[row].isNull && bit != isWanted(naive.values[row])
        }
        if let wrong { Issue.record("\(naive.field.name): row \(wrong.1) of \(rows)") }
        if rows.count & 63 != 0, let last = words.last { #expect(last >> UInt64(rows.count & 63) == 0) }
    }

    /// Where a NULL is expected, anything will do.
    private func isSame(_ found: [Value], _ expected: [Value]) -> Bool {
        found.count == expected.count && zip(found, expected).allSatisfy { $1.isNull || $0 == $1 }
    }

    private mutating func check(
        _ naive: NaiveColumn, _ distinct: [Value], _ column: any ColumnSource, _ dictionary: any DictionarySource
    ) throws {
        #expect(dictionary.count == distinct.count && dictionary.isSorted)
        #expect(ColumnValues(type: column.type, storage: dictionary.values).all == distinct)
        var hasIndex: Bool?
        for (code, value) in distinct.enumerated() {
            let rows = column.rows(withCode: UInt32(code))
            let isRight =
                dictionary.value(UInt32(code)) == value && dictionary.code(of: value) == UInt32(code)
                && (hasIndex == nil || hasIndex == (rows != nil))
            if !isRight { Issue.record("\(naive.field.name): code \(code), or an index without it") }
            hasIndex = rows != nil
            if let rows, code < 20 {
                var found: [UInt32] = []
                rows.appendRows(in: 0..<table.rowCount, to: &found)
                #expect(found == naive.values.indices.filter { naive.values[$0] == value }.map { UInt32($0) })
            }
        }
        if hasIndex == true { indexes += 1 }
        for absent in [Value.null, .integer(123_456_789), .double(0.123), .double(.nan), .string("absent")]
        where !distinct.contains(absent) { #expect(dictionary.code(of: absent) == nil) }
    }

    private func checkProvenance() throws {
        var rows: [RowProvenance] = []
        try segment.provenance().read(0..<table.rowCount, into: &rows)
        #expect(rows == table.provenance)
        let offset = try #require(try segment.column("$offset"))
        #expect(offset.type == .long)
        #expect(offset.values(0..<table.rowCount) == table.provenance.map { .integer($0.offset) })
    }
}

extension ColumnSource {
    /// The values of some rows, of lists one after the other.
    func values(_ rows: Range<Int>) -> [Value] {
        if let lists {
            var starts: [UInt32] = []
            lists.readStarts(rows, into: &starts)
            return lists.values.values(Int(starts[0])..<Int(starts[rows.count]))
        }
        switch type.representation {
        case .integer:
            var output: [Int64] = [1]
            readIntegers(rows, into: &output)
            return output.map { .integer($0) }
        case .double:
            var output: [Double] = [1]
            readDoubles(rows, into: &output)
            return output.map { .double($0) }
        case .string:
            var output: [ByteString] = ["x"]
            readStrings(rows, into: &output)
            return output.map { .string($0) }
        }
    }

    func values(_ rows: [UInt32]) -> [Value] {
        if let lists {
            var (starts, places): ([UInt32], [UInt32]) = ([], [])
            lists.gatherPlaces(rows, starts: &starts, places: &places)
            return lists.values.values(places)
        }
        switch type.representation {
        case .integer:
            var output: [Int64] = [1]
            gatherIntegers(rows, into: &output)
            return output.map { .integer($0) }
        case .double:
            var output: [Double] = [1]
            gatherDoubles(rows, into: &output)
            return output.map { .double($0) }
        case .string:
            var output: [ByteString] = ["x"]
            gatherStrings(rows, into: &output)
            return output.map { .string($0) }
        }
    }
}

extension ColumnValues {
    /// All values, of lists one after the other.
    var all: [Value] {
        let flat = isMultiValue ? ColumnValues(type: type, storage: storage) : self
        return (0..<flat.count).map { flat[$0] }
    }
}
