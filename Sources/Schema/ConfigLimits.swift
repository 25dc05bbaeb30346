/// What schema and table documents may hold at most.
public enum ConfigLimits {
    /// Columns of one schema.
    public static let columns = 4_096
    /// UTF-8 bytes of a column's name.
    public static let columnNameBytes = 255
    /// Bytes of the name of a schema or table, without `_REALTIME` or `_OFFLINE`.
    public static let nameBytes = 128
    /// UTF-8 bytes of a topic's name, as in Kafka.
    public static let topicNameBytes = 249

    /// Streams of one table, as many as the catalog lets a table read, less one for redriven records.
    public static let streams = 63
    /// The greatest limit of a stream's rate.
    public static let recordsPerSecond = 1e9

    /// Rows after which a consuming segment is sealed.
    public static let flushRows: ClosedRange<Int64> = 1...100_000_000
    /// Bytes after which a consuming segment is sealed: up to 16 GiB.
    public static let flushBytes: ClosedRange<Int64> = 1...(16 << 30)
    /// Age at which a consuming segment is sealed, in milliseconds: 1 s to 366 days.
    public static let flushAgeMilliseconds: ClosedRange<Int64> = 1_000...(366 * 86_400_000)
    /// Age at which a segment is removed, in milliseconds: 1 ms to 1,000 years.
    public static let retentionMilliseconds: ClosedRange<Int64> = 1...(365_000 * 86_400_000)
}

/// The rule for names of schemas and tables: 1 to 128 ASCII letters, digits, `_`, `-` and `.`.
func checkName(_ name: String, _ object: ConfigObject, _ key: String) throws(ConfigError) {
    let isAllowed = name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
    if name.isEmpty || name.utf8.count > ConfigLimits.nameBytes || !isAllowed {
        throw object.invalid(
            key, "a name is 1 to \(ConfigLimits.nameBytes) ASCII letters, digits, '_', '-' and '.'")
    }
}
