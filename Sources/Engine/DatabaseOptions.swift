import Bytes
import Ingest
import Query

/// How a database is run. Every field has a default that suits a machine with two cores.
public struct DatabaseOptions: Sendable {
    /// Threads that run queries.
    public var queryThreads = 2
    /// Queries that may wait for a thread; more are refused with `TOO_BUSY`.
    public var queryQueue = 1024
    /// How long a query may take that does not say `timeoutMs`.
    public var queryTimeout: Duration = .seconds(10)
    /// What one query may use. The database sets what is different for each: when it stops, and its threads.
    public var queryLimits = QueryLimits()
    /// Bytes that all queries together may use for groups, sorting and their results.
    public var queryMemoryBytes = 4 << 30
    /// Bytes in a file of the log before the next one is begun.
    public var logFileBytes = 128 << 20
    /// Threads that consume for one table, if it has as many partitions.
    public var consumeThreads = 2
    /// Bytes of memory that rows of all tables may take which are not sealed. Where there is no room, consumption waits
    /// for seals.
    public var consumingMemoryBytes = 4 << 30
    /// Threads that build segments: one that seals or builds again, and helpers that encode columns meanwhile.
    public var buildThreads = 2
    /// Which small segments are merged in the background; nil merges none.
    public var merging: MergePolicy? = MergePolicy()
    /// How often retention is applied, and small segments are looked for.
    public var housekeepingInterval: Duration = .seconds(5)
    /// Where the schemas are that Avro records name by number.
    public var avroSchemas: any AvroSchemaSource = NoAvroSchemaSource()
    /// Reads topics of clusters outside of this process; without it no table does.
    public var connector: (any StreamConnector)?
    /// How often clusters are asked for new partitions.
    public var clusterCheckInterval: Duration = .seconds(30)
    /// How long after a start a table is not ready because a cluster does not say how far its topics go, or because
    /// that is not consumed.
    public var clusterPatience: Duration = .seconds(30)
    /// The wall clock, in milliseconds since 1970-01-01T00:00:00Z: timestamps of produced records, and retention.
    public var now: @Sendable () -> Int64 = WallClock.milliseconds

    public init() {}
}
