import Expressions
import Schema

/// COUNT(DISTINCT x): the distinct values that are not NULL, exactly.
final class DistinctCounter: Aggregator {
    private let argument: BoundExpression
    private let numbers: ValueNumbers
    private let budget: MemoryBudget
    /// Pairs of group and value number that were seen in other groups than 0.
    private var seen = IntegerTable()
    /// By value number, whether it was seen in group 0: the only group of a query without GROUP BY.
    private var seenInFirst: [Bool] = []
    private var counts: [Int64] = []
    private var key: SegmentKey?
    private var buffer: [UInt32] = []
    let bytesPerGroup = 8

    init(_ argument: BoundExpression, _ budget: MemoryBudget) {
        self.argument = argument
        self.budget = budget
        numbers = ValueNumbers(argument.type.representation, budget: budget, purpose: "COUNT(DISTINCT)")
    }

    func grow(to groups: Int) { counts.grow(to: groups, filledWith: 0) }

    func begin(_ reader: SegmentReader) -> [Int] {
        let key = SegmentKey(argument, reader: reader, numbers: numbers)
        self.key = key
        return key.inputs
    }

    func add(_ input: AggregateInput) throws(QueryError) {
        guard let key else { preconditionFailure("a segment was begun") }
        let null = try numbers.numberOfNull()
        try key.numbers(of: input.rows, input.batch, into: &buffer)
        seenInFirst.grow(to: numbers.count, filledWith: false)
        guard let groups = input.groups else {
            for number in buffer where number != null { addToFirst(number) }
            return
        }
        for row in groups.indices where buffer[row] != null {
            if groups[row] == 0 { addToFirst(buffer[row]) } else { try add(buffer[row], to: groups[row]) }
        }
    }

    @inline(__always)
    private func addToFirst(_ number: UInt32) {
        if seenInFirst[Int(number)] { return }
        seenInFirst[Int(number)] = true
        counts[0] += 1
    }

    private func add(_ number: UInt32, to group: UInt32) throws(QueryError) {
        let before = seen.count
        _ = seen.findOrInsert(UInt64(group) << 32 | UInt64(number), next: 0)
        if seen.count == before { return }
        counts[Int(group)] += 1
        try budget.charge(IntegerTable.entryBytes, for: "COUNT(DISTINCT)")
    }

    func results(_ groups: [Int]) -> Vector { Vector(.integers(groups.map { counts[$0] })) }
}
