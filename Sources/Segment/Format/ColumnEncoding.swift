/// How a column's values are stored. The numbers are part of the format.
public enum ColumnEncoding: UInt8, Sendable, CaseIterable {
    /// Nothing: every row is NULL, or there is no row.
    case allNull = 0
    /// Sorted distinct values, and a bit-packed code for each value.
    case dictionary = 1
    /// Integers as `base + step * row + packed value`.
    case packed = 2
    /// 8 bytes for each value.
    case doubles = 3
    /// 4 bytes for each value.
    case floats = 4
    /// Sorted distinct values, and the row where each begins: the rows are sorted by the column.
    case sorted = 5
    /// Integers in blocks, each as `base + slope * position + packed value`.
    case blocks = 6
    /// Values of any length in chunks that are compressed on their own.
    case chunks = 7
    /// Sorted distinct values, and a bit-packed code for each run of rows that have the same.
    case runs = 8

    public var name: String {
        switch self {
        case .allNull: "all null"
        case .dictionary: "dictionary"
        case .packed: "packed"
        case .doubles: "doubles"
        case .floats: "floats"
        case .sorted: "sorted"
        case .blocks: "blocks"
        case .chunks: "chunks"
        case .runs: "runs"
        }
    }

    /// Whether the column has a dictionary.
    public var hasDictionary: Bool { self == .dictionary || self == .sorted || self == .runs }
}
