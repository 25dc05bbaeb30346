/// Reads topics of clusters outside of this process. Questions wait for the cluster, but for a bounded time.
///
/// Codes: `UNKNOWN_CLUSTER`, `INVALID_CLUSTER_CONFIG`, `UNKNOWN_TOPIC`, and those of a cluster that does not answer.
public protocol StreamConnector: Sendable {
    /// The clusters in which a topic lives that a table names without saying where, in their order; empty if nothing
    /// is known of it.
    func clusters(ofTopic topic: String) -> [String]

    /// Partitions of a topic now.
    func partitionCount(of topic: StreamTopic) throws(ReadError) -> Int32

    /// Where to start reading, by partition.
    func offsets(of topic: StreamTopic, partitionCount: Int32, at start: StreamPosition) throws(ReadError) -> [Int64]

    /// A reader of one of so many partitions that begins to fetch from an offset on and does not wait for the cluster.
    /// `arrival` is called, on any thread, whenever there is something new to read. It stops fetching when it is let
    /// go.
    func reader(
        of topic: StreamTopic, partition: Int32, partitionCount: Int32, from offset: Int64,
        arrival: @escaping @Sendable () -> Void
    ) throws(ReadError) -> any PartitionReader
}

/// A topic of a cluster.
public struct StreamTopic: Hashable, Sendable {
    public let cluster: String
    /// How the cluster is reached; nil if the connector knows that by its name.
    public let properties: [String: String]?
    public let topic: String

    public init(cluster: String, properties: [String: String]? = nil, topic: String) {
        self.cluster = cluster
        self.properties = properties
        self.topic = topic
    }
}

/// A place in every partition of a topic.
public enum StreamPosition: Hashable, Sendable {
    /// The oldest record that is still there.
    case earliest
    /// After the last record.
    case latest
    /// The first record from a time on, in milliseconds since 1970-01-01T00:00:00Z.
    case time(Int64)
}
