/// What a catalog holds at most. Stored values beyond a limit are treated as damage.
public enum CatalogLimits {
    public static let topics = 10_000
    public static let tables = 10_000
    public static let schemas = 10_000
    /// Partitions of one topic.
    public static let partitions: Int32 = 1_024
    /// Segments of one table.
    public static let segmentsPerTable = 1_000_000
    /// UTF-8 bytes of the name of a topic, schema, table or segment; Kafka's limit for topics.
    public static let nameBytes = 249
    /// UTF-8 bytes of the text of one schema or table config: 1 MiB.
    public static let documentBytes = 1 << 20
    /// Bytes of one frame's payload: 1 GiB. A checkpoint of a million segments has about a third of that.
    public static let payloadBytes = 1 << 30
    /// Bytes of one journal file: 4 GiB.
    public static let journalBytes = 4 << 30
    /// The largest number for identifiers, edits, offsets and times: JSON integers are 64-bit and signed.
    public static let largestNumber = Int64.max
}
