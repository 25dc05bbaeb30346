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
    /// Integers of a dimension that repeat less, or are more, are keys that rows are looked up by: up to so many have a
    /// dictionary, because only codes have an inverted index. Of 5,000,000 rows, to ask for those of one of 146,000
    /// customers takes 0.035 ms (`make bench-engine`) instead of 1.1, a scan of packed integers.
    public static let keyCardinality = 1 << 20
    /// So many rows per distinct key on average, so that the dictionary adds a third to the values at most.
    public static let minimumRowsPerKey = 3
    /// Dictionary and codes of keys may take so much of the bytes of the smaller form without dictionary.
    public static let maximumKeyDictionaryPercent = 135
    /// Beyond that, a dictionary has to bring a column down to so much of the bytes of its values: looking values up
    /// takes time.
    public static let maximumDictionaryPercent = 80
    /// Blocks have to bring a column of integers down to so much of the bytes of packed ones, which are faster.
    public static let maximumBlocksPercent = 90
    /// Codes of runs have to bring a dictionary column down to so much of the bytes of a code for each row: a row's run
    /// has to be found before its code.
    public static let maximumRunsPercent = 60
    /// Fewer rows have a code each: there is little to save.
    public static let minimumRunsRows = 2048
    /// An inverted index is built if half of the values have at most one row in so many. Then it takes a query on one
    /// of them, together with what is done with its rows, half of the time at least: of 5,000,000 rows one value in 64
    /// is found in 12 µs instead of 200, a scan of packed codes, and to read a second column of its 78,000 rows takes
    /// 75 µs.
    public static let rowsPerIndexedRow = 64
    /// An inverted index of a dateTime column needs half of the values to have so many rows: times are searched by
    /// ranges.
    public static let minimumRowsPerIndexedTime = 64
    /// An inverted index may take so many bytes per row.
    public static let maximumIndexBytesPerRow = 8
    /// A Bloom filter needs at least so many rows; fewer are scanned in no time.
    public static let minimumFilteredRows = 4096

    /// Buckets of a range index at most; readers rely on it.
    public static let rangeBuckets = 64

    /// Whether numbers get a dictionary even if that takes more bytes.
    static func wantsDictionary(_ role: ColumnRole, cardinality: Int, rows: Int) -> Bool {
        if cardinality <= smallCardinality && cardinality <= rows / minimumRowsPerValue { return true }
        return role != .metric && cardinality <= dimensionCardinality
            && cardinality <= rows / minimumRowsPerDimensionValue
    }

    /// Whether the integers of a column may be keys that repeat.
    static func wantsKeys(_ role: ColumnRole, cardinality: Int, rows: Int) -> Bool {
        role == .dimension && cardinality <= keyCardinality && cardinality <= rows / minimumRowsPerKey
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
