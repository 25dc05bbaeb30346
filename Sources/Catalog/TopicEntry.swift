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

/// A topic of the embedded log.
public struct TopicEntry: Hashable, Sendable {
    public let id: TopicID
    public let name: String
    /// Partitions are numbered from 0. The count only grows.
    public internal(set) var partitionCount: Int32
    public internal(set) var retention: RetentionBounds
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let createdAt: Int64

    public init(
        id: TopicID, name: String, partitionCount: Int32, retention: RetentionBounds = RetentionBounds(),
        createdAt: Int64
    ) {
        self.id = id
        self.name = name
        self.partitionCount = partitionCount
        self.retention = retention
        self.createdAt = createdAt
    }
}
