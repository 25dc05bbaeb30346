import Expressions
import Schema
import Segment

/// One run of a query.
final class Execution {
    let plan: QueryPlan
    let table: TableSnapshot
    let limits: QueryLimits
    let budget: MemoryBudget
    var statistics = QueryStatistics()

    init(plan: QueryPlan, table: TableSnapshot, limits: QueryLimits) {
        self.plan = plan
        self.table = table
        self.limits = limits
        budget = MemoryBudget(limit: limits.maximumBytes)
        statistics.totalDocs = table.segments.reduce(0) { $0 + $1.rowCount }
        statistics.segmentsQueried = table.segments.count
        statistics.consumingSegmentsQueried = table.segments.count { $0.isConsuming }
    }

    func run() throws(QueryError) -> QueryResult {
        try poll()
        let columns: [Vector]
        if let aggregation = plan.aggregation {
            columns = try AggregationRun(self, aggregation).run()
        } else {
            columns = try SelectionRun(self).run()
        }
        try checkReads()
        let types = plan.outputs.map(\.type)
        return QueryResult(
            columnNames: plan.outputNames, columnTypes: types,
            columns: zip(columns, types).map { ColumnValues($0, type: $1) }, rowCount: columns.first?.count ?? 0,
            statistics: statistics)
    }

    /// Whether what was read is what was stored.
    private func checkReads() throws(QueryError) {
        for segment in table.segments {
            if let error = segment.readFailure { throw QueryError(error, segment: segment.name) }
        }
    }

    /// Ends the query if it was told to.
    func poll() throws(QueryError) {
        switch limits.stop() {
        case nil: return
        case .timeout: throw QueryError(.timeout, "the query ran longer than it may")
        case .cancelled: throw QueryError(.cancelled, "the query was cancelled")
        }
    }

    /// Hands the rows of a segment that pass the filter to `body`, ascending, at most `batchRows` at a time, until it
    /// answers false.
    func forEachBatch(
        of reader: SegmentReader, _ filter: SegmentFilter, _ body: (RowSelection) throws(QueryError) -> Bool
    ) throws(QueryError) {
        let batchRows = max(limits.batchRows, 1)
        let blockRows = (batchRows + 63) / 64 * 64
        defer { statistics.entriesScannedInFilter += filter.entriesScanned }
        if let candidates = filter.candidates {
            return try forEachBatch(of: candidates, batchRows: batchRows, filter, body)
        }
        var batcher = RowBatcher(batchRows: batchRows)
        for start in stride(from: 0, to: reader.rowCount, by: blockRows) {
            try poll()
            let block = start..<min(start + blockRows, reader.rowCount)
            let rows = try filter.rows(in: block)
            guard try batcher.add(rows, in: block, body) else { return }
        }
        _ = try batcher.finish(body)
    }

    /// The same for the rows that an index has left over, however far they lie apart.
    private func forEachBatch(
        of candidates: [UInt32], batchRows: Int, _ filter: SegmentFilter,
        _ body: (RowSelection) throws(QueryError) -> Bool
    ) throws(QueryError) {
        var pending: [UInt32] = []
        for start in stride(from: 0, to: candidates.count, by: batchRows) {
            try poll()
            let end = min(start + batchRows, candidates.count)
            pending += try filter.rows(among: Array(candidates[start..<end]))
            while pending.count >= batchRows || (end == candidates.count && !pending.isEmpty) {
                guard try body(.list(Array(pending.prefix(batchRows)))) else { return }
                pending.removeFirst(min(batchRows, pending.count))
            }
        }
    }
}

extension ColumnValues {
    init(_ vector: Vector, type: ValueType) {
        var (values, starts) = (vector.values, [UInt32]())
        if case .lists(let listStarts, let elements) = values { (values, starts) = (elements, listStarts) }
        let storage: Storage
        switch values {
        case .integers(let values): storage = .integers(values)
        case .doubles(let values): storage = .doubles(values)
        case .strings(let values): storage = .strings(values)
        case .lists: preconditionFailure("elements of lists are no lists")
        }
        self.init(type: type.element, storage: storage, nulls: vector.nulls, valueStarts: starts)
    }
}
