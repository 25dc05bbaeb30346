import Expressions
import Schema

/// The sums of groups in one representation.
protocol SumStates {
    static var bytesPerGroup: Int { get }
    init()
    mutating func grow(to groups: Int)
    /// Adds the values of rows that are not NULL, all of them to group 0 if no groups are given.
    mutating func add(_ vector: Vector, _ groups: [UInt32]?) throws(QueryError)
    mutating func merge(_ other: Self, _ groups: [UInt32]) throws(QueryError)
    func sums(_ groups: [Int]) throws(QueryError) -> Vector.Values
    /// The sum of a group divided by a count that is not 0.
    func average(_ group: Int, of count: Int64) -> Double
}

/// SUM and AVG.
final class SumAggregator<States: SumStates>: Aggregator {
    private let argument: BoundExpression
    private let isAverage: Bool
    private var states = States()
    private var counts: [Int64] = []
    let bytesPerGroup = States.bytesPerGroup + 8

    init(_ argument: BoundExpression, isAverage: Bool) {
        self.argument = argument
        self.isAverage = isAverage
    }

    func grow(to groups: Int) {
        states.grow(to: groups)
        counts.grow(to: groups, filledWith: 0)
    }

    func begin(_ reader: SegmentReader) -> [Int] { argument.inputs }

    func add(_ input: AggregateInput) throws(QueryError) {
        let (vector, groups) = try input.values(of: argument)
        try states.add(vector, groups)
        if let groups {
            precondition(groups.count == vector.count, "a group for every row")
            counts.addOne(at: groups, except: vector.nulls)
        } else {
            counts[0] += Int64(vector.nulls.isEmpty ? vector.count : vector.nulls.count { !$0 })
        }
    }

    func merge(_ other: any Aggregator, groups: [UInt32]) throws(QueryError) {
        let other = peer(other)
        try states.merge(other.states, groups)
        counts.add(other.counts, at: groups)
    }

    func results(_ groups: [Int]) throws(QueryError) -> Vector {
        try states.results(groups, counts, isAverage: isAverage)
    }
}

extension SumStates {
    /// Sums or averages; NULL where nothing was added.
    func results(_ groups: [Int], _ counts: [Int64], isAverage: Bool) throws(QueryError) -> Vector {
        let nulls = groups.map { counts[$0] == 0 }
        guard isAverage else { return Vector(try sums(groups), nulls: nulls) }
        return Vector(.doubles(groups.map { counts[$0] == 0 ? 0 : average($0, of: counts[$0]) }), nulls: nulls)
    }
}

/// Sums of integers, exact: 128 bits hold the sum of any number of rows.
struct IntegerSums: SumStates {
    static let bytesPerGroup = 16
    private(set) var sums: [Int128] = []

    mutating func grow(to groups: Int) { sums.grow(to: groups, filledWith: 0) }

    mutating func add(_ vector: Vector, _ groups: [UInt32]?) {
        let (values, nulls) = (vector.integers, vector.nulls)
        guard let groups else { return addAll(values, nulls) }
        if nulls.isEmpty {
            for row in groups.indices { sums[Int(groups[row])] &+= Int128(values[row]) }
        } else {
            for row in groups.indices where !nulls[row] { sums[Int(groups[row])] &+= Int128(values[row]) }
        }
    }

    /// Adds upper and lower halves apart: a batch has far fewer than 2^31 rows, so neither sum can overflow.
    private mutating func addAll(_ values: [Int64], _ nulls: [Bool]) {
        var (upper, lower) = (Int64(0), Int64(0))
        if nulls.isEmpty {
            for value in values {
                upper &+= value >> 32
                lower &+= value & 0xFFFF_FFFF
            }
        } else {
            for row in values.indices where !nulls[row] {
                upper &+= values[row] >> 32
                lower &+= values[row] & 0xFFFF_FFFF
            }
        }
        sums[0] &+= Int128(upper) << 32 &+ Int128(lower)
    }

    mutating func merge(_ other: IntegerSums, _ groups: [UInt32]) {
        for index in groups.indices { sums[Int(groups[index])] &+= other.sums[index] }
    }

    func sums(_ groups: [Int]) throws(QueryError) -> Vector.Values {
        var results = [Int64]()
        results.reserveCapacity(groups.count)
        for group in groups {
            guard let sum = Int64(exactly: sums[group]) else {
                throw QueryError(.overflow, "a SUM is \(sums[group]), outside the range of LONG")
            }
            results.append(sum)
        }
        return .integers(results)
    }

    func average(_ group: Int, of count: Int64) -> Double { Self.quotient(sums[group], count) }

    /// The sum divided by the count. A sum that a double does not hold is divided before it is rounded.
    static func quotient(_ sum: Int128, _ count: Int64) -> Double {
        if let exact = Double(exactly: sum) { return exact / Double(count) }
        let (whole, remainder) = sum.quotientAndRemainder(dividingBy: Int128(count))
        return Double(whole) + Double(remainder) / Double(count)
    }
}

/// Sums of doubles, added in the order of the rows.
struct DoubleSums: SumStates {
    static let bytesPerGroup = 8
    private var sums: [Double] = []

    mutating func grow(to groups: Int) { sums.grow(to: groups, filledWith: 0) }

    mutating func add(_ vector: Vector, _ groups: [UInt32]?) {
        let (values, nulls) = (vector.doubles, vector.nulls)
        guard let groups else { return addAll(values, nulls) }
        if nulls.isEmpty {
            for row in groups.indices { sums[Int(groups[row])] += values[row] }
        } else {
            for row in groups.indices where !nulls[row] { sums[Int(groups[row])] += values[row] }
        }
    }

    private mutating func addAll(_ values: [Double], _ nulls: [Bool]) {
        var sum = sums[0]
        if nulls.isEmpty {
            for value in values { sum += value }
        } else {
            for row in values.indices where !nulls[row] { sum += values[row] }
        }
        sums[0] = sum
    }

    mutating func merge(_ other: DoubleSums, _ groups: [UInt32]) {
        for index in groups.indices { sums[Int(groups[index])] += other.sums[index] }
    }

    func sums(_ groups: [Int]) -> Vector.Values { .doubles(groups.map { sums[$0] }) }

    func average(_ group: Int, of count: Int64) -> Double { sums[group] / Double(count) }
}
