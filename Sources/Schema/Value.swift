import Bytes

/// One value, for the edges: literals, defaults, statistics, rows of a result. Columns are `ColumnValues`.
///
/// The column's `DataType` says how an integer or double is to be read.
public enum Value: Hashable, Sendable {
    case null
    case integer(Int64)
    case double(Double)
    case string(ByteString)
    /// The elements of a list, in order, none of them NULL.
    case list([Value])

    public var isNull: Bool { self == .null }
}
