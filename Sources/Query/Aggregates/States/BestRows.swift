import Bytes
import Expressions
import Schema

/// The value of each group in the row whose key is least or greatest: firstWithTime, lastWithTime, exprMin, exprMax.
struct BestRows<Key: VectorElement, Element: VectorElement>: AggregateStates {
    private var keys: [Key] = []
    private var values: [Element] = []
    private var isKnown: [Bool] = []
    private var isNull: [Bool] = []
    private let wantsGreatest: Bool
    /// Whether the last of rows with equal keys is taken, not the first.
    private let wantsLast: Bool
    private let budget: MemoryBudget

    init(wantsGreatest: Bool, wantsLast: Bool, _ budget: MemoryBudget) {
        self.wantsGreatest = wantsGreatest
        self.wantsLast = wantsLast
        self.budget = budget
    }

    var bytesPerGroup: Int { MemoryLayout<Key>.stride + MemoryLayout<Element>.stride + 2 }

    mutating func grow(to groups: Int) {
        keys.grow(to: groups, filledWith: .zero)
        values.grow(to: groups, filledWith: .zero)
        isKnown.grow(to: groups, filledWith: false)
        isNull.grow(to: groups, filledWith: false)
    }

    mutating func add(_ rows: ArgumentRows) throws(QueryError) {
        let (elements, nulls) = (Element.elements(rows.vectors[0]), rows.vectors[0].nulls)
        let order = Key.elements(rows.vectors[1])
        for row in order.indices {
            try add(order[row], elements[row], !nulls.isEmpty && nulls[row], to: Int(rows.groups[row]))
        }
    }

    @inline(__always)
    private mutating func add(_ key: Key, _ value: Element, _ isNull: Bool, to group: Int) throws(QueryError) {
        guard !isKnown[group] || isBetter(key, than: keys[group]) else { return }
        let bytes = key.heapBytes + value.heapBytes
        if bytes > 0 {
            try budget.charge(bytes, for: "aggregation")
            if isKnown[group] { budget.release(keys[group].heapBytes + values[group].heapBytes) }
        }
        keys[group] = key
        values[group] = value
        self.isNull[group] = isNull
        isKnown[group] = true
    }

    @inline(__always)
    private func isBetter(_ key: Key, than best: Key) -> Bool {
        let (left, right) = wantsGreatest ? (best, key) : (key, best)
        return wantsLast ? !Key.isBefore(right, left) : Key.isBefore(left, right)
    }

    mutating func merge(_ other: Self, _ groups: [UInt32]) throws(QueryError) {
        for index in groups.indices where other.isKnown[index] {
            try add(other.keys[index], other.values[index], other.isNull[index], to: Int(groups[index]))
        }
    }

    func results(_ groups: [Int]) -> Vector {
        Element.vector(groups.map { values[$0] }, nulls: groups.map { !isKnown[$0] || isNull[$0] })
    }
}

/// anyValue: the first value of each group that is not NULL.
struct FirstValues<Element: VectorElement>: AggregateStates {
    private var values: [Element] = []
    private var isKnown: [Bool] = []
    private let budget: MemoryBudget

    init(_ budget: MemoryBudget) { self.budget = budget }

    var bytesPerGroup: Int { MemoryLayout<Element>.stride + 1 }

    mutating func grow(to groups: Int) {
        values.grow(to: groups, filledWith: .zero)
        isKnown.grow(to: groups, filledWith: false)
    }

    mutating func add(_ rows: ArgumentRows) throws(QueryError) {
        let elements = Element.elements(rows.vectors[0])
        for row in elements.indices where !isKnown[Int(rows.groups[row])] {
            try add(elements[row], to: Int(rows.groups[row]))
        }
    }

    private mutating func add(_ value: Element, to group: Int) throws(QueryError) {
        if value.heapBytes > 0 { try budget.charge(value.heapBytes, for: "aggregation") }
        values[group] = value
        isKnown[group] = true
    }

    mutating func merge(_ other: Self, _ groups: [UInt32]) throws(QueryError) {
        for index in groups.indices where other.isKnown[index] && !isKnown[Int(groups[index])] {
            try add(other.values[index], to: Int(groups[index]))
        }
    }

    func results(_ groups: [Int]) -> Vector {
        Element.vector(groups.map { values[$0] }, nulls: groups.map { !isKnown[$0] })
    }
}
