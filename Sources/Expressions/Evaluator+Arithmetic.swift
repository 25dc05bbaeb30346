import Bytes
import SQL
import Schema

extension Evaluator {
    static func doubles(_ vector: Vector) -> Vector {
        switch vector.values {
        case .integers(let values): return Vector(.doubles(values.map { Double($0) }), nulls: vector.nulls)
        case .strings(let values):
            let numbers = values.map { BigDecimal(orderedBytes: $0)?.double ?? .nan }
            return Vector(.doubles(numbers), nulls: vector.nulls)
        case .doubles, .lists: return vector
        }
    }

    static func add(_ interval: CalendarInterval, to vector: Vector) throws(ExpressionError) -> Vector {
        guard case .integers(var values) = vector.values else { preconditionFailure("instants are integers") }
        for row in values.indices where !vector.isNull(row) {
            guard let sum = interval.added(to: values[row]) else {
                throw ExpressionError(.overflow, "\(values[row]) with an interval is outside the range of TIMESTAMP")
            }
            values[row] = sum
        }
        return Vector(.integers(values), nulls: vector.nulls)
    }

    static func negate(_ vector: Vector) throws(ExpressionError) -> Vector {
        switch vector.values {
        case .doubles(let values): return Vector(.doubles(values.map { -$0 }), nulls: vector.nulls)
        case .strings(var values):
            for row in values.indices where !vector.isNull(row) {
                values[row] = try decimal(values[row]).negated.orderedBytes
            }
            return Vector(.strings(values), nulls: vector.nulls)
        case .lists: preconditionFailure("only numbers are negated")
        case .integers(let values):
            for row in values.indices where values[row] == .min && !vector.isNull(row) {
                throw ExpressionError(.overflow, "-(\(values[row])) is outside the range of LONG")
            }
            return Vector(.integers(values.map { 0 &- $0 }), nulls: vector.nulls)
        }
    }

    static func arithmetic(
        _ operation: ArithmeticOperator, _ left: Vector, _ right: Vector
    ) throws(ExpressionError) -> Vector {
        let nulls = Vector.unionNulls(left.nulls, right.nulls)
        switch (left.values, right.values) {
        case (.integers(let left), .integers(let right)):
            return Vector(.integers(try integers(operation, left, right, nulls)), nulls: nulls)
        case (.doubles(let left), .doubles(let right)):
            return Vector(.doubles(try doubles(operation, left, right, nulls)), nulls: nulls)
        case (.strings(let left), .strings(let right)):
            return Vector(.strings(try decimals(operation, left, right, nulls)), nulls: nulls)
        default: preconditionFailure("operands have one representation")
        }
    }

    private static func integers(
        _ operation: ArithmeticOperator, _ left: [Int64], _ right: [Int64], _ nulls: [Bool]
    ) throws(ExpressionError) -> [Int64] {
        switch operation {
        case .add: return try checked(operation, left, right, nulls) { $0.addingReportingOverflow($1) }
        case .subtract: return try checked(operation, left, right, nulls) { $0.subtractingReportingOverflow($1) }
        case .multiply: return try checked(operation, left, right, nulls) { $0.multipliedReportingOverflow(by: $1) }
        case .remainder:
            try refuseZero(right, nulls)
            // The remainder by -1 is 0 for every integer, the smallest one included.
            return left.indices.map { right[$0] == 0 || right[$0] == -1 ? 0 : left[$0] % right[$0] }
        case .divide: preconditionFailure("integers are divided as doubles")
        }
    }

    private static func doubles(
        _ operation: ArithmeticOperator, _ left: [Double], _ right: [Double], _ nulls: [Bool]
    ) throws(ExpressionError) -> [Double] {
        switch operation {
        case .add: return left.indices.map { left[$0] + right[$0] }
        case .subtract: return left.indices.map { left[$0] - right[$0] }
        case .multiply: return left.indices.map { left[$0] * right[$0] }
        case .divide:
            try refuseZero(right, nulls)
            return left.indices.map { left[$0] / right[$0] }
        case .remainder:
            try refuseZero(right, nulls)
            return left.indices.map { left[$0].truncatingRemainder(dividingBy: right[$0]) }
        }
    }

    /// Computes all rows first and looks for overflows of rows that count only if there is one at all.
    @inline(__always)
    private static func checked(
        _ operation: ArithmeticOperator, _ left: [Int64], _ right: [Int64], _ nulls: [Bool],
        _ compute: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
    ) throws(ExpressionError) -> [Int64] {
        var result = left
        var hasOverflow = false
        precondition(left.count == right.count, "operands have one length")
        for row in result.indices {
            let (value, overflow) = compute(left[row], right[row])
            result[row] = value
            hasOverflow = hasOverflow || overflow
        }
        guard hasOverflow else { return result }
        for row in result.indices where compute(left[row], right[row]).overflow && (nulls.isEmpty || !nulls[row]) {
            throw ExpressionError(
                .overflow, "\(left[row]) \(operation.rawValue) \(right[row]) is outside the range of LONG")
        }
        return result
    }

    private static func refuseZero<Number: Numeric>(_ divisors: [Number], _ nulls: [Bool]) throws(ExpressionError) {
        for row in divisors.indices where divisors[row] == 0 && (nulls.isEmpty || !nulls[row]) {
            throw ExpressionError(.divisionByZero, "a number is divided by zero")
        }
    }
}
