import Expressions
import Schema
import Segment

/// The groups of one grouping set and the states of the aggregates of each, for some rows.
final class GroupingSet {
    /// By which keys of the plan rows are grouped.
    let keys: [Int]
    private(set) var table: GroupTable
    let aggregators: [any Aggregator]
    private let bytesPerGroup: Int
    private let budget: MemoryBudget
    /// How many groups there are. Without keys there is one, whether there are rows or not.
    private(set) var count = 0

    init(_ plan: AggregationPlan, set: [Int], _ unit: UnitRun) throws(QueryError) {
        keys = set
        budget = unit.budget
        table = GroupTable(
            keys: set.map { plan.keys[$0].type.representation }, maximumGroups: unit.limits.maximumGroups,
            budget: budget)
        let budget = budget
        aggregators = plan.aggregates.map { $0.makeAggregator(budget) }
        bytesPerGroup = aggregators.reduce(0) { $0 + $1.bytesPerGroup }
        if set.isEmpty { try grow(to: 1) }
    }

    private func grow(to groups: Int) throws(QueryError) {
        if groups <= count { return }
        try budget.charge((groups - count) * bytesPerGroup, for: "aggregation")
        for aggregator in aggregators { aggregator.grow(to: groups) }
        count = groups
    }

    /// Adds the rows of a batch, whose groups `grouper` finds; without it they are all of group 0.
    func add(
        _ rows: RowSelection, _ batch: Batch, _ grouper: inout SegmentGrouper?, _ groups: inout [UInt32]
    ) throws(QueryError) {
        if grouper != nil {
            try grouper?.groups(of: rows, batch, in: &table, into: &groups)
            try grow(to: table.count)
        }
        let input = AggregateInput(rows: rows, batch: batch, groups: grouper == nil ? nil : groups)
        for aggregator in aggregators { try aggregator.add(input) }
    }

    /// Takes over the groups of rows that come behind those of this object.
    func merge(_ other: GroupingSet, _ unit: UnitRun) throws(QueryError) {
        var groups: [UInt32] = [0]
        if !keys.isEmpty {
            groups = try table.merge(other.table) { () throws(QueryError) in try unit.poll() }
            try grow(to: table.count)
        }
        for index in aggregators.indices {
            try unit.poll()
            try aggregators[index].merge(other.aggregators[index], groups: groups)
        }
    }
}
