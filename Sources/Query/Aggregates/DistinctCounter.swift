import Expressions
import Schema

/// COUNT(DISTINCT x): the distinct values that are not NULL, exactly.
final class DistinctCounter: Aggregator {
    private let argument: BoundExpression
    private let numbers: ValueNumbers
    private let budget: MemoryBudget
    /// Pairs of group and value number that were seen.
    private var seen = IntegerTable()
    /// By value number, whether it was seen in a query without GROUP BY.
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
        let null = try numbers.numberOfNull()
        try key?.numbers(of: input.rows, input.batch, into: &buffer)
        guard let groups = input.groups else {
            seenInFirst.grow(to: numbers.count, filledWith: false)
            counts[0] += Self.mark(buffer, except: null, in: &seenInFirst)
            return
        }
        for row in groups.indices where buffer[row] != null {
            try add(buffer[row], to: groups[row])
        }
    }

    /// Marks numbers as seen and returns how many were not before.
    private static func mark(_ numbers: [UInt32], except null: UInt32, in seen: inout [Bool]) -> Int64 {
        var added: Int64 = 0
        for number in numbers where number != null && !seen[Int(number)] {
            seen[Int(number)] = true
            added += 1
        }
        return added
    }

    private func add(_ number: UInt32, to group: UInt32) throws(QueryError) {
        let before = seen.count
        _ = seen.findOrInsert(UInt64(group) << 32 | UInt64(number), next: 0)
        if seen.count == before { return }
        counts[Int(group)] += 1
        try budget.charge(IntegerTable.entryBytes, for: "COUNT(DISTINCT)")
    }

    func merge(_ other: any Aggregator, groups: [UInt32]) throws(QueryError) {
        let other = peer(other)
        let numbers = try self.numbers.numbers(of: other.numbers)
        let null = try self.numbers.numberOfNull()
        for number in other.seenInFirst.indices where other.seenInFirst[number] {
            seenInFirst.grow(to: self.numbers.count, filledWith: false)
            counts[0] += Self.mark([numbers[number]], except: null, in: &seenInFirst)
        }
        for pair in other.seen.keys {
            try add(numbers[Int(pair & 0xFFFF_FFFF)], to: groups[Int(pair >> 32)])
        }
    }

    func results(_ groups: [Int]) -> Vector { Vector(.integers(groups.map { counts[$0] })) }
}
