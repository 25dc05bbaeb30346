import Catalog
import Ingest
import Schema

/// How far a table has consumed one partition of what it reads.
public struct ConsumingInfo: Hashable, Sendable {
    public var segmentName: String
    /// The table's number for the partition.
    public var partition: Int
    public var topic: String
    /// The topic's own number.
    public var topicPartition: Int
    /// The offset that is consumed next; all before it are visible.
    public var currentOffset: Int64
    /// The end of what can be read of the topic.
    public var latestOffset: Int64
    /// Everything before this offset is in sealed segments.
    public var sealedOffset: Int64
    /// Rows in memory.
    public var rowCount: Int
    /// Milliseconds since 1970-01-01T00:00:00Z of the last record consumed; nil before the first.
    public var lastRecordTimestamp: Int64?
    /// Milliseconds since the last record that was consumed, if there are others behind it; 0 if there are none; nil if
    /// none was consumed since the start.
    public var lagMilliseconds: Int64?
    /// Records that could not become rows since the table was created.
    public var rejectedCount: Int64
    /// Records that the filter left out since the table was created.
    public var filteredCount: Int64
    /// Why the latest of the rejected ones were, newest last, at most 10: "offset 17: WRONG_TYPE: …".
    public var recentRejections: [String]
    /// Set when consumption of the partition has stopped.
    public var failure: String?
    /// Set while something is in the way that may pass.
    public var hindrance: String?
    public var isPaused: Bool

    /// Records that are not consumed yet.
    public var lagRecords: Int64 { max(0, latestOffset - currentOffset) }
}

extension Database {
    /// How far each partition is consumed. Codes: `UNKNOWN_TABLE`; `NOT_REALTIME` for a table without a stream.
    public func consumingSegments(_ name: String) throws(EngineError) -> [ConsumingInfo] {
        let (table, consumer) = try realtime(name)
        let report = consumer.report()
        let (isPaused, now) = (consumer.isPaused, options.now())
        let entry = catalog.state.tables[table.id]
        return table.versions.version.contents.partitions.sorted { $0.key < $1.key }.map { partition, version in
            let counts = version.pending.map(\.rows.counts)
            let latest = max(version.nextOffset, table.reader(ofPartition: partition)?.endOffset ?? 0)
            return ConsumingInfo(
                segmentName: version.active?.rows.name ?? "\(table.config.rawName)__\(partition)__\(version.nextOffset)",
                partition: Int(partition), topic: version.topic, topicPartition: Int(version.topicPartition),
                currentOffset: version.nextOffset, latestOffset: latest,
                sealedOffset: entry?.consumed(inPartition: partition) ?? 0,
                rowCount: version.pending.reduce(0) { $0 + $1.rows.rowCount },
                lastRecordTimestamp: version.lastTimestamp,
                lagMilliseconds: latest == version.nextOffset ? 0 : version.lastTimestamp.map { max(0, now - $0) },
                rejectedCount: (entry?.rejected[partition] ?? 0) + counts.reduce(0) { $0 + $1.rejected },
                filteredCount: (entry?.filtered[partition] ?? 0) + counts.reduce(0) { $0 + $1.filtered },
                recentRejections: report[partition]?.rejections ?? [], failure: report[partition]?.failure,
                hindrance: report[partition]?.hindrance, isPaused: isPaused)
        }
    }

    func realtime(_ name: String) throws(EngineError) -> (TableRuntime, TableConsumer) {
        let table = try openTable(named: name)
        guard let consumer = table.consumer else {
            throw EngineError(.invalid, code: "NOT_REALTIME", "table '\(table.name)' consumes no topic")
        }
        return (table, consumer)
    }
}
