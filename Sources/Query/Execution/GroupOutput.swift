import Expressions
import Schema

/// Turns groups into the rows of a result: HAVING, DISTINCT, ORDER BY, LIMIT.
struct GroupOutput {
    private let execution: Execution
    private let plan: AggregationPlan
    private let table: GroupTable
    private let aggregators: [any Aggregator]
    private let groupCount: Int

    init(
        _ execution: Execution, _ plan: AggregationPlan, _ table: GroupTable, _ aggregators: [any Aggregator],
        groupCount: Int
    ) {
        self.execution = execution
        self.plan = plan
        self.table = table
        self.aggregators = aggregators
        self.groupCount = groupCount
    }

    func columns() throws(QueryError) -> [Vector] {
        let winners = try winningGroups()
        try execution.budget.charge(winners.count * execution.plan.outputs.count * 16, for: "the result")
        var columns = execution.plan.outputs.map { Vector(Vector.Values(zeros: 0, $0.type)) }
        for start in stride(from: 0, to: winners.count, by: batchGroups) {
            try execution.poll()
            let groups = Array(winners[start..<min(start + batchGroups, winners.count)])
            let batch = try load(groups, Set(execution.plan.outputs.flatMap(\.inputs)))
            for index in columns.indices { columns[index].append(try execution.plan.outputs[index].evaluate(batch)) }
        }
        return columns
    }

    private var batchGroups: Int { max(execution.limits.batchRows, 1) }

    /// The groups of the result in its order.
    private func winningGroups() throws(QueryError) -> [Int] {
        var winners = RowRanking(
            execution.plan.order, offset: execution.plan.offset, limit: execution.plan.limit, budget: execution.budget)
        var distinct = GroupTable(
            keys: plan.isDistinct ? execution.plan.outputs.map(\.type.representation) : [],
            maximumGroups: execution.limits.maximumGroups, budget: execution.budget)
        for start in stride(from: 0, to: groupCount, by: batchGroups) {
            try execution.poll()
            var groups = Array(start..<min(start + batchGroups, groupCount))
            if let having = plan.having { groups = try passing(having, groups) }
            if plan.isDistinct { groups = try firstOfEqual(groups, &distinct) }
            if groups.isEmpty { continue }
            try winners.add(groups.map { UInt64($0) }, try orderKeys(groups))
            if winners.isComplete { break }
        }
        return try winners.finish().map { Int($0) }
    }

    private func orderKeys(_ groups: [Int]) throws(QueryError) -> [RowRanking.Keys] {
        let order = execution.plan.order
        let batch = try load(groups, Set(order.flatMap(\.expression.inputs)))
        var keys = [RowRanking.Keys]()
        for key in order { keys.append(RowRanking.Keys(column: KeyColumn(key, try key.expression.evaluate(batch)))) }
        return keys
    }

    private func passing(_ having: BoundExpression, _ groups: [Int]) throws(QueryError) -> [Int] {
        let truth = try having.evaluate(try load(groups, Set(having.inputs)))
        return groups.indices.filter { truth[$0] == .integer(1) }.map { groups[$0] }
    }

    /// The groups whose output no earlier group has.
    private func firstOfEqual(_ groups: [Int], _ distinct: inout GroupTable) throws(QueryError) -> [Int] {
        let outputs = execution.plan.outputs
        let batch = try load(groups, Set(outputs.flatMap(\.inputs)))
        var numbers = [[UInt32]](repeating: [], count: outputs.count)
        for index in outputs.indices {
            try distinct.keys[index].number(try outputs[index].evaluate(batch), into: &numbers[index])
        }
        var first = [Int]()
        for position in groups.indices {
            let known = distinct.count
            if Int(try distinct.group(numbers.map { $0[position] })) == known { first.append(groups[position]) }
        }
        return first
    }

    /// Keys and aggregates of some groups: the inputs of everything that is computed of groups.
    private func load(_ groups: [Int], _ inputs: Set<Int>) throws(QueryError) -> Batch {
        let keyCount = plan.keys.count
        var batch = Batch(
            count: groups.count, inputs: Array(repeating: nil, count: keyCount + aggregators.count))
        for slot in inputs.sorted() {
            batch.inputs[slot] =
                slot < keyCount
                ? table.values(ofKey: slot, groups) : try aggregators[slot - keyCount].results(groups)
        }
        return batch
    }
}
