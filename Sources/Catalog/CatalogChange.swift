/// One change of what exists. An edit is a list of them that happens whole or not at all.
public enum CatalogChange: Hashable, Sendable {
    case createTopic(TopicEntry)
    /// The count of partitions may grow; those that exist stay as they are.
    case alterTopic(TopicID, partitionCount: Int32, settings: TopicSettings)
    /// By partition, all records below the offset are gone. Refused if a table still has to consume one of them.
    case deleteRecords(TopicID, below: [Int32: Int64])
    /// Refused while a table reads the topic.
    case dropTopic(TopicID)
    /// The version must be 1 for a new name and follow the last one for a known name.
    case putSchema(SchemaEntry)
    /// Refused while a table uses the schema.
    case dropSchema(name: String)
    /// The schema and the topic must exist.
    case createTable(TableEntry)
    case alterTable(TableID, configJSON: String)
    /// The version must follow the last one and hold from offsets that are not sealed yet.
    case addSchemaVersion(TableID, TableSchemaVersion)
    /// Refused while a segment was built with the version, or a record that is not sealed is read by it.
    case dropSchemaVersion(TableID, version: UInt32)
    /// Drops the table with its segments.
    case dropTable(TableID)
    /// A segment of a topic must start where its partition is consumed to, and the same edit must set that to its end;
    /// a segment of a batch must belong to the next one. Or it takes the place of segments that the edit has removed
    /// before: of those whose offsets it covers exactly, or of one of the same batch.
    case addSegment(TableID, SegmentEntry)
    case removeSegment(TableID, SegmentID)
    /// `offset` is the next one to consume. All records below it are counted: those that could not become rows, those
    /// that the filter left out, and offsets without a record.
    case setConsumed(
        TableID, partition: Int32, offset: Int64, rejected: Int64, filtered: Int64 = 0, skipped: Int64 = 0)
    /// Whether consumption of a REALTIME table waits for somebody to resume it.
    case setPaused(TableID, Bool)
    /// Gives a REALTIME table something more to read, from offset 0 on.
    case addSource(TableID, TableSource)
    /// A topic of a Kafka cluster has got more partitions.
    case growSource(TableID, place: Int, partitionCount: Int32)
    /// A segment of records that could not become rows. Its partition must be consumed to its end by the same edit, or
    /// an earlier one.
    case addDeadLetters(TableID, SegmentEntry)
    case removeDeadLetters(TableID, SegmentID)
    /// Offsets of the redrive source now belong to the table; by partition, how many dead letters went there.
    case commitRedrive(TableID, offsets: Range<Int64>, redriven: [Int32: Int64])
}
