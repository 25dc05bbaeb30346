import Expressions
import Schema

/// Turns groups into the rows of a result: HAVING, DISTINCT, ORDER BY, LIMIT.
struct GroupOutput {
    private let main: UnitRun
    private let plan: AggregationPlan
    private let sets: [GroupingSet]
    /// How many groups there are, or are kept, numbered through all grouping sets.
    private let count: Int

    init(_ main: UnitRun, _ plan: AggregationPlan, _ sets: [GroupingSet]) {
        self.main = main
        self.plan = plan
        self.sets = sets
        let all = sets.reduce(0) { $0 + $1.count }
        count = min(all, main.limits.groupsKept ?? all)
        if count < all { main.statistics.groupsLimitReached = true }
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
        for start in stride(from: 0, to: count, by: batchGroups) {
            try main.poll()
            var groups = Array(start..<min(start + batchGroups, count))
            if let having = plan.having { groups = try passing(having, groups) }
            if groups.isEmpty { continue }
            if plan.isDistinct { groups = try firstOfEqual(groups, &distinct) }
            if groups.isEmpty { continue }
            try winners.add(groups.map { UInt64($0) }, main) { (index, positions) throws(QueryError) in
                try keys(index, of: groups, at: positions)
            }
            if winners.isComplete { break }
        }
        return try winners.finish(main).map { Int($0) }
    }

    /// A key of ORDER BY, of the groups at some positions; nil stands for all. A key that can fail, as can the result
    /// of an aggregate, is computed for all groups.
    private func keys(
        _ index: Int, of groups: [Int], at positions: [Int]?
    ) throws(QueryError) -> RowRanking.Keys {
        let key = query.order[index]
        let inputs = Set(key.expression.inputs)
        let canFail = key.expression.canFail || inputs.contains { $0 >= plan.keys.count }
        if canFail, let positions { return try keys(index, of: groups, at: nil).at(positions) }
        if positions?.isEmpty == true { return RowRanking.Keys(column: KeyColumn(key)) }
        let batch = try load(positions.map { $0.map { groups[$0] } } ?? groups, inputs)
        return RowRanking.Keys(column: KeyColumn(key, try key.expression.evaluate(batch)))
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

    /// Keys, aggregates and calls of GROUPING for some groups: the inputs of everything that is computed of groups.
    private func load(_ groups: [Int], _ inputs: Set<Int>) throws(QueryError) -> Batch {
        let slots = plan.keys.count + plan.aggregates.count + plan.groupings.count
        var batch = Batch(count: groups.count, inputs: Array(repeating: nil, count: slots))
        if sets.count == 1 {
            for slot in inputs { batch.inputs[slot] = try values(slot, sets[0], groups) }
            return batch
        }
        let (parts, places) = bySet(groups)
        for slot in inputs {
            var values: Vector?
            for (index, part) in parts.enumerated() where !part.isEmpty {
                let more = try self.values(slot, sets[index], part)
                if values == nil { values = more } else { values?.append(more) }
            }
            batch.inputs[slot] = values?.gathering(places)
        }
        return batch
    }

    /// The groups of each set by their number there, and where each group comes to lie if these follow each other.
    private func bySet(_ groups: [Int]) -> (parts: [[Int]], places: [Int]) {
        var starts = [0]
        for states in sets { starts.append(starts[starts.count - 1] + states.count) }
        var (parts, setOf) = ([[Int]](repeating: [], count: sets.count), [Int]())
        for group in groups {
            let set = (starts.firstIndex { $0 > group } ?? starts.count) - 1
            parts[set].append(group - starts[set])
            setOf.append(set)
        }
        var next = [0]
        for part in parts { next.append(next[next.count - 1] + part.count) }
        let places = setOf.map { set in
            defer { next[set] += 1 }
            return next[set]
        }
        return (parts, places)
    }

    private func values(_ slot: Int, _ states: GroupingSet, _ groups: [Int]) throws(QueryError) -> Vector {
        let aggregate = slot - plan.keys.count
        if aggregate < 0 {
            guard let position = states.keys.firstIndex(of: slot) else {
                return Vector(repeating: .null, type: plan.keys[slot].type, count: groups.count)
            }
            return states.table.values(ofKey: position, groups)
        }
        if aggregate < plan.aggregates.count { return try states.aggregators[aggregate].results(groups) }
        let bits = plan.groupings[aggregate - plan.aggregates.count].reduce(Int64(0)) { bits, key in
            bits << 1 | (states.keys.contains(key) ? 0 : 1)
        }
        return Vector(.integers(Array(repeating: bits, count: groups.count)))
    }
}
