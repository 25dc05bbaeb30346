import Bytes
import Expressions
import Schema

/// Numbers the distinct values of an expression over all segments in the order in which they are first seen.
///
/// One object for all segments and batches; the work is done by a structure inside, so that a batch costs one check
/// of exclusive access and not one per row.
final class ValueNumbers {
    private var list: ValueList

    /// Numbers that a query hands out at most; the largest one marks what has none.
    static let maximumCount = Int(UInt32.max) - 1
    static let none = UInt32.max

    init(_ representation: DataType.Representation, budget: MemoryBudget, purpose: String) {
        list = ValueList(representation, budget: budget, purpose: purpose)
    }

    var count: Int { list.count }

    /// Replaces `numbers` by those of the rows of a vector. NULLs are one value, and so are NaNs, and zeros of
    /// either sign.
    func number(_ vector: Vector, into numbers: inout [UInt32]) throws(QueryError) {
        try list.number(vector, into: &numbers)
    }

    /// The number of one row's value.
    func number(_ vector: Vector, row: Int) throws(QueryError) -> UInt32 { try list.number(vector, row: row) }

    func numberOfNull() throws(QueryError) -> UInt32 { try list.numberOfNull() }

    /// The number here of each value that another object has numbered, by its number there.
    func numbers(of other: ValueNumbers) throws(QueryError) -> [UInt32] {
        var (numbers, part) = ([UInt32](), [UInt32]())
        numbers.reserveCapacity(other.count)
        for start in stride(from: 0, to: other.count, by: Self.mergedAtOnce) {
            try list.poll()
            let end = min(start + Self.mergedAtOnce, other.count)
            try number(other.values(Array(UInt32(start)..<UInt32(end))), into: &part)
            numbers += part
        }
        return numbers
    }

    private static let mergedAtOnce = 1 << 14

    /// The number of NULL if it has been met.
    var knownNumberOfNull: UInt32? { list.nullNumber }

    /// The values with the given numbers.
    func values(_ numbers: [UInt32]) -> Vector { list.values(numbers) }
}

/// Distinct values by number.
private struct ValueList {
    private let representation: DataType.Representation
    private let budget: MemoryBudget
    private let purpose: String
    private var table = IntegerTable()
    private var stringNumbers: [ByteString: UInt32] = [:]
    private(set) var nullNumber: UInt32?
    // By number; only the array of the representation is filled. NULL has a place with an arbitrary value.
    private var integers: [Int64] = []
    private var doubles: [Double] = []
    private var strings: [ByteString] = []
    private(set) var count = 0

    init(_ representation: DataType.Representation, budget: MemoryBudget, purpose: String) {
        self.representation = representation
        self.budget = budget
        self.purpose = purpose
    }

    func poll() throws(QueryError) { try budget.poll() }

    mutating func number(_ vector: Vector, into numbers: inout [UInt32]) throws(QueryError) {
        numbers.removeAll(keepingCapacity: true)
        numbers.reserveCapacity(vector.count)
        switch vector.values {
        case .integers(let values):
            for row in values.indices {
                numbers.append(vector.isNull(row) ? try numberOfNull() : try number(values[row]))
            }
        case .doubles(let values):
            for row in values.indices {
                numbers.append(vector.isNull(row) ? try numberOfNull() : try number(values[row]))
            }
        case .strings(let values):
            for row in values.indices {
                numbers.append(vector.isNull(row) ? try numberOfNull() : try number(values[row]))
            }
        case .lists: preconditionFailure("keys are single values")
        }
    }

    mutating func number(_ vector: Vector, row: Int) throws(QueryError) -> UInt32 {
        if vector.isNull(row) { return try numberOfNull() }
        switch vector.values {
        case .integers(let values): return try number(values[row])
        case .doubles(let values): return try number(values[row])
        case .strings(let values): return try number(values[row])
        case .lists: preconditionFailure("keys are single values")
        }
    }

    mutating func numberOfNull() throws(QueryError) -> UInt32 {
        if let nullNumber { return nullNumber }
        switch representation {
        case .integer: integers.append(0)
        case .double: doubles.append(0)
        case .string: strings.append(ByteString([]))
        }
        nullNumber = UInt32(count)
        return try added(bytes: 0)
    }

    private mutating func number(_ value: Int64) throws(QueryError) -> UInt32 {
        let next = UInt32(count)
        let number = table.findOrInsert(UInt64(bitPattern: value), next: next)
        guard number == next else { return number }
        integers.append(value)
        return try added(bytes: 16)
    }

    private mutating func number(_ value: Double) throws(QueryError) -> UInt32 {
        let canonical = value.isNaN ? Double.nan : (value == 0 ? 0 : value)
        let next = UInt32(count)
        let number = table.findOrInsert(canonical.bitPattern, next: next)
        guard number == next else { return number }
        doubles.append(canonical)
        return try added(bytes: 16)
    }

    private mutating func number(_ value: ByteString) throws(QueryError) -> UInt32 {
        if let number = stringNumbers[value] { return number }
        stringNumbers[value] = UInt32(count)
        strings.append(value)
        return try added(bytes: 64 + value.count)
    }

    private mutating func added(bytes: Int) throws(QueryError) -> UInt32 {
        try budget.charge(IntegerTable.entryBytes + bytes, for: purpose)
        count += 1
        guard count < ValueNumbers.maximumCount else {
            throw QueryError(.resourcesExceeded, "\(purpose) has more than \(ValueNumbers.maximumCount) values")
        }
        return UInt32(count - 1)
    }

    func values(_ numbers: [UInt32]) -> Vector {
        let nulls = nullNumber.map { null in numbers.contains(null) ? numbers.map { $0 == null } : [] } ?? []
        return switch representation {
        case .integer: Vector(.integers(numbers.map { integers[Int($0)] }), nulls: nulls)
        case .double: Vector(.doubles(numbers.map { doubles[Int($0)] }), nulls: nulls)
        case .string: Vector(.strings(numbers.map { strings[Int($0)] }), nulls: nulls)
        }
    }
}
