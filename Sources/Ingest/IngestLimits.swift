/// Bounds on what a record may hold.
public enum IngestLimits {
    /// Arrays and objects inside one another.
    public static let jsonDepth = 64
    /// Bytes of one STRING value.
    public static let stringBytes = 1 << 20
    /// Bytes of one record.
    public static let recordBytes = 4 << 20
    /// Digits and signs of one number.
    public static let numberBytes = 64
    /// Rows of one consuming segment, whatever the table's flush threshold says.
    public static let consumingRows = 16 << 20
}
