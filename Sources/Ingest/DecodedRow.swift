import Bytes
import Schema

/// One record's values, by position in the schema: a buffer that a decoder fills again and again.
public struct DecodedRow: Sendable {
    /// The value of one column. A string's bytes are a range of `DecodedRow.text`.
    public enum Slot: Sendable {
        case null
        case integer(Int64)
        case double(Double)
        case string(Range<Int>)
    }

    public internal(set) var slots: [Slot]
    /// The strings of the row, one after the other.
    public internal(set) var text: [UInt8] = []

    /// By position in the record, the column that the member of the last record went to.
    var lastOrder: [Int] = []

    public init(fieldCount: Int) {
        slots = Array(repeating: .null, count: fieldCount)
    }

    mutating func clear() {
        for index in slots.indices { slots[index] = .null }
        text.removeAll(keepingCapacity: true)
    }

    mutating func setString(_ bytes: ArraySlice<UInt8>, at field: Int) {
        let start = text.count
        text.append(contentsOf: bytes)
        slots[field] = .string(start..<text.count)
    }

    mutating func set(_ value: Value, at field: Int) {
        switch value {
        case .null: slots[field] = .null
        case .integer(let number): slots[field] = .integer(number)
        case .double(let number): slots[field] = .double(number)
        case .string(let string): setString(string.bytes[...], at: field)
        case .list: preconditionFailure("a single value is set")
        }
    }
}
