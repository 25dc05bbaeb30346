import Bytes

/// Why a query has to stop before its end.
public enum QueryStop: Sendable {
    case timeout
    case cancelled
}

/// What one execution may use.
public struct QueryLimits: Sendable {
    /// Asked between batches, by every thread that works on the query, so it must be cheap; an answer other than nil
    /// ends the query with an error.
    public var stop: @Sendable () -> QueryStop? = { nil }
    /// Groups of a GROUP BY or DISTINCT; one more is an error, never a cut.
    public var maximumGroups = 10_000_000
    /// Groups after which the others are left out and the result says so; nil leaves out none.
    public var groupsKept: Int?
    /// Bytes for groups, sorting and the result together, roughly accounted.
    public var maximumBytes = 1 << 30
    /// What all queries of a server share; nil if nothing but `maximumBytes` counts.
    public var memory: MemoryPool?
    /// Rows that are worked on at a time; at least 1.
    public var batchRows = 4096
    /// Rows whose filter is evaluated at a time; at least 1.
    public var blockRows = 1 << 16
    /// Combinations of dictionary codes up to which groups are found by one array access instead of hashing.
    public var maximumDenseKeys = 1 << 20

    /// Rows whose codes can be scanned in the time that it takes to find one list of an index; at least 1.
    public var rowsPerLookup = 1000

    /// Runs the units of a query; sequential if nobody lends threads.
    public var executor: any ParallelExecutor = SequentialExecutor()
    /// Threads that may work on the query at a time, at most those of the executor; at least 1.
    public var maximumThreads = Int.max
    /// Rows of a unit of work, or a multiple of it; at least 1. How a query is divided into units decides how its
    /// floating sums are added, so that it must not depend on the threads.
    public var unitRows = 1 << 16
    /// Units of a query at most; at least 1.
    public var maximumUnits = 16
    /// Time since an arbitrary start, for what EXPLAIN ANALYZE tells; nil tells none.
    public var clock: (@Sendable () -> Duration)?

    public init() {}
}
