import Expressions
import Segment

/// Computes the aggregates of a statement from parts of a table's rows, each with states of its own that are merged.
///
/// WHERE and GROUP BY of the statement do not count: the caller says which rows and groups there are. So every division
/// of rows and every order of merging can be tried.
package struct DividedAggregation {
    /// Consecutive rows of one segment.
    package struct Part {
        let segment: Int
        let rows: Range<Int>

        package init(segment: Int, rows: Range<Int>) {
            self.segment = segment
            self.rows = rows
        }
    }

    private let aggregates: [AggregateCall]
    private let columns: [InputColumn]
    private let table: TableSnapshot
    private let limits: QueryLimits
    private let budget: MemoryBudget

    package init(_ query: PreparedQuery, on table: TableSnapshot, limits: QueryLimits) {
        aggregates = query.plan.aggregation?.aggregates ?? []
        columns = query.plan.columns
        self.table = table
        self.limits = limits
        budget = MemoryBudget(limit: limits.maximumBytes)
    }

    /// The states of some rows, and the caller's groups in the order in which the part has met them.
    private struct Partial {
        var aggregators: [any Aggregator]
        var groups: [Int]
    }

    /// The results of each aggregate by group. `group` gives the group from 0 of a row of a segment, all of which
    /// must occur; nil for an aggregation without groups. `merge` gives for some number of partial results, at least
    /// two, the one into which the next one is merged.
    package func results(
        _ parts: [Part], groups: (count: Int, of: (Int, Int) -> Int)?, merge: (Int) -> Int
    ) throws(QueryError) -> [Vector] {
        var partials = [Partial]()
        for part in parts { partials.append(try partial(part, groups?.of)) }
        while partials.count > 1 {
            let index = merge(partials.count)
            try absorb(partials.remove(at: index + 1), into: &partials[index])
        }
        let known = partials[0].groups
        let order = groups.map { all in (0..<all.count).map { known.firstIndex(of: $0) ?? 0 } } ?? [0]
        var results = [Vector]()
        for aggregator in partials[0].aggregators { results.append(try aggregator.results(order)) }
        return results
    }

    private func partial(_ part: Part, _ group: ((Int, Int) -> Int)?) throws(QueryError) -> Partial {
        var partial = Partial(aggregators: aggregates.map { $0.makeAggregator(budget) }, groups: [])
        if group == nil { partial.groups = [0] }
        for aggregator in partial.aggregators { aggregator.grow(to: partial.groups.count) }
        let reader = try SegmentReader(table.segments[part.segment], columns: columns)
        var inputs = Set<Int>()
        for aggregator in partial.aggregators { inputs.formUnion(aggregator.begin(reader)) }
        for start in stride(from: part.rows.lowerBound, to: part.rows.upperBound, by: limits.batchRows) {
            let rows = RowSelection.range(start..<min(start + limits.batchRows, part.rows.upperBound))
            var groups: [UInt32]?
            if let group { groups = numbers((0..<rows.count).map { group(part.segment, start + $0) }, in: &partial) }
            let input = AggregateInput(rows: rows, batch: reader.load(inputs.sorted(), rows), groups: groups)
            for aggregator in partial.aggregators { try aggregator.add(input) }
        }
        return partial
    }

    /// The numbers that a part gives to groups, with room for those that are new to it.
    private func numbers(_ groups: [Int], in partial: inout Partial) -> [UInt32] {
        for group in groups where !partial.groups.contains(group) { partial.groups.append(group) }
        for aggregator in partial.aggregators { aggregator.grow(to: partial.groups.count) }
        let known = partial.groups
        return groups.map { UInt32(known.firstIndex(of: $0) ?? 0) }
    }

    private func absorb(_ other: Partial, into partial: inout Partial) throws(QueryError) {
        let numbers = numbers(other.groups, in: &partial)
        for (mine, theirs) in zip(partial.aggregators, other.aggregators) { try mine.merge(theirs, groups: numbers) }
    }
}
