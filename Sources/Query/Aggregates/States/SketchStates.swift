import Expressions

/// A sketch of the numbers of each group.
struct QuantileStates<Digest: QuantileSketch>: AggregateStates {
    private var sketches: [Digest] = []
    private let empty: Digest
    private let share: Double
    private let budget: MemoryBudget

    var bytesPerGroup: Int { MemoryLayout<Digest>.stride + empty.bytes }

    init(_ empty: Digest, percent: Double, _ budget: MemoryBudget) {
        self.empty = empty
        share = percent / 100
        self.budget = budget
    }

    mutating func grow(to groups: Int) { sketches.grow(to: groups, filledWith: empty) }

    mutating func add(_ rows: ArgumentRows) throws(QueryError) {
        try sketches.add(rows.doubles(0), rows.groups, budget)
    }

    mutating func merge(_ other: Self, _ groups: [UInt32]) throws(QueryError) {
        try sketches.merge(other.sketches, groups, budget)
    }

    mutating func results(_ groups: [Int]) -> Vector {
        var results = [Double?]()
        for group in groups { results.append(sketches[group].quantile(share)) }
        return Vector(.doubles(results.map { $0 ?? 0 }), nulls: results.map { $0 == nil })
    }
}

extension Array where Element: Sketch {
    /// Adds elements to the sketches of their groups, and charges what these grow by.
    mutating func add(_ elements: [Element.Element], _ groups: [UInt32], _ budget: MemoryBudget) throws(QueryError) {
        for row in elements.indices {
            let group = Int(groups[row])
            let before = self[group].bytes
            self[group].add(elements[row])
            let grown = self[group].bytes - before
            if grown != 0 { try budget.account(grown) }
        }
    }

    mutating func merge(_ others: [Element], _ groups: [UInt32], _ budget: MemoryBudget) throws(QueryError) {
        for index in groups.indices {
            let group = Int(groups[index])
            let before = self[group].bytes
            self[group].merge(others[index])
            let grown = self[group].bytes - before
            if grown != 0 { try budget.account(grown) }
        }
    }
}

extension MemoryBudget {
    /// Charges what a sketch has grown by, or releases what it has shrunk by.
    fileprivate func account(_ bytes: Int) throws(QueryError) {
        if bytes > 0 { try charge(bytes, for: "a sketch") } else { release(-bytes) }
    }
}
