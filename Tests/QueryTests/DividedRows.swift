import Expressions
import Query
import Schema
import TestSupport

/// Rows of a table cut at random places and aggregated part by part, in random groups.
struct DividedRows {
    let table: TestTable
    let parts: [DividedAggregation.Part]
    /// The group of each row by segment.
    let groups: [[Int]]
    let groupCount: Int

    /// - Parameter groupCount: at least 1, and at most the number of rows.
    init(_ table: TestTable, groupCount: Int, _ random: inout SeededGenerator) {
        self.table = table
        self.groupCount = groupCount
        var parts = [DividedAggregation.Part]()
        var groups = [[Int]]()
        var rows = 0
        for (index, segment) in table.segments.enumerated() {
            groups.append(segment.indices.map { rows + $0 < groupCount ? rows + $0 : random.below(groupCount) })
            rows += segment.count
            let cuts = (0..<random.below(4)).map { _ in random.below(segment.count + 1) }
            let places = ([0, segment.count] + cuts).sorted()
            for (start, end) in zip(places, places.dropFirst()) {
                parts.append(DividedAggregation.Part(segment: index, rows: start..<end))
            }
        }
        self.parts = parts
        self.groups = groups
    }

    /// The results of the first aggregate of a select list: by group, or one for all rows.
    func results(
        _ item: String, isGrouped: Bool, on snapshot: TableSnapshot, _ limits: QueryLimits,
        _ random: inout SeededGenerator
    ) throws -> [Value] {
        let query = try QueryPlanner.prepare(try select("SELECT \(item) FROM \(table.name)"), schema: table.schema)
        let results = try DividedAggregation(query, on: snapshot, limits: limits).results(
            parts, groups: isGrouped ? (groupCount, { groups[$0][$1] }) : nil, merge: { random.below($0 - 1) })
        return (0..<results[0].count).map { results[0][$0] }
    }

    /// The rows of each group, or all rows, in their order.
    func rows(isGrouped: Bool) -> [[[Value]]] {
        guard isGrouped else { return [table.rows] }
        var rows = [[[Value]]](repeating: [], count: groupCount)
        for (segment, groups) in zip(table.segments, groups) {
            for (row, group) in zip(segment, groups) { rows[group].append(row) }
        }
        return rows
    }
}
