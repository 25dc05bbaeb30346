import Bitmaps
import Bytes
import Schema
import Segment

/// How a test segment holds its columns.
enum PhysicalForm: String, CaseIterable, Sendable {
    case sortedDictionary, unsortedDictionary, raw
    case sortedDictionaryWithIndex, unsortedDictionaryWithIndex, rawWithStatistics

    var hasDictionary: Bool { self != .raw && self != .rawWithStatistics }
    var isSorted: Bool { self == .sortedDictionary || self == .sortedDictionaryWithIndex }
    var hasIndex: Bool { self == .sortedDictionaryWithIndex || self == .unsortedDictionaryWithIndex }
    var hasStatistics: Bool { hasIndex || self == .rawWithStatistics }
}

/// A segment of plain arrays.
final class MemorySegment: SegmentSource {
    let name: String
    let rowCount: Int
    let isConsuming: Bool
    private let columns: [String: MemoryColumn]

    init(_ name: String, fields: [FieldSpec], rows: [[Value]], form: PhysicalForm) {
        self.name = name
        rowCount = rows.count
        isConsuming = form == .unsortedDictionary
        columns = Dictionary(
            uniqueKeysWithValues: fields.enumerated().map { index, field in
                (field.name, MemoryColumn(field.type, rows.map { $0[index] }, form))
            })
    }

    func column(_ name: String) throws(FormatError) -> (any ColumnSource)? { columns[name] }
}

/// A column of values or codes, which holds garbage where it is NULL.
struct MemoryColumn: ColumnSource {
    let type: DataType
    let statistics: ColumnStatistics?
    let memoryDictionary: MemoryDictionary?
    let nulls: Bitset?
    let values: [Value]
    let codes: [UInt32]
    let index: [RoaringBitmap]?

    var dictionary: (any DictionarySource)? { memoryDictionary }

    init(_ type: DataType, _ rows: [Value], _ form: PhysicalForm) {
        self.type = type
        var nulls = Bitset(count: rows.count)
        for row in rows.indices where rows[row].isNull { nulls[row] = true }
        self.nulls = nulls.population > 0 ? nulls : nil
        let garbage = Self.garbage(type)
        values = rows.map { $0.isNull ? garbage : $0 }
        let present = rows.filter { !$0.isNull }
        let ordered = present.sorted(by: MemoryDictionary.isBefore)
        statistics =
            form.hasStatistics
            ? ColumnStatistics(
                minimum: ordered.first ?? .null, maximum: ordered.last ?? .null, nullCount: nulls.population) : nil
        guard form.hasDictionary else {
            (memoryDictionary, codes, index) = (nil, [], nil)
            return
        }
        var (distinct, seen) = ([Value](), Set<Value>())
        for value in form.isSorted ? ordered : present where seen.insert(value).inserted { distinct.append(value) }
        let positions = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($0.element, UInt32($0.offset)) })
        memoryDictionary = MemoryDictionary(type: type, list: distinct, isSorted: form.isSorted)
        codes = rows.map { positions[$0] ?? UInt32(distinct.count / 2) }
        index = form.hasIndex ? distinct.map { _ in RoaringBitmap() } : nil
        guard let index else { return }
        for row in rows.indices where !rows[row].isNull { index[Int(codes[row])].insert(UInt32(row)) }
    }

    /// What stands in a NULL row: a value that does harm wherever it is computed with.
    private static func garbage(_ type: DataType) -> Value {
        switch type {
        case .boolean: .integer(1)
        case .int, .long, .timestamp: .integer(.min)
        case .float, .double: .double(.nan)
        case .string, .json, .bytes, .bigDecimal: .string("garbage")
        }
    }

    private func integer(_ row: Int) -> Int64 {
        guard case .integer(let value) = values[row] else { preconditionFailure("a column of integers") }
        return value
    }

    private func double(_ row: Int) -> Double {
        guard case .double(let value) = values[row] else { preconditionFailure("a column of doubles") }
        return value
    }

    private func string(_ row: Int) -> ByteString {
        guard case .string(let value) = values[row] else { preconditionFailure("a column of texts") }
        return value
    }

    func readCodes(_ rows: Range<Int>, into output: inout [UInt32]) { output = Array(codes[rows]) }
    func gatherCodes(_ rows: [UInt32], into output: inout [UInt32]) { output = rows.map { codes[Int($0)] } }
    func readIntegers(_ rows: Range<Int>, into output: inout [Int64]) { output = rows.map(integer) }
    func gatherIntegers(_ rows: [UInt32], into output: inout [Int64]) { output = rows.map { integer(Int($0)) } }
    func readDoubles(_ rows: Range<Int>, into output: inout [Double]) { output = rows.map(double) }
    func gatherDoubles(_ rows: [UInt32], into output: inout [Double]) { output = rows.map { double(Int($0)) } }
    func readStrings(_ rows: Range<Int>, into output: inout [ByteString]) { output = rows.map(string) }
    func gatherStrings(_ rows: [UInt32], into output: inout [ByteString]) { output = rows.map { string(Int($0)) } }

    func rows(withCode code: UInt32) -> Postings? {
        guard let index else { return nil }
        var rows: [UInt32] = []
        index[Int(code)].appendRows(in: 0..<values.count, to: &rows)
        return .list(rows)
    }
}

struct MemoryDictionary: DictionarySource {
    let type: DataType
    let list: [Value]
    let isSorted: Bool

    var count: Int { list.count }

    var values: ColumnValues.Storage {
        switch type.representation {
        case .integer:
            .integers(list.compactMap { if case .integer(let value) = $0 { value } else { nil } })
        case .double:
            .doubles(list.compactMap { if case .double(let value) = $0 { value } else { nil } })
        case .string:
            .strings(list.compactMap { if case .string(let value) = $0 { value } else { nil } })
        }
    }

    func value(_ code: UInt32) -> Value { list[Int(code)] }

    func code(of value: Value) -> UInt32? { list.firstIndex(of: value).map { UInt32($0) } }

    static func isBefore(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left < right
        case (.double(let left), .double(let right)): left < right
        case (.string(let left), .string(let right)): left < right
        default: preconditionFailure("values of one representation")
        }
    }
}
