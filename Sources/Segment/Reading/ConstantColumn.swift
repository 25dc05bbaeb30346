import Bitmaps
import Bytes
import Schema

/// A column that has the same value in every row, or NULL: one that a segment is too old to have, for instance.
///
/// A value comes with a dictionary of that value alone; NULL comes without dictionary.
public final class ConstantColumn: ColumnSource {
    public let type: DataType
    public let statistics: ColumnStatistics?
    public let dictionary: (any DictionarySource)?
    public let nulls: Bitset?
    private let rowCount: Int
    private let integer: Int64
    private let double: Double
    private let string: ByteString

    /// The value must be NULL or of the type's representation.
    public init(type: DataType, value: Value, rowCount: Int) {
        self.type = type
        self.rowCount = rowCount
        let isNull = value.isNull
        statistics = ColumnStatistics(
            minimum: rowCount == 0 ? .null : value, maximum: rowCount == 0 ? .null : value,
            nullCount: isNull ? rowCount : 0)
        nulls = isNull && rowCount > 0 ? Bitset(count: rowCount, filledWith: true) : nil
        dictionary = isNull ? nil : ConstantDictionary(type: type, constant: value)
        (integer, double, string) = (value.integer ?? 0, value.double ?? 0, value.string ?? ByteString([]))
        precondition(
            isNull || Self.isOfRepresentation(value, type.representation), "a constant of the column's representation")
    }

    /// What a segment answers that is older than the field: its default, or NULL.
    public convenience init(_ field: FieldSpec, rowCount: Int) {
        self.init(type: field.type, value: field.defaultValue ?? .null, rowCount: rowCount)
    }

    private static func isOfRepresentation(_ value: Value, _ representation: DataType.Representation) -> Bool {
        switch (representation, value) {
        case (.integer, .integer), (.double, .double), (.string, .string): true
        default: false
        }
    }

    public func readCodes(_ rows: Range<Int>, into output: inout [UInt32]) { fill(&output, 0, check(rows)) }
    public func gatherCodes(_ rows: [UInt32], into output: inout [UInt32]) { fill(&output, 0, check(rows)) }
    public func readIntegers(_ rows: Range<Int>, into output: inout [Int64]) { fill(&output, integer, check(rows)) }
    public func gatherIntegers(_ rows: [UInt32], into output: inout [Int64]) { fill(&output, integer, check(rows)) }
    public func readDoubles(_ rows: Range<Int>, into output: inout [Double]) { fill(&output, double, check(rows)) }
    public func gatherDoubles(_ rows: [UInt32], into output: inout [Double]) { fill(&output, double, check(rows)) }
    public func readStrings(_ rows: Range<Int>, into output: inout [ByteString]) { fill(&output, string, check(rows)) }
    public func gatherStrings(_ rows: [UInt32], into output: inout [ByteString]) { fill(&output, string, check(rows)) }

    private func check(_ rows: Range<Int>) -> Int {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows inside the segment")
        return rows.count
    }

    private func check(_ rows: [UInt32]) -> Int {
        precondition(rows.allSatisfy { Int($0) < rowCount }, "rows inside the segment")
        return rows.count
    }

    private func fill<Element>(_ output: inout [Element], _ element: Element, _ count: Int) {
        output.removeAll(keepingCapacity: true)
        output.append(contentsOf: repeatElement(element, count: count))
    }
}

/// The dictionary of one value.
private struct ConstantDictionary: DictionarySource {
    let type: DataType
    let constant: Value

    var count: Int { 1 }
    var isSorted: Bool { true }

    var values: ColumnValues.Storage {
        switch constant {
        case .integer(let value): .integers([value])
        case .double(let value): .doubles([value])
        case .string(let value): .strings([value])
        case .null, .list: .integers([0])
        }
    }

    func value(_ code: UInt32) -> Value {
        precondition(code == 0, "code inside the dictionary")
        return constant
    }

    func code(of value: Value) -> UInt32? { value == constant ? 0 : nil }
}

extension Value {
    fileprivate var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    fileprivate var double: Double? { if case .double(let value) = self { value } else { nil } }
    fileprivate var string: ByteString? { if case .string(let value) = self { value } else { nil } }
}
