import Bytes
import Expressions
import Schema

/// What arrayAgg and listAgg make of the values of a group.
enum CollectionForm: Hashable {
    case list
    case text(separator: ByteString)

    /// The results for groups whose values are given by their numbers; NULL where there are none.
    func results(
        _ groups: [[UInt32]], _ values: ([UInt32]) -> Vector, _ budget: MemoryBudget
    ) throws(QueryError) -> Vector {
        let elements = values(groups.flatMap { $0 })
        let nulls = groups.map(\.isEmpty)
        switch self {
        case .list:
            try budget.charge(elements.count * 16, for: "arrayAgg")
            var starts: [UInt32] = [0]
            for group in groups { starts.append(starts[starts.count - 1] + UInt32(group.count)) }
            return Vector(.lists(starts: starts, elements: elements.values), nulls: nulls)
        case .text(let separator):
            var (texts, place) = ([ByteString](), 0)
            for group in groups {
                let parts = elements.strings[place..<place + group.count]
                place += group.count
                let bytes = parts.reduce(separator.count * max(parts.count - 1, 0)) { $0 + $1.count }
                try budget.charge(bytes, for: "listAgg")
                texts.append(ByteString(Array(parts.map(\.bytes).joined(separator: separator.bytes))))
            }
            return Vector(.strings(texts), nulls: nulls)
        }
    }
}

/// arrayAgg and listAgg: the values of each group in the order of the rows.
///
/// What is kept of a row is the number of its value, so that a text takes room once.
final class Collector: Aggregator {
    private let form: CollectionForm
    private let budget: MemoryBudget
    /// Only one of these sees the rows.
    private var all: ArgumentNumbers
    private var distinct: DistinctPairs?
    private var log = GroupedLog<UInt32>()
    private var groupCount = 0
    let bytesPerGroup = 8

    init(_ call: AggregateCall, _ form: CollectionForm, isDistinct: Bool, _ budget: MemoryBudget) {
        self.form = form
        self.budget = budget
        all = ArgumentNumbers(call.arguments, budget)
        if isDistinct { distinct = DistinctPairs(call.arguments, budget) }
    }

    func grow(to groups: Int) { groupCount = max(groups, groupCount) }

    func begin(_ reader: SegmentReader) -> [Int] { distinct?.begin(reader) ?? all.begin(reader) }

    func add(_ input: AggregateInput) throws(QueryError) {
        if distinct == nil { return try append(try all.rows(input)) }
        if let new = try distinct?.add(input) { try append(new) }
    }

    private func append(_ rows: NumberedRows) throws(QueryError) {
        try budget.charge(rows.numbers.count * GroupedLog<UInt32>.bytesPerElement, for: "collected values")
        log.append(rows.numbers, rows.groups ?? Array(repeating: 0, count: rows.numbers.count))
    }

    func merge(_ other: any Aggregator, groups: [UInt32]) throws(QueryError) {
        let other = peer(other)
        if let pairs = other.distinct {
            if let new = try distinct?.merge(pairs, groups) { try append(new) }
            return
        }
        try budget.charge(other.log.count * GroupedLog<UInt32>.bytesPerElement, for: "collected values")
        let numbers = try all.numbers(of: other.all)
        log.append(other.log.mapped { numbers[Int($0)] }, groups)
    }

    func results(_ groups: [Int]) throws(QueryError) -> Vector {
        log.arrange(groupCount)
        let numbers = groups.map { Array(log[$0]) }
        return try form.results(numbers, { distinct?.values.values($0) ?? all.values($0) }, budget)
    }
}

/// arrayAgg and listAgg with WITHIN GROUP (ORDER BY ...). Rows that are equal keep the order in which they came.
struct OrderedCollections: AggregateStates {
    private let form: CollectionForm
    private let isDistinct: Bool
    private let values: ValueNumbers
    private let budget: MemoryBudget
    /// The number of each row's value, and its keys.
    private var numbers: [UInt32] = []
    private var keys: [KeyColumn]
    /// Rows by group.
    private var log = GroupedLog<UInt32>()
    private var groupCount = 0
    private var isSorted = false
    let bytesPerGroup = 8

    init(_ call: AggregateCall, _ form: CollectionForm, isDistinct: Bool, _ budget: MemoryBudget) {
        self.form = form
        self.isDistinct = isDistinct
        self.budget = budget
        values = ValueNumbers(call.representation, budget: budget, purpose: "collected values")
        keys = zip(call.arguments.dropFirst(), call.order).map { expression, direction in
            KeyColumn(
                OrderKey(
                    expression: expression, isAscending: direction.isAscending, nullsFirst: direction.nullsFirst))
        }
    }

    mutating func grow(to groups: Int) { groupCount = max(groups, groupCount) }

    private var bytesPerRow: Int {
        GroupedLog<UInt32>.bytesPerElement + 8 + 2 * keys.reduce(0) { $0 + $1.bytesPerRow }
    }

    mutating func add(_ rows: ArgumentRows) throws(QueryError) {
        try budget.charge(rows.groups.count * bytesPerRow, for: "collected values")
        var new = [UInt32]()
        try values.number(rows.vectors[0], into: &new)
        for index in keys.indices {
            keys[index].append(keys[index].column(of: rows.vectors[index + 1]), Array(new.indices))
        }
        append(new, rows.groups)
    }

    private mutating func append(_ new: [UInt32], _ groups: [UInt32]) {
        let first = UInt32(numbers.count)
        numbers += new
        log.append(new.indices.map { first + UInt32($0) }, groups)
        isSorted = false
    }

    mutating func merge(_ other: OrderedCollections, _ groups: [UInt32]) throws(QueryError) {
        try budget.charge(other.numbers.count * bytesPerRow, for: "collected values")
        let map = try values.numbers(of: other.values)
        for index in keys.indices { keys[index].append(other.keys[index], Array(other.numbers.indices)) }
        let first = UInt32(numbers.count)
        numbers += other.numbers.map { map[Int($0)] }
        log.append(other.log.mapped { first + $0 }, groups)
        isSorted = false
    }

    mutating func results(_ groups: [Int]) throws(QueryError) -> Vector {
        sort()
        let ordered = groups.map { group in
            let all = log[group].map { numbers[Int($0)] }
            if !isDistinct { return all }
            var seen = Set<UInt32>()
            return all.filter { seen.insert($0).inserted }
        }
        return try form.results(ordered, values.values, budget)
    }

    private mutating func sort() {
        if isSorted { return }
        log.arrange(groupCount)
        let keys = keys
        for group in 0..<groupCount {
            log.update(group) { rows, range in rows[range].sort { Self.isBefore($0, $1, keys) } }
        }
        isSorted = true
    }

    private static func isBefore(_ left: UInt32, _ right: UInt32, _ keys: [KeyColumn]) -> Bool {
        for key in keys {
            let order = key.compare(Int(left), key, Int(right))
            if order != 0 { return order < 0 }
        }
        return left < right
    }
}
