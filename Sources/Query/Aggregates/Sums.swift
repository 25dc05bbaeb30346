import Expressions
import Schema

/// SUM and AVG of integers, exact: 128 bits hold the sum of any number of rows.
final class IntegerSum: Aggregator {
    private let argument: BoundExpression
    private let isAverage: Bool
    private var sums: [Int128] = []
    private var counts: [Int64] = []
    let bytesPerGroup = 24

    init(_ argument: BoundExpression, isAverage: Bool) {
        self.argument = argument
        self.isAverage = isAverage
    }

    func grow(to groups: Int) {
        sums.grow(to: groups, filledWith: 0)
        counts.grow(to: groups, filledWith: 0)
    }

    func begin(_ reader: SegmentReader) -> [Int] { argument.inputs }

    func add(_ input: AggregateInput) throws(QueryError) {
        let vector = try argument.evaluate(input.batch)
        guard case .integers(let values) = vector.values else { preconditionFailure("an integer argument") }
        guard let groups = input.groups else { return addAll(values, vector.nulls) }
        precondition(groups.count == values.count, "a group for every row")
        counts.addOne(at: groups, except: vector.nulls)
        Self.add(values, vector.nulls, groups, to: &sums)
    }

    private static func add(_ values: [Int64], _ nulls: [Bool], _ groups: [UInt32], to sums: inout [Int128]) {
        if nulls.isEmpty {
            for row in groups.indices { sums[Int(groups[row])] &+= Int128(values[row]) }
        } else {
            for row in groups.indices where !nulls[row] { sums[Int(groups[row])] &+= Int128(values[row]) }
        }
    }

    /// Adds upper and lower halves apart: a batch has far fewer than 2^31 rows, so neither sum can overflow.
    private func addAll(_ values: [Int64], _ nulls: [Bool]) {
        var (upper, lower, count) = (Int64(0), Int64(0), values.count)
        if nulls.isEmpty {
            for value in values {
                upper &+= value >> 32
                lower &+= value & 0xFFFF_FFFF
            }
        } else {
            count = 0
            for row in values.indices where !nulls[row] {
                upper &+= values[row] >> 32
                lower &+= values[row] & 0xFFFF_FFFF
                count += 1
            }
        }
        sums[0] &+= Int128(upper) << 32 &+ Int128(lower)
        counts[0] += Int64(count)
    }

    func results(_ groups: [Int]) throws(QueryError) -> Vector {
        let nulls = groups.map { counts[$0] == 0 }
        if isAverage {
            let averages = groups.map { counts[$0] == 0 ? 0 : Self.quotient(sums[$0], counts[$0]) }
            return Vector(.doubles(averages), nulls: nulls)
        }
        var results = [Int64]()
        results.reserveCapacity(groups.count)
        for group in groups {
            guard let sum = Int64(exactly: sums[group]) else {
                throw QueryError(.overflow, "a SUM is \(sums[group]), outside the range of LONG")
            }
            results.append(sum)
        }
        return Vector(.integers(results), nulls: nulls)
    }

    /// The sum divided by the count. A sum that a double does not hold is divided before it is rounded.
    static func quotient(_ sum: Int128, _ count: Int64) -> Double {
        if let exact = Double(exactly: sum) { return exact / Double(count) }
        let (whole, remainder) = sum.quotientAndRemainder(dividingBy: Int128(count))
        return Double(whole) + Double(remainder) / Double(count)
    }
}

/// SUM and AVG of doubles, added in the order of the rows.
final class DoubleSum: Aggregator {
    private let argument: BoundExpression
    private let isAverage: Bool
    private var sums: [Double] = []
    private var counts: [Int64] = []
    let bytesPerGroup = 16

    init(_ argument: BoundExpression, isAverage: Bool) {
        self.argument = argument
        self.isAverage = isAverage
    }

    func grow(to groups: Int) {
        sums.grow(to: groups, filledWith: 0)
        counts.grow(to: groups, filledWith: 0)
    }

    func begin(_ reader: SegmentReader) -> [Int] { argument.inputs }

    func add(_ input: AggregateInput) throws(QueryError) {
        let vector = try argument.evaluate(input.batch)
        guard case .doubles(let values) = vector.values else { preconditionFailure("an argument of doubles") }
        guard let groups = input.groups else { return addAll(values, vector) }
        precondition(groups.count == values.count, "a group for every row")
        counts.addOne(at: groups, except: vector.nulls)
        Self.add(values, vector.nulls, groups, to: &sums)
    }

    private static func add(_ values: [Double], _ nulls: [Bool], _ groups: [UInt32], to sums: inout [Double]) {
        if nulls.isEmpty {
            for row in groups.indices { sums[Int(groups[row])] += values[row] }
        } else {
            for row in groups.indices where !nulls[row] { sums[Int(groups[row])] += values[row] }
        }
    }

    private func addAll(_ values: [Double], _ vector: Vector) {
        var (sum, count) = (sums[0], Int64(0))
        for row in values.indices where !vector.isNull(row) {
            sum += values[row]
            count += 1
        }
        sums[0] = sum
        counts[0] += count
    }

    func results(_ groups: [Int]) -> Vector {
        let nulls = groups.map { counts[$0] == 0 }
        return Vector(
            .doubles(groups.map { isAverage && counts[$0] > 0 ? sums[$0] / Double(counts[$0]) : sums[$0] }),
            nulls: nulls)
    }
}
