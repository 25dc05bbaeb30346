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
    /// Per partition of what the table reads, the offset up to which (exclusive) the answer covers it.
    public var offsets: [CoveredOffset]
    public var duration: Duration
    /// Milliseconds since 1970-01-01T00:00:00Z of the oldest "last record" of the consuming partitions asked; nil
    /// without any.
    public var freshness: Int64?
    /// What is wrong with the segments that the answer leaves out, if the query allowed that; otherwise empty.
    public var unavailableSegments: [String] = []
}

/// Everything of a partition before an offset.
public struct CoveredOffset: Hashable, Sendable {
    public var topic: String
    public var partition: Int
    /// Exclusive.
    public var offset: Int64

    public init(topic: String, partition: Int, offset: Int64) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }
}

extension QueryAnswer {
    /// The answer of a statement that reads no version of a table.
    init(result: QueryResult, tableName: String? = nil, since arrival: ContinuousClock.Instant) {
        self.init(
            result: result, tableName: tableName, epoch: nil, offsets: [], duration: ContinuousClock.now - arrival)
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
