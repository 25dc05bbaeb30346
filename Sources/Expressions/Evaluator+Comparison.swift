import Bytes
import SQL
import Schema

extension Evaluator {
    static func compare(_ operation: ComparisonOperator, _ left: Vector, _ right: Vector) -> Vector {
        let nulls = Vector.unionNulls(left.nulls, right.nulls)
        let flags =
            switch (left.values, right.values) {
            case (.integers(let left), .integers(let right)): zip(operation, left, right)
            case (.doubles(let left), .doubles(let right)): zip(operation, left, right)
            case (.strings(let left), .strings(let right)): zip(operation, left, right)
            case (.integers(let left), .doubles(let right)):
                left.indices.map { operation.holds(NumberComparison.order(left[$0], right[$0])) ? Int64(1) : 0 }
            case (.doubles(let left), .integers(let right)):
                left.indices.map {
                    operation.mirrored.holds(NumberComparison.order(right[$0], left[$0])) ? Int64(1) : 0
                }
            case (.strings(let left), .doubles(let right)):
                left.indices.map { operation.holds(order(left[$0], right[$0])) ? Int64(1) : 0 }
            case (.doubles(let left), .strings(let right)):
                left.indices.map { operation.mirrored.holds(order(right[$0], left[$0])) ? Int64(1) : 0 }
            default: preconditionFailure("sides of a comparison are comparable")
            }
        return Vector(.integers(flags), nulls: nulls)
    }

    static func compare(_ operation: ComparisonOperator, _ left: Vector, with value: Value) -> Vector {
        let flags: [Int64]
        switch (left.values, value) {
        case (.integers(let left), .integer(let constant)): flags = map(operation, left, constant)
        case (.doubles(let left), .double(let constant)): flags = map(operation, left, constant)
        case (.strings(let left), .string(let constant)): flags = map(operation, left, constant)
        case (.integers(let left), .double(let constant)):
            flags = left.map { operation.holds(NumberComparison.order($0, constant)) ? 1 : 0 }
        case (.doubles(let left), .integer(let constant)):
            flags = left.map { operation.mirrored.holds(NumberComparison.order(constant, $0)) ? 1 : 0 }
        case (.strings(let left), .double(let constant)):
            flags = left.map { operation.holds(order($0, constant)) ? 1 : 0 }
        case (.doubles(let left), .string(let constant)):
            flags = left.map { operation.mirrored.holds(order(constant, $0)) ? 1 : 0 }
        default: preconditionFailure("sides of a comparison are comparable")
        }
        return Vector(.integers(flags), nulls: left.nulls)
    }

    @inline(__always)
    private static func zip<Element: Comparable>(
        _ operation: ComparisonOperator, _ left: [Element], _ right: [Element]
    ) -> [Int64] {
        switch operation {
        case .equal: left.indices.map { left[$0] == right[$0] ? 1 : 0 }
        case .notEqual: left.indices.map { left[$0] != right[$0] ? 1 : 0 }
        case .less: left.indices.map { left[$0] < right[$0] ? 1 : 0 }
        case .lessOrEqual: left.indices.map { left[$0] <= right[$0] ? 1 : 0 }
        case .greater: left.indices.map { left[$0] > right[$0] ? 1 : 0 }
        case .greaterOrEqual: left.indices.map { left[$0] >= right[$0] ? 1 : 0 }
        }
    }

    @inline(__always)
    private static func map<Element: Comparable>(
        _ operation: ComparisonOperator, _ left: [Element], _ constant: Element
    ) -> [Int64] {
        switch operation {
        case .equal: left.map { $0 == constant ? 1 : 0 }
        case .notEqual: left.map { $0 != constant ? 1 : 0 }
        case .less: left.map { $0 < constant ? 1 : 0 }
        case .lessOrEqual: left.map { $0 <= constant ? 1 : 0 }
        case .greater: left.map { $0 > constant ? 1 : 0 }
        case .greaterOrEqual: left.map { $0 >= constant ? 1 : 0 }
        }
    }

    static func lookUp(_ subject: Vector, in set: ConstantSet) -> Vector {
        let flags: [Int64] =
            switch (subject.values, set.values) {
            case (.integers(let values), .integers(let sorted)):
                values.map { ConstantSet.contains(sorted, $0) ? 1 : 0 }
            case (.doubles(let values), .doubles(let sorted)): values.map { ConstantSet.contains(sorted, $0) ? 1 : 0 }
            case (.strings(let values), .strings(let sorted)): values.map { ConstantSet.contains(sorted, $0) ? 1 : 0 }
            default: preconditionFailure("the list has the representation of what is looked up")
            }
        guard set.containsNull else { return Vector(.integers(flags), nulls: subject.nulls) }
        // Not found is unknown, since the NULL of the list might be the value.
        return Vector(.integers(flags), nulls: flags.indices.map { flags[$0] == 0 || subject.isNull($0) })
    }

    static func lookUp(
        _ operand: BoundExpression, _ items: [BoundExpression], on batch: Batch
    ) throws(ExpressionError) -> Vector {
        let subject = try evaluate(operand, on: batch)
        var result = Vector(.integers(Array(repeating: 0, count: batch.count)))
        for item in items {
            let candidate =
                item.isNullConstant
                ? Vector(repeating: .null, type: .boolean, count: batch.count)
                : compare(.equal, subject, try evaluate(item, on: batch))
            result = disjunction(result, candidate)
        }
        return result
    }
}
