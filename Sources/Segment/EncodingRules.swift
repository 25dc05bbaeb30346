import Bytes

/// When the builder chooses what. Readers do not depend on these numbers, but the bytes of a segment do.
public enum EncodingRules {
    /// Up to this many distinct numbers, if they repeat, a dictionary is used whatever it costs: predicates and groups
    /// work on codes.
    public static let smallCardinality = 1024
    /// Numbers repeat if there are at least so many rows per distinct value on average.
    public static let minimumRowsPerValue = 4
    /// The same for columns that are no metrics, which are searched and grouped rather than summed: up to this many.
    public static let dimensionCardinality = 1 << 16
    /// So many rows per distinct value on average keep the cost of a dimension's dictionary under an eighth of its
    /// values.
    public static let minimumRowsPerDimensionValue = 8
    /// An inverted index needs at least so many distinct values: one list of all rows says nothing.
    public static let minimumIndexedCardinality = 2
    /// An inverted index needs at least so many rows per distinct value on average; for fewer, lists cost more than
    /// codes.
    public static let minimumRowsPerIndexedValue = 8
    /// An inverted index may take so many bytes per row, by an estimate that leaves compression by runs aside.
    public static let maximumIndexBytesPerRow = 8

    /// Bytes that a bitmap's header takes, and a container's key, cardinality and offset.
    static let bitmapHeaderBytes = 8
    static let containerHeaderBytes = 8

    /// Whether numbers get a dictionary even if that takes more bytes.
    static func wantsDictionary(_ role: ColumnRole, cardinality: Int, rows: Int) -> Bool {
        if cardinality <= smallCardinality && cardinality <= rows / minimumRowsPerValue { return true }
        return role != .metric && cardinality <= dimensionCardinality
            && cardinality <= rows / minimumRowsPerDimensionValue
    }

    /// Bits of a code.
    static func codeWidth(cardinality: Int) -> Int { PackedIntegers.width(of: UInt64(max(cardinality, 1) - 1)) }

    static func packedBytes(width: Int, count: Int) -> Int {
        guard let bytes = PackedIntegers.byteCount(width: width, count: count) else {
            preconditionFailure("row counts and widths are within their limits")
        }
        return bytes
    }
}
