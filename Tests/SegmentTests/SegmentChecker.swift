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
            #expect(metadata.cardinality == naive.distinct.count)
            encodings[try #require(metadata.encoding), default: 0] += 1
            try check(naive, try #require(try segment.column(naive.field.name)))
        }
        #expect(try segment.column("no such column") == nil)
        try checkProvenance()
    }

    private mutating func check(_ naive: NaiveColumn, _ column: any ColumnSource) throws {
        #expect(column.type == naive.field.type)
        let distinct = naive.distinct
        let statistics = try #require(column.statistics)
        #expect(statistics.minimum == distinct.first ?? .null)
        #expect(statistics.maximum == distinct.last ?? .null)
        #expect(statistics.nullCount == naive.values.lazy.filter(\.isNull).count)
        #expect((column.nulls == nil) == (statistics.nullCount == 0))
        if let nulls = column.nulls {
            #expect(nulls.count == table.rowCount)
            #expect(naive.values.indices.allSatisfy { nulls[$0] == naive.values[$0].isNull })
        }
        let all = 0..<table.rowCount
        for rows in [all, range(), range(), 0..<0] { checkRange(rows, naive, column) }
        for count in [0, 1, 50] { checkGather(rows(count), naive, column) }
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
    func values(_ rows: Range<Int>) -> [Value] {
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
    var all: [Value] { (0..<count).map { self[$0] } }
}
