import Expressions
import Schema

/// The groups of a query over all segments, numbered in the order in which their first rows come.
///
/// Each key's values are numbered; a pair of numbers is numbered again, and so on from the left, so that a lookup is
/// one hash of 64 bits per key, whatever the types of the keys are.
struct GroupTable {
    let keys: [ValueNumbers]
    private var pairs: [IntegerTable]
    /// For each key the value's number by group.
    private var members: [[UInt32]]
    private(set) var count = 0
    private let maximumGroups: Int
    private let budget: MemoryBudget

    init(keys: [DataType.Representation], maximumGroups: Int, budget: MemoryBudget) {
        self.keys = keys.map { ValueNumbers($0, budget: budget, purpose: "grouping") }
        pairs = Array(repeating: IntegerTable(), count: max(keys.count - 1, 0))
        members = Array(repeating: [], count: keys.count)
        self.maximumGroups = maximumGroups
        self.budget = budget
    }

    /// The group with the given value numbers, one for each key.
    mutating func group(_ numbers: [UInt32]) throws(QueryError) -> UInt32 {
        var number = numbers[0]
        for index in pairs.indices {
            number = try pair(index, number, numbers[index + 1], isLast: index == pairs.count - 1)
        }
        if Int(number) == count { try add { numbers[$0] } }
        return number
    }

    /// Replaces `groups` by the groups of rows whose value numbers are given by key.
    mutating func groups(_ columns: [[UInt32]], into groups: inout [UInt32]) throws(QueryError) {
        groups = columns[0]
        for index in pairs.indices {
            let isLast = index == pairs.count - 1
            let right = columns[index + 1]
            for row in groups.indices {
                groups[row] = try pair(index, groups[row], right[row], isLast: isLast)
                if isLast && Int(groups[row]) == count { try add { columns[$0][row] } }
            }
        }
        if pairs.isEmpty {
            for row in groups.indices where Int(groups[row]) == count { try add { columns[$0][row] } }
        }
    }

    @inline(__always)
    private mutating func pair(_ index: Int, _ left: UInt32, _ right: UInt32, isLast: Bool) throws(QueryError) -> UInt32
    {
        let next = pairs[index].count
        let key = UInt64(left) << 32 | UInt64(right)
        let number = pairs[index].findOrInsert(key, next: UInt32(next))
        if Int(number) == next {
            try budget.charge(IntegerTable.entryBytes, for: "grouping")
            guard next < ValueNumbers.maximumCount else {
                throw QueryError(.resourcesExceeded, "grouping has more than \(ValueNumbers.maximumCount) groups")
            }
        }
        return number
    }

    private mutating func add(_ number: (Int) -> UInt32) throws(QueryError) {
        guard count < maximumGroups else {
            throw QueryError(.resourcesExceeded, "the query has more than \(maximumGroups) groups")
        }
        try budget.charge(keys.count * 8, for: "grouping")
        for key in members.indices { members[key].append(number(key)) }
        count += 1
    }

    /// Takes over the groups of another table of the same keys and gives the number here of each, in the other's
    /// order.
    mutating func merge(_ other: GroupTable, poll: () throws(QueryError) -> Void) throws(QueryError) -> [UInt32] {
        var translations = [[UInt32]]()
        for key in keys.indices { translations.append(try keys[key].numbers(of: other.keys[key])) }
        var (merged, part) = ([UInt32](), [UInt32]())
        merged.reserveCapacity(other.count)
        for start in stride(from: 0, to: other.count, by: Self.mergedAtOnce) {
            try poll()
            let rows = start..<min(start + Self.mergedAtOnce, other.count)
            let columns = keys.indices.map { key in
                other.members[key][rows].map { translations[key][Int($0)] }
            }
            try groups(columns, into: &part)
            merged += part
        }
        return merged
    }

    private static let mergedAtOnce = 1 << 16

    /// The values of a key for groups in any order.
    func values(ofKey key: Int, _ groups: [Int]) -> Vector { keys[key].values(groups.map { members[key][$0] }) }
}
