import Expressions
import Schema
import Segment

/// Runs a query whose result rows are groups.
final class AggregationRun {
    private let execution: Execution
    private let plan: AggregationPlan
    private var table: GroupTable
    private let aggregators: [any Aggregator]
    private let bytesPerGroup: Int
    private var groupCount = 0

    init(_ execution: Execution, _ plan: AggregationPlan) {
        self.execution = execution
        self.plan = plan
        table = GroupTable(
            keys: plan.keys.map(\.type.representation), maximumGroups: execution.limits.maximumGroups,
            budget: execution.budget)
        aggregators = plan.aggregates.map { $0.makeAggregator(execution.budget) }
        bytesPerGroup = aggregators.reduce(0) { $0 + $1.bytesPerGroup }
    }

    func run() throws(QueryError) -> [Vector] {
        if plan.keys.isEmpty { try grow(to: 1) }
        for segment in execution.table.segments {
            try execution.poll()
            let reader = try SegmentReader(segment, columns: execution.plan.columns)
            let filter = try SegmentFilter(execution.plan.filter, reader: reader, limits: execution.limits)
            if filter.isEmpty {
                if segment.rowCount > 0 { execution.statistics.segmentsPrunedByValue += 1 }
                continue
            }
            execution.statistics.segmentsProcessed += 1
            if try addWhole(reader, filter) { continue }
            try add(reader, filter)
        }
        return try GroupOutput(execution, plan, table, aggregators, groupCount: groupCount).columns()
    }

    private func grow(to groups: Int) throws(QueryError) {
        if groups <= groupCount { return }
        try execution.budget.charge((groups - groupCount) * bytesPerGroup, for: "aggregation")
        for aggregator in aggregators { aggregator.grow(to: groups) }
        groupCount = groups
    }

    /// Answers from what is known about the segment without reading rows, if that does for all aggregates.
    private func addWhole(_ reader: SegmentReader, _ filter: SegmentFilter) throws(QueryError) -> Bool {
        guard filter.isFull && plan.keys.isEmpty else { return false }
        guard aggregators.allSatisfy({ $0.isKnown(for: reader) }) else { return false }
        for aggregator in aggregators { try aggregator.addWhole(reader) }
        execution.statistics.segmentsMatched += 1
        execution.statistics.docsScanned += reader.rowCount
        return true
    }

    private func add(_ reader: SegmentReader, _ filter: SegmentFilter) throws(QueryError) {
        let keys = plan.keys.indices.map { SegmentKey(plan.keys[$0], reader: reader, numbers: table.keys[$0]) }
        var grouper: SegmentGrouper?
        if !keys.isEmpty {
            grouper = try SegmentGrouper(
                keys, maximumDenseKeys: execution.limits.maximumDenseKeys, budget: execution.budget)
        }
        let heldBytes = grouper?.heldBytes ?? 0
        defer { execution.budget.release(heldBytes) }
        let inputs = Set(keys.flatMap(\.inputs) + aggregators.flatMap { $0.begin(reader) }).sorted()
        var groups = [UInt32]()
        let isGrouped = !keys.isEmpty
        var matched = 0
        try execution.forEachBatch(of: reader, filter) { (rows) throws(QueryError) -> Bool in
            matched += rows.count
            let batch = reader.load(inputs, rows)
            try grouper?.groups(of: rows, batch, in: &table, into: &groups)
            try grow(to: table.count)
            let input = AggregateInput(rows: rows, batch: batch, groups: isGrouped ? groups : nil)
            for aggregator in aggregators { try aggregator.add(input) }
            return true
        }
        execution.statistics.segmentsMatched += matched > 0 ? 1 : 0
        execution.statistics.docsScanned += matched
        execution.statistics.entriesScannedPostFilter += matched * Set(plan.columnInputs).count
    }
}

extension AggregationPlan {
    /// The columns that keys and aggregates read.
    fileprivate var columnInputs: [Int] {
        keys.flatMap(\.inputs) + aggregates.flatMap(\.inputs)
    }
}
