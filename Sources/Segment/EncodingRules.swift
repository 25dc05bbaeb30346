import Bytes

/// When the builder chooses what. Readers do not depend on these numbers, but the bytes of a segment do.
public enum EncodingRules {
    /// Up to this many distinct numbers, if they repeat, a dictionary is used whatever it costs: predicates and groups
    /// work on codes.
    public static let alwaysDictionaryCardinality = 1024
    /// Numbers repeat if there are at least so many rows per distinct value on average.
    public static let minimumRowsPerDictionaryValue = 4
    /// An inverted index needs at least so many distinct values: one list of all rows says nothing.
    public static let minimumIndexedCardinality = 2
    /// An inverted index needs at least so many rows per distinct value on average; for fewer, lists cost more than codes.
    public static let minimumRowsPerIndexedValue = 8
    /// An inverted index may take so many bytes per row, by an estimate that leaves compression by runs aside.
    public static let maximumIndexBytesPerRow = 4

    /// Bytes that a bitmap's header takes, and a container's key, cardinality and offset.
    static let bitmapHeaderBytes = 8
    static let containerHeaderBytes = 8

    /// Bits of a code.
    static func codeWidth(cardinality: Int) -> Int { PackedIntegers.width(of: UInt64(max(cardinality, 1) - 1)) }

    static func packedBytes(width: Int, count: Int) -> Int {
        guard let bytes = PackedIntegers.byteCount(width: width, count: count) else {
            preconditionFailure("row counts and widths are within their limits")
        }
        return bytes
    }
}
