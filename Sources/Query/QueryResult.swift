import Bytes
import Schema

/// The answer of a query, by column.
public struct QueryResult: Sendable {
    public var columnNames: [String]
    public var columnTypes: [ValueType]
    public var columns: [ColumnValues]
    public var rowCount: Int
    public var statistics: QueryStatistics
}

extension QueryResult {
    /// A small answer that was made by row.
    public init(columns: [(name: String, type: ValueType)], rows: [[Value]]) {
        self.init(
            columnNames: columns.map(\.name), columnTypes: columns.map(\.type),
            columns: columns.enumerated().map { index, column in
                Self.column(rows.map { $0[index] }, column.type)
            }, rowCount: rows.count, statistics: QueryStatistics())
    }

    private static func column(_ values: [Value], _ type: ValueType) -> ColumnValues {
        let nulls = values.map(\.isNull)
        let storage: ColumnValues.Storage
        switch type.representation {
        case .integer: storage = .integers(values.map { if case .integer(let value) = $0 { value } else { 0 } })
        case .double: storage = .doubles(values.map { if case .double(let value) = $0 { value } else { 0 } })
        case .string:
            storage = .strings(values.map { if case .string(let value) = $0 { value } else { ByteString([]) } })
        }
        return ColumnValues(type: type.element, storage: storage, nulls: nulls.contains(true) ? nulls : [])
    }
}

/// What an execution touched, by Pinot's names.
public struct QueryStatistics: Sendable, Equatable {
    /// Rows that are live in the table version.
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
