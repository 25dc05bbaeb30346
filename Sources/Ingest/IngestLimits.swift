/// Bounds on what a record may hold.
public enum IngestLimits {
    /// Arrays and objects inside one another.
    public static let jsonDepth = 64
    /// Bytes of one STRING, JSON or BYTES value.
    public static let stringBytes = 1 << 20
    /// Bytes of one record.
    public static let recordBytes = 4 << 20
    /// Digits and signs of one INT, LONG, FLOAT, DOUBLE, BOOLEAN or TIMESTAMP.
    public static let numberBytes = 64
    /// Digits and signs of one BIG_DECIMAL, and of a number that is kept as text or passed over.
    public static let decimalBytes = 16 << 10
    /// Values of one row in a column with several values per row.
    public static let listValues = 1 << 16
    /// Values of one record, in all arrays and objects together.
    public static let recordValues = 1 << 20
    /// Values that are looked at while a record becomes rows, each as often as it comes into one.
    public static let flattenedValues = 4 << 20
    /// Rows that one record becomes.
    public static let recordRows = 16 << 10
    /// Bytes of the strings of all rows that one record becomes, and eight for each of their other values.
    public static let recordRowBytes = 64 << 20
    /// Rows of one consuming segment, whatever the table's flush threshold says.
    public static let consumingRows = 16 << 20
    /// Values in one column of a consuming segment, after which it is sealed: building takes about 32 bytes for each.
    public static let consumingValues = 32 << 20
}
