import Bytes
import Schema

/// One record's values, by position in the schema: a buffer that a decoder fills again and again.
public struct DecodedRow: Sendable {
    /// The value of one column.
    public enum Slot: Sendable {
        case null
        case integer(Int64)
        case double(Double)
        /// Bytes, as a range of `DecodedRow.text`.
        case string(Range<Int>)
        /// Of a column with several values per row, as a range of `DecodedRow.elements`.
        case list(Range<Int>)
    }

    public internal(set) var slots: [Slot]
    /// The strings of the row, one after the other.
    public internal(set) var text: [UInt8] = []
    /// The values of the row's lists, one list after the other; none of them is a list or NULL.
    public internal(set) var elements: [Slot] = []

    /// By position in the record, the column that the member of the last record went to.
    var lastOrder: [Int] = []

    public init(fieldCount: Int) {
        slots = Array(repeating: .null, count: fieldCount)
    }

    /// A row of values by position in the schema, each of its column's type.
    public init(_ values: [Value]) {
        self.init(fieldCount: values.count)
        for (position, value) in values.enumerated() { slots[position] = keep(value) }
    }

    mutating func clear() {
        for index in slots.indices { slots[index] = .null }
        text.removeAll(keepingCapacity: true)
        elements.removeAll(keepingCapacity: true)
    }

    /// Keeps some bytes and returns the value that they are.
    mutating func keep(_ bytes: ArraySlice<UInt8>) -> Slot {
        let start = text.count
        text.append(contentsOf: bytes)
        return .string(start..<text.count)
    }

    /// Keeps the bytes of a value, if it has any.
    mutating func keep(_ value: Value) -> Slot {
        switch value {
        case .null: .null
        case .integer(let number): .integer(number)
        case .double(let number): .double(number)
        case .string(let string): keep(string.bytes[...])
        case .list(let values): keep(list: values.map { keep($0) })
        }
    }

    /// Puts a value into a list.
    mutating func keep(list values: [Slot]) -> Slot {
        let start = elements.count
        elements += values
        return .list(start..<elements.count)
    }
}
