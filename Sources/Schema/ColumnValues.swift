import Bytes

/// The values of one column for a run of rows.
public struct ColumnValues: Sendable {
    /// Dense values; a null row holds an arbitrary value of the representation (0, 0.0 or empty, by convention).
    public enum Storage: Sendable {
        case integers([Int64])
        case doubles([Double])
        case strings([ByteString])
        /// Strings as positions in a list of distinct values, in any order.
        case codes([UInt32], dictionary: [ByteString])

        public var count: Int {
            switch self {
            case .integers(let values): values.count
            case .doubles(let values): values.count
            case .strings(let values): values.count
            case .codes(let codes, _): codes.count
            }
        }

        /// One value. For the edges, not for loops.
        public subscript(index: Int) -> Value {
            switch self {
            case .integers(let values): .integer(values[index])
            case .doubles(let values): .double(values[index])
            case .strings(let values): .string(values[index])
            case .codes(let codes, let dictionary): .string(dictionary[Int(codes[index])])
            }
        }
    }

    public var type: DataType
    public var storage: Storage
    /// One flag per row, true where the value is NULL; empty if no value is NULL.
    public var nulls: [Bool]
    /// Of a column with several values per row: 0, and for each row where its values end in `storage`. Else empty.
    public var valueStarts: [UInt32]

    public init(type: DataType, storage: Storage, nulls: [Bool] = [], valueStarts: [UInt32] = []) {
        self.type = type
        self.storage = storage
        self.nulls = nulls
        self.valueStarts = valueStarts
        precondition(nulls.isEmpty || nulls.count == count, "a null flag for every row, or none")
        precondition(valueStarts.isEmpty || Int(valueStarts[count]) == storage.count, "the last row ends the values")
    }

    /// Rows.
    public var count: Int { valueStarts.isEmpty ? storage.count : valueStarts.count - 1 }

    public var isMultiValue: Bool { !valueStarts.isEmpty }

    /// The value of one row. For the edges, not for loops.
    public subscript(row: Int) -> Value {
        if !nulls.isEmpty && nulls[row] { return .null }
        if valueStarts.isEmpty { return storage[row] }
        return .list((valueStarts[row]..<valueStarts[row + 1]).map { storage[Int($0)] })
    }
}
