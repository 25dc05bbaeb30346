import Expressions
import Schema

/// Numbers of values, or of combinations of them, and the groups that they are for.
struct NumberedRows {
    var numbers: [UInt32] = []
    /// The group of each; nil for group 0.
    var groups: [UInt32]?
}

/// Numbers the values that one or several arguments have together, over all segments; NULLs are left out.
struct ArgumentNumbers {
    private let arguments: [BoundExpression]
    private let budget: MemoryBudget
    private var keys: [SegmentKey] = []
    /// Combinations of several arguments' values; of one argument, its values.
    private var table: GroupTable
    private var columns: [[UInt32]]

    init(_ arguments: [BoundExpression], _ budget: MemoryBudget) {
        self.arguments = arguments
        self.budget = budget
        table = GroupTable(
            keys: arguments.map(\.type.representation), maximumGroups: ValueNumbers.maximumCount, budget: budget)
        columns = Array(repeating: [], count: arguments.count)
    }

    private var isSingle: Bool { arguments.count == 1 }

    /// The number of values so far, NULL among them.
    var count: Int { isSingle ? table.keys[0].count : table.count }

    /// The values of the only argument with the given numbers.
    func values(_ numbers: [UInt32]) -> Vector { table.keys[0].values(numbers) }

    mutating func begin(_ reader: SegmentReader) -> [Int] {
        if arguments[0].type.isList { return arguments[0].inputs }
        keys = arguments.indices.map { SegmentKey(arguments[$0], reader: reader, numbers: table.keys[$0]) }
        return keys.flatMap(\.inputs)
    }

    /// The rows of a batch in which no argument is NULL.
    mutating func rows(_ input: AggregateInput) throws(QueryError) -> NumberedRows {
        var groups = input.groups
        if arguments[0].type.isList {
            let vector: Vector
            (vector, groups) = try input.values(of: arguments[0])
            try table.keys[0].number(vector, into: &columns[0])
        } else {
            for index in keys.indices {
                try keys[index].numbers(of: input.rows, input.batch, into: &columns[index])
            }
        }
        return try present(groups)
    }

    private mutating func present(_ groups: [UInt32]?) throws(QueryError) -> NumberedRows {
        var rows: [Int]?
        for (index, key) in table.keys.enumerated() {
            guard let null = key.knownNumberOfNull, columns[index].contains(null) else { continue }
            rows = (rows ?? Array(columns[0].indices)).filter { columns[index][$0] != null }
        }
        if let rows {
            for index in columns.indices { columns[index] = rows.map { [column = columns[index]] in column[$0] } }
        }
        let present = rows.flatMap { rows in groups.map { groups in rows.map { groups[$0] } } } ?? groups
        if isSingle { return NumberedRows(numbers: columns[0], groups: present) }
        var result = NumberedRows(groups: present)
        try table.groups(columns, into: &result.numbers)
        return result
    }

    /// The number here of each value that another object has numbered, by its number there.
    mutating func numbers(of other: ArgumentNumbers) throws(QueryError) -> [UInt32] {
        if isSingle { return try table.keys[0].numbers(of: other.table.keys[0]) }
        var (numbers, columns) = ([UInt32](), columns)
        let all = Array(0..<other.table.count)
        for index in columns.indices {
            try table.keys[index].number(other.table.values(ofKey: index, all), into: &columns[index])
        }
        if !all.isEmpty { try table.groups(columns, into: &numbers) }
        return numbers
    }
}

/// Which values each group has, each once.
struct DistinctPairs {
    private(set) var values: ArgumentNumbers
    private let budget: MemoryBudget
    /// Pairs of group and value number that were seen, numbered in the order in which they were.
    private var seen = IntegerTable()
    /// By value number, whether it was seen in a query without GROUP BY.
    private var seenInFirst: [Bool] = []

    init(_ arguments: [BoundExpression], _ budget: MemoryBudget) {
        values = ArgumentNumbers(arguments, budget)
        self.budget = budget
    }

    mutating func begin(_ reader: SegmentReader) -> [Int] { values.begin(reader) }

    /// What is new in the rows of a batch.
    mutating func add(_ input: AggregateInput) throws(QueryError) -> NumberedRows {
        try firstSeen(try values.rows(input))
    }

    private mutating func firstSeen(_ rows: NumberedRows) throws(QueryError) -> NumberedRows {
        guard let groups = rows.groups else {
            seenInFirst.grow(to: values.count, filledWith: false)
            return NumberedRows(numbers: Self.mark(rows.numbers, in: &seenInFirst))
        }
        var new = NumberedRows()
        var newGroups = [UInt32]()
        for row in groups.indices {
            let before = seen.count
            _ = seen.findOrInsert(UInt64(groups[row]) << 32 | UInt64(rows.numbers[row]), next: UInt32(before))
            if seen.count == before { continue }
            try budget.charge(IntegerTable.entryBytes, for: "distinct values")
            new.numbers.append(rows.numbers[row])
            newGroups.append(groups[row])
        }
        new.groups = newGroups
        return new
    }

    /// Marks numbers as seen and returns those that were not before.
    private static func mark(_ numbers: [UInt32], in seen: inout [Bool]) -> [UInt32] {
        var added = [UInt32]()
        for number in numbers where !seen[Int(number)] {
            seen[Int(number)] = true
            added.append(number)
        }
        return added
    }

    /// What is new in other pairs, whose group g becomes `groups[g]`.
    mutating func merge(_ other: DistinctPairs, _ groups: [UInt32]) throws(QueryError) -> NumberedRows {
        let numbers = try values.numbers(of: other.values)
        if !other.seenInFirst.isEmpty {
            let theirs = other.seenInFirst.indices.filter { other.seenInFirst[$0] }
            return try firstSeen(NumberedRows(numbers: theirs.map { numbers[$0] }))
        }
        let pairs = other.seen.keysInOrder
        return try firstSeen(
            NumberedRows(
                numbers: pairs.map { numbers[Int($0 & 0xFFFF_FFFF)] }, groups: pairs.map { groups[Int($0 >> 32)] }))
    }
}

/// COUNT(DISTINCT ...): the distinct values, or combinations of values, that are not NULL, exactly.
final class DistinctCounter: Aggregator {
    private var pairs: DistinctPairs
    private var counts: [Int64] = []
    let bytesPerGroup = 8

    init(_ call: AggregateCall, _ budget: MemoryBudget) { pairs = DistinctPairs(call.arguments, budget) }

    func grow(to groups: Int) { counts.grow(to: groups, filledWith: 0) }

    func begin(_ reader: SegmentReader) -> [Int] { pairs.begin(reader) }

    func add(_ input: AggregateInput) throws(QueryError) { count(try pairs.add(input)) }

    private func count(_ new: NumberedRows) {
        if let groups = new.groups { counts.addOne(at: groups) } else { counts[0] += Int64(new.numbers.count) }
    }

    func merge(_ other: any Aggregator, groups: [UInt32]) throws(QueryError) {
        count(try pairs.merge(peer(other).pairs, groups))
    }

    func results(_ groups: [Int]) -> Vector { Vector(.integers(groups.map { counts[$0] })) }
}

/// SUM(DISTINCT x) and AVG(DISTINCT x).
final class DistinctSum<States: SumStates>: Aggregator {
    private var pairs: DistinctPairs
    private let isAverage: Bool
    private var states = States()
    private var counts: [Int64] = []
    let bytesPerGroup = States.bytesPerGroup + 8

    init(_ call: AggregateCall, isAverage: Bool, _ budget: MemoryBudget) {
        pairs = DistinctPairs(call.arguments, budget)
        self.isAverage = isAverage
    }

    func grow(to groups: Int) {
        states.grow(to: groups)
        counts.grow(to: groups, filledWith: 0)
    }

    func begin(_ reader: SegmentReader) -> [Int] { pairs.begin(reader) }

    func add(_ input: AggregateInput) throws(QueryError) { try sum(try pairs.add(input)) }

    private func sum(_ new: NumberedRows) throws(QueryError) {
        try states.add(pairs.values.values(new.numbers), new.groups)
        if let groups = new.groups { counts.addOne(at: groups) } else { counts[0] += Int64(new.numbers.count) }
    }

    func merge(_ other: any Aggregator, groups: [UInt32]) throws(QueryError) {
        try sum(try pairs.merge(peer(other).pairs, groups))
    }

    func results(_ groups: [Int]) throws(QueryError) -> Vector {
        try states.results(groups, counts, isAverage: isAverage)
    }
}
