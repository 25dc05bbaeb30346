import Schema

/// The answer of a query, by column.
public struct QueryResult: Sendable {
    public var columnNames: [String]
    public var columnTypes: [ValueType]
    public var columns: [ColumnValues]
    public var rowCount: Int
    public var statistics: QueryStatistics
}

/// What an execution touched, by Pinot's names.
public struct QueryStatistics: Sendable, Equatable {
    /// Rows of the table version.
    public var totalDocs = 0
    /// Rows that passed the filter and were read further; what metadata answered counts as well.
    public var docsScanned = 0
    /// Values that were read to decide the filter.
    public var entriesScannedInFilter = 0
    /// Values that were read of rows that passed the filter.
    public var entriesScannedPostFilter = 0
    public var segmentsQueried = 0
    public var segmentsProcessed = 0
    public var segmentsMatched = 0
    /// Segments of which dictionaries or statistics said that no row can match.
    public var segmentsPrunedByValue = 0
    public var consumingSegmentsQueried = 0
    /// Whether groups were left out because the query said `numGroupsLimit`.
    public var groupsLimitReached = false

    public init() {}

    /// Adds what another unit of the same query has read.
    mutating func add(_ other: QueryStatistics) {
        docsScanned += other.docsScanned
        entriesScannedInFilter += other.entriesScannedInFilter
        entriesScannedPostFilter += other.entriesScannedPostFilter
    }
}
