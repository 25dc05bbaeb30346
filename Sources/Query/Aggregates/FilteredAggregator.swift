import Expressions
import Segment

/// An aggregate with FILTER (WHERE ...): only rows for which the condition is TRUE reach it.
final class FilteredAggregator: Aggregator {
    private let aggregator: any Aggregator
    private let condition: BoundExpression
    private var inputs: [Int] = []

    init(_ aggregator: any Aggregator, _ condition: BoundExpression) {
        self.aggregator = aggregator
        self.condition = condition
    }

    var bytesPerGroup: Int { aggregator.bytesPerGroup }

    func grow(to groups: Int) { aggregator.grow(to: groups) }

    func begin(_ reader: SegmentReader) -> [Int] {
        inputs = aggregator.begin(reader)
        return inputs + condition.inputs
    }

    func add(_ input: AggregateInput) throws(QueryError) {
        let truth = try condition.evaluate(input.batch)
        let positions = Self.positions(truth.integers, truth.nulls)
        if positions.count == truth.count { return try aggregator.add(input) }
        if !positions.isEmpty { try aggregator.add(input.gathering(positions, inputs)) }
    }

    private static func positions(_ truth: [Int64], _ nulls: [Bool]) -> [Int] {
        if nulls.isEmpty { return truth.indices.filter { truth[$0] == 1 } }
        return truth.indices.filter { truth[$0] == 1 && !nulls[$0] }
    }

    func merge(_ other: any Aggregator, groups: [UInt32]) throws(QueryError) {
        try aggregator.merge(peer(other).aggregator, groups: groups)
    }

    func results(_ groups: [Int]) throws(QueryError) -> Vector { try aggregator.results(groups) }
}

extension AggregateInput {
    /// Some of the rows with the inputs that are read of them.
    fileprivate func gathering(_ positions: [Int], _ inputs: [Int]) -> AggregateInput {
        var gathered = Batch(count: positions.count, inputs: Array(repeating: nil, count: batch.inputs.count))
        for slot in inputs { gathered.inputs[slot] = batch.inputs[slot]?.gathering(positions) }
        return AggregateInput(
            rows: .list(positions.map { rows.row($0) }), batch: gathered,
            groups: groups.map { groups in positions.map { groups[$0] } })
    }
}
