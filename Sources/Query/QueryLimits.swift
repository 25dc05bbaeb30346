/// Why a query has to stop before its end.
public enum QueryStop: Sendable {
    case timeout
    case cancelled
}

/// What one execution may use.
public struct QueryLimits: Sendable {
    /// Asked between batches, so it must be cheap; an answer other than nil ends the query with an error.
    public var stop: @Sendable () -> QueryStop? = { nil }
    /// Groups of a GROUP BY or DISTINCT; one more is an error, never a cut.
    public var maximumGroups = 10_000_000
    /// Bytes for groups, sorting and the result together, roughly accounted.
    public var maximumBytes = 1 << 30
    /// Rows that are worked on at a time; at least 1.
    public var batchRows = 4096
    /// Combinations of dictionary codes up to which groups are found by one array access instead of hashing.
    public var maximumDenseKeys = 1 << 20

    /// Rows whose codes can be scanned in the time that it takes to find one list of an index; at least 1.
    public var rowsPerLookup = 1000

    public init() {}
}

/// Counts the bytes that a query holds. Estimates are charged before the memory is taken.
final class MemoryBudget {
    private let limit: Int
    private(set) var used = 0

    init(limit: Int) { self.limit = limit }

    func charge(_ bytes: Int, for purpose: String) throws(QueryError) {
        let (sum, overflow) = used.addingReportingOverflow(bytes)
        guard !overflow && sum <= limit else {
            throw QueryError(
                .resourcesExceeded, "\(purpose) needs more than the \(limit) bytes of memory that a query may use")
        }
        used = sum
    }

    func release(_ bytes: Int) { used -= min(bytes, used) }
}
