import Expressions
import Schema

/// Turns groups into the rows of a result: HAVING, DISTINCT, ORDER BY, LIMIT.
struct GroupOutput {
    private let main: UnitRun
    private let plan: AggregationPlan
    private let states: GroupStates

    init(_ main: UnitRun, _ plan: AggregationPlan, _ states: GroupStates) {
        self.main = main
        self.plan = plan
        self.states = states
    }

    private var query: QueryPlan { main.execution.plan }

    func columns() throws(QueryError) -> [Vector] {
        let winners = try winningGroups()
        try main.budget.charge(winners.count * query.outputs.count * 16, for: "the result")
        var columns = query.outputs.map { Vector(Vector.Values(zeros: 0, $0.type)) }
        for start in stride(from: 0, to: winners.count, by: batchGroups) {
            try main.poll()
            let groups = Array(winners[start..<min(start + batchGroups, winners.count)])
            let batch = try load(groups, Set(query.outputs.flatMap(\.inputs)))
            for index in columns.indices { columns[index].append(try query.outputs[index].evaluate(batch)) }
        }
        return columns
    }

    private var batchGroups: Int { max(main.limits.batchRows, 1) }

    /// The groups of the result in its order.
    private func winningGroups() throws(QueryError) -> [Int] {
        var winners = RowRanking(
            query.order, offset: query.offset, limit: query.limit, budget: main.budget)
        var distinct = GroupTable(
            keys: plan.isDistinct ? query.outputs.map(\.type.representation) : [],
            maximumGroups: main.limits.maximumGroups, budget: main.budget)
        for start in stride(from: 0, to: states.count, by: batchGroups) {
            try main.poll()
            var groups = Array(start..<min(start + batchGroups, states.count))
            if let having = plan.having { groups = try passing(having, groups) }
            if plan.isDistinct { groups = try firstOfEqual(groups, &distinct) }
            if groups.isEmpty { continue }
            try winners.add(groups.map { UInt64($0) }, try orderKeys(groups), main)
            if winners.isComplete { break }
        }
        return try winners.finish(main).map { Int($0) }
    }

    private func orderKeys(_ groups: [Int]) throws(QueryError) -> [RowRanking.Keys] {
        let order = query.order
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
        let outputs = query.outputs
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
            count: groups.count, inputs: Array(repeating: nil, count: keyCount + states.aggregators.count))
        for slot in inputs.sorted() {
            batch.inputs[slot] =
                slot < keyCount
                ? states.table.values(ofKey: slot, groups) : try states.aggregators[slot - keyCount].results(groups)
        }
        return batch
    }
}
