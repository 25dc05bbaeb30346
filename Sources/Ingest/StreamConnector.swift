/// Reads topics of clusters outside of this process.
public protocol StreamConnector: Sendable {
    /// Partitions of a topic now. May wait for the cluster, for a bounded time.
    ///
    /// Codes: `UNKNOWN_CLUSTER`, `UNKNOWN_TOPIC`, and those of a cluster that does not answer.
    func partitionCount(cluster: String, topic: String) throws(ReadError) -> Int32

    /// A reader of one partition that begins to fetch from an offset on and does not wait for the cluster. `arrival` is
    /// called, on any thread, whenever there is something new to read. It stops fetching when it is let go.
    func reader(
        cluster: String, topic: String, partition: Int32, from offset: Int64, arrival: @escaping @Sendable () -> Void
    ) throws(ReadError) -> any PartitionReader
}
