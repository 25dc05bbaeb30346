import Expressions
import Schema
import Segment
import Synchronization

/// One run of a query: what all threads that work on it share.
final class Execution: Sendable {
    let plan: QueryPlan
    let table: TableSnapshot
    let limits: QueryLimits
    let account: MemoryAccount
    private let satisfied = Atomic<Bool>(false)
    private let stop: StopSignal

    init(plan: QueryPlan, table: TableSnapshot, limits: QueryLimits) {
        self.plan = plan
        self.table = plan.showsDeadRows ? table.withAllRows : table
        self.limits = limits
        stop = StopSignal(limits.stop)
        account = MemoryAccount(limit: limits.maximumBytes, pool: limits.memory, stop: stop)
    }

    func run() throws(QueryError) -> QueryResult { try runProfiled().result }

    /// The result, and the unit that has counted everything.
    func runProfiled() throws(QueryError) -> (result: QueryResult, main: UnitRun) {
        try poll()
        let main = UnitRun(self)
        let columns: [Vector]
        if let aggregation = plan.aggregation {
            columns = try AggregationRun(main, aggregation).run()
        } else {
            columns = try SelectionRun(main).run()
        }
        try checkReads()
        let types = plan.outputs.map(\.type)
        let result = QueryResult(
            columnNames: plan.outputNames, columnTypes: types,
            columns: zip(columns, types).map { ColumnValues($0, type: $1) }, rowCount: columns.first?.count ?? 0,
            statistics: statistics(of: main))
        return (result, main)
    }

    private func statistics(of main: UnitRun) -> QueryStatistics {
        var statistics = main.statistics
        statistics.totalDocs = table.segments.reduce(0) { $0 + $1.liveCount }
        statistics.segmentsQueried = table.segments.count
        statistics.consumingSegmentsQueried = table.segments.count { $0.source.isConsuming }
        statistics.segmentsMatched = main.matchedSegments.count
        return statistics
    }

    /// Whether what was read is what was stored.
    private func checkReads() throws(QueryError) {
        for segment in table.segments {
            if let error = segment.source.readFailure { throw QueryError(error, segment: segment.source.name) }
        }
    }

    /// Ends the query if it was told to.
    func poll() throws(QueryError) { try stop.poll() }

    /// Whether units that have not begun need not begin, and those that run need not go on.
    var isSatisfied: Bool { satisfied.load(ordering: .relaxed) }

    func satisfy() { satisfied.store(true, ordering: .relaxed) }

    /// Opens segments and makes ready their filters. What is pruned is left out.
    ///
    /// `isKnown` tells of which segments nothing has to be read, by the rows that pass.
    func openSegments(
        from first: Int = 0, countingIn main: UnitRun,
        isKnown: (SegmentReader, SegmentFilter) -> Bool = { _, _ in false }
    ) throws(QueryError) -> [SegmentScan] {
        var scans = [SegmentScan]()
        for index in first..<max(table.segments.count, first) {
            if let scan = try openSegment(index, countingIn: main, isKnown: isKnown) { scans.append(scan) }
        }
        return scans
    }

    /// Nil if no row of the segment passes the filter.
    func openSegment(
        _ index: Int, countingIn main: UnitRun, isKnown: (SegmentReader, SegmentFilter) -> Bool = { _, _ in false }
    ) throws(QueryError) -> SegmentScan? {
        try poll()
        let segment = table.segments[index]
        guard let scan = try SegmentScan(segment, at: index, plan, limits, stop, isKnown: isKnown) else {
            if segment.liveCount > 0 { main.statistics.segmentsPrunedByValue += 1 }
            return nil
        }
        main.statistics.segmentsProcessed += 1
        return scan
    }

    func divide(_ scans: [SegmentScan], leavingOut done: Int = 0) -> [[WorkPiece]] {
        WorkDivision(scans, leavingOut: done, unitRows: limits.unitRows, maximumUnits: limits.maximumUnits).units
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
