import Bytes
import Expressions
import Schema

/// mode: the most frequent value of each group.
final class Modes: Aggregator {
    /// Which of several values that are equally frequent is taken.
    enum Reducer: String, CaseIterable { case min = "MIN", max = "MAX", average = "AVG" }

    private var values: ArgumentNumbers
    private let reducer: Reducer
    private let budget: MemoryBudget
    /// The place of each pair of group and value number in `counts`.
    private var places = IntegerTable()
    private var pairs: [UInt64] = []
    private var counts: [Int64] = []
    /// The modes by group, as long as nothing is added.
    private var modes: [[UInt32]] = []
    private var groupCount = 0
    let bytesPerGroup = 16

    init(_ call: AggregateCall, _ reducer: Reducer, _ budget: MemoryBudget) {
        values = ArgumentNumbers(call.arguments, budget)
        self.reducer = reducer
        self.budget = budget
    }

    func grow(to groups: Int) { groupCount = max(groups, groupCount) }

    func begin(_ reader: SegmentReader) -> [Int] { values.begin(reader) }

    func add(_ input: AggregateInput) throws(QueryError) {
        let rows = try values.rows(input)
        modes = []
        for row in rows.numbers.indices {
            try add(1, UInt64(rows.groups?[row] ?? 0) << 32 | UInt64(rows.numbers[row]))
        }
    }

    @inline(__always)
    private func add(_ count: Int64, _ pair: UInt64) throws(QueryError) {
        let place = Int(places.findOrInsert(pair, next: UInt32(counts.count)))
        if place == counts.count {
            try budget.charge(IntegerTable.entryBytes + 32, for: "mode")
            guard place < ValueNumbers.maximumCount else {
                throw QueryError(.resourcesExceeded, "mode has more than \(ValueNumbers.maximumCount) values")
            }
            counts.append(0)
            pairs.append(pair)
        }
        counts[place] += count
    }

    func merge(_ other: any Aggregator, groups: [UInt32]) throws(QueryError) {
        let other = peer(other)
        let numbers = try values.numbers(of: other.values)
        modes = []
        for (pair, count) in zip(other.pairs, other.counts) {
            try add(count, UInt64(groups[Int(pair >> 32)]) << 32 | UInt64(numbers[Int(pair & 0xFFFF_FFFF)]))
        }
    }

    private func findModes() {
        if modes.count == groupCount { return }
        modes = Array(repeating: [], count: groupCount)
        var most = [Int64](repeating: 0, count: groupCount)
        for (pair, count) in zip(pairs, counts) {
            let group = Int(pair >> 32)
            if count < most[group] { continue }
            if count > most[group] { modes[group].removeAll() }
            most[group] = count
            modes[group].append(UInt32(pair & 0xFFFF_FFFF))
        }
    }

    func results(_ groups: [Int]) throws(QueryError) -> Vector {
        findModes()
        let nulls = groups.map { modes[$0].isEmpty }
        if reducer == .average {
            let averages = groups.map { group in
                let values = self.values.values(modes[group]).asDoubles.sorted(by: Double.isBefore)
                return values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
            }
            return Vector(.doubles(averages), nulls: nulls)
        }
        let winners = groups.map { best(of: modes[$0]) }
        // Any number stands for a NULL, whose value means nothing.
        let known = winners.compactMap { $0 }.first
        guard let known else { return Vector(repeatingNull: groups.count, like: values.values([])) }
        return Vector(values.values(winners.map { $0 ?? known }).values, nulls: nulls)
    }

    private func best(of numbers: [UInt32]) -> UInt32? {
        if numbers.count < 2 { return numbers.first }
        let candidates = values.values(numbers)
        let least = reducer == .min
        func extreme<Element: VectorElement>(_ elements: [Element]) -> Int? {
            elements.indices.min {
                Element.isBefore(elements[least ? $0 : $1], elements[least ? $1 : $0])
            }
        }
        let place: Int? =
            switch candidates.values {
            case .integers(let elements): extreme(elements)
            case .doubles(let elements): extreme(elements)
            case .strings(let elements): extreme(elements)
            case .lists: nil
            }
        return place.map { numbers[$0] }
    }
}

extension Vector {
    /// That many NULLs in the representation of another vector.
    init(repeatingNull count: Int, like other: Vector) {
        let values: Values =
            switch other.values {
            case .integers: .integers(Array(repeating: 0, count: count))
            case .doubles: .doubles(Array(repeating: 0, count: count))
            case .strings: .strings(Array(repeating: .zero, count: count))
            case .lists(_, let elements): .lists(starts: Array(repeating: 0, count: count + 1), elements: elements)
            }
        self.init(values, nulls: Array(repeating: true, count: count))
    }
}
