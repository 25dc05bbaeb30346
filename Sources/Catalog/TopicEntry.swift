/// How long a topic keeps its records. A record goes when either bound says so.
public struct RetentionBounds: Hashable, Sendable {
    /// Whole milliseconds; nil for no bound.
    public var maximumAge: Duration?
    /// Bytes per partition; nil for no bound.
    public var maximumBytes: Int64?

    public init(maximumAge: Duration? = nil, maximumBytes: Int64? = nil) {
        self.maximumAge = maximumAge
        self.maximumBytes = maximumBytes
    }
}

/// How a topic gets rid of records.
public enum CleanupPolicy: String, Hashable, Sendable, CaseIterable {
    /// By its retention.
    case delete
    /// Of each key, only the last record stays.
    case compact
    /// Both.
    case compactAndDelete = "compact,delete"

    public var compacts: Bool { self != .delete }
    /// Whether retention by time and size applies.
    public var deletes: Bool { self != .compact }
}

/// How the log of a topic is kept. Nil stands for the server's default.
public struct TopicSettings: Hashable, Sendable {
    public var retention: RetentionBounds
    /// Bytes of a file before the next one is begun.
    public var fileBytes: Int64?
    /// A file that has records for longer than this is ended, even if no further ones come. Whole milliseconds.
    public var fileAge: Duration?
    /// Bytes of the longest batch.
    public var maximumBatchBytes: Int64?
    public var cleanup: CleanupPolicy = .delete
    /// How long compaction keeps a record without a value that is the last of its key. Whole milliseconds.
    public var tombstoneRetention: Duration?
    /// Whether a record is on disk before it is acknowledged.
    public var isSynced = true

    public init(retention: RetentionBounds = RetentionBounds()) { self.retention = retention }
}

/// A topic of the embedded log.
public struct TopicEntry: Hashable, Sendable {
    public let id: TopicID
    public let name: String
    /// Partitions are numbered from 0. The count only grows.
    public internal(set) var partitionCount: Int32
    public internal(set) var settings: TopicSettings
    /// By partition, the offset below which all records were deleted on request; 0 for one that is not named.
    public internal(set) var deletedBelow: [Int32: Int64] = [:]
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let createdAt: Int64

    public init(
        id: TopicID, name: String, partitionCount: Int32, settings: TopicSettings = TopicSettings(), createdAt: Int64
    ) {
        self.id = id
        self.name = name
        self.partitionCount = partitionCount
        self.settings = settings
        self.createdAt = createdAt
    }

    /// The offset below which all records of the partition were deleted on request.
    public func deletedBelow(inPartition partition: Int32) -> Int64 { deletedBelow[partition] ?? 0 }
}
