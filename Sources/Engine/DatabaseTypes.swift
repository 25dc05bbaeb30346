import Query
import Schema

/// What the answer to a produce request says about one partition: offsets `first...last` are on disk.
public struct ProducedRange: Hashable, Sendable {
    public var partition: Int
    public var first: Int64
    public var last: Int64
}

/// A topic as it is now.
public struct TopicInfo: Hashable, Sendable {
    public struct Partition: Hashable, Sendable {
        public var partition: Int
        /// Offset of the oldest record that is still there.
        public var firstOffset: Int64
        /// Offset that the next record after the last synced one has or will have.
        public var endOffset: Int64
        /// Bytes on disk.
        public var byteCount: Int
    }

    public var name: String
    public var partitions: [Partition]
    /// All that a topic can have, those by default too.
    public var settings: [TopicSetting]

    /// Whether its records are acknowledged before they are on disk.
    public var isUnsynced: Bool { settings.contains { $0.name == TopicConfig.sync.rawValue && $0.isSet } }
}

/// One record of a topic as a reader sees it.
public struct TopicRecord: Hashable, Sendable {
    public var partition: Int
    public var offset: Int64
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var timestamp: Int64
    public var key: [UInt8]?
    public var value: [UInt8]?
}

/// A sealed segment of a table.
public struct SegmentInfo: Hashable, Sendable {
    public var name: String
    public var rowCount: Int
    public var byteCount: Int
    /// The log range that it covers; nil for a segment that was built from a file.
    public var partition: Int?
    public var offsets: Range<Int64>?
    /// Path below the data directory.
    public var path: String
    public var isQuarantined: Bool
}

/// How far a table has consumed one partition of its topic.
public struct ConsumingInfo: Hashable, Sendable {
    public var segmentName: String
    public var partition: Int
    /// The offset that is consumed next; all before it are visible.
    public var currentOffset: Int64
    /// The end of what is synced in the topic.
    public var latestOffset: Int64
    /// Everything before this offset is in sealed segments.
    public var sealedOffset: Int64
    /// Rows in memory.
    public var rowCount: Int
    /// Milliseconds since 1970-01-01T00:00:00Z of the last record consumed; nil before the first.
    public var lastRecordTimestamp: Int64?
    /// Records that could not become rows since the table was created.
    public var rejectedCount: Int64
    /// Why the latest of them were rejected, newest last, at most 10: "offset 17: WRONG_TYPE: …".
    public var recentRejections: [String]
    /// Set when consumption of the partition has stopped.
    public var failure: String?
}

/// Sizes of a table.
public struct TableSize: Hashable, Sendable {
    public var tableName: String
    public var sealedBytes: Int
    public var sealedRows: Int
    public var consumingBytes: Int
    public var consumingRows: Int
    public var segments: [SegmentInfo]
}

/// A query's answer with what it took.
public struct QueryAnswer: Sendable {
    public var result: QueryResult
    /// Name of the table that was asked, with its type; nil if none was.
    public var tableName: String?
    /// Counts up with every version of the table; nil for a statement that reads none.
    public var epoch: UInt64?
    /// Per partition, the offset up to which (exclusive) the answer covers the topic.
    public var offsets: [Int: Int64]
    public var duration: Duration
    /// Milliseconds since 1970-01-01T00:00:00Z of the oldest "last record" of the consuming partitions asked; nil
    /// without any.
    public var freshness: Int64?
    /// What is wrong with the segments that the answer leaves out, if the query allowed that; otherwise empty.
    public var unavailableSegments: [String] = []
}

extension QueryAnswer {
    /// The answer of a statement that reads no version of a table.
    init(result: QueryResult, tableName: String? = nil, since arrival: ContinuousClock.Instant) {
        self.init(
            result: result, tableName: tableName, epoch: nil, offsets: [:], duration: ContinuousClock.now - arrival)
    }
}

/// One figure for monitoring.
public struct Metric: Sendable {
    public enum Kind: String, Sendable {
        case counter
        case gauge
    }

    /// Prometheus name, such as `martlet_rows_ingested_total`.
    public var name: String
    public var help: String
    public var kind: Kind
    public var samples: [(labels: [(name: String, value: String)], value: Double)]
}
