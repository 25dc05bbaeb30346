import Bytes
import Expressions
import Schema

/// Sums of BIG_DECIMALs and of doubles as decimals, exact.
struct DecimalSums: SumStates {
    static let bytesPerGroup = 64
    private var sums: [BigDecimal] = []

    mutating func grow(to groups: Int) { sums.grow(to: groups, filledWith: .zero) }

    mutating func add(_ vector: Vector, _ groups: [UInt32]?) throws(QueryError) {
        for row in 0..<vector.count where !vector.isNull(row) {
            try add(try Self.decimal(vector, row), to: groups.map { Int($0[row]) } ?? 0)
        }
    }

    private static func decimal(_ vector: Vector, _ row: Int) throws(QueryError) -> BigDecimal {
        switch vector.values {
        case .strings(let values):
            guard let decimal = BigDecimal(orderedBytes: values[row]) else {
                preconditionFailure("a BIG_DECIMAL is stored in its form")
            }
            return decimal
        case .doubles(let values):
            guard values[row].isFinite, let decimal = try? BigDecimal("\(values[row])") else {
                throw QueryError(.overflow, "a value of sumPrecision is \(values[row]), which is no decimal number")
            }
            return decimal
        case .integers, .lists: preconditionFailure("decimals or doubles are summed")
        }
    }

    private mutating func add(_ value: BigDecimal, to group: Int) throws(QueryError) {
        do { sums[group] = try sums[group].adding(value) } catch {
            throw QueryError(.overflow, "a sum is no BIG_DECIMAL: \(error)")
        }
    }

    mutating func merge(_ other: DecimalSums, _ groups: [UInt32]) throws(QueryError) {
        for index in groups.indices { try add(other.sums[index], to: Int(groups[index])) }
    }

    func sums(_ groups: [Int]) -> Vector.Values { .strings(groups.map { sums[$0].orderedBytes }) }

    func average(_ group: Int, of count: Int64) -> Double { sums[group].double / Double(count) }
}

/// Sums of integers as BIG_DECIMALs, which have no bounds.
struct WideSums: SumStates {
    static let bytesPerGroup = IntegerSums.bytesPerGroup
    private var sums = IntegerSums()

    mutating func grow(to groups: Int) { sums.grow(to: groups) }

    mutating func add(_ vector: Vector, _ groups: [UInt32]?) { sums.add(vector, groups) }

    mutating func merge(_ other: WideSums, _ groups: [UInt32]) { sums.merge(other.sums, groups) }

    func sums(_ groups: [Int]) throws(QueryError) -> Vector.Values {
        var decimals = [ByteString]()
        for group in groups {
            guard let decimal = try? BigDecimal("\(sums.sums[group])") else {
                preconditionFailure("an integer of 128 bits is a BIG_DECIMAL")
            }
            decimals.append(decimal.orderedBytes)
        }
        return .strings(decimals)
    }

    func average(_ group: Int, of count: Int64) -> Double { sums.average(group, of: count) }
}
