import SQL
import Schema

/// Three-valued logic over vectors of 1, 0 and NULL.
extension Evaluator {
    static func inverted(_ vector: Vector) -> Vector {
        Vector(.integers(flags(vector).map { 1 - $0 }), nulls: vector.nulls)
    }

    static func isTruth(_ vector: Vector, _ truth: Bool) -> Vector {
        guard case .integers(let flags) = vector.values else { preconditionFailure("conditions are integers") }
        let wanted: Int64 = truth ? 1 : 0
        return Vector(.integers(flags.indices.map { !vector.isNull($0) && flags[$0] == wanted ? 1 : 0 }))
    }

    /// Two NULLs are not distinct, and a NULL is distinct from every value.
    static func isDistinct(_ left: Vector, _ right: Vector) -> Vector {
        guard case .integers(let flags) = compare(.notEqual, left, right).values else {
            preconditionFailure("conditions are integers")
        }
        if left.nulls.isEmpty && right.nulls.isEmpty { return Vector(.integers(flags)) }
        return Vector(
            .integers(
                flags.indices.map { row in
                    left.isNull(row) || right.isNull(row) ? (left.isNull(row) == right.isNull(row) ? 0 : 1) : flags[row]
                }))
    }

    static func conjunction(_ left: Vector, _ right: Vector) -> Vector { combine(left, right, decidedBy: 0) }

    static func disjunction(_ left: Vector, _ right: Vector) -> Vector { combine(left, right, decidedBy: 1) }

    private static func flags(_ vector: Vector) -> [Int64] {
        guard case .integers(let flags) = vector.values else { preconditionFailure("conditions are integers") }
        // A NULL row may hold anything; logic wants to count with it.
        return vector.nulls.isEmpty ? flags : flags.indices.map { vector.nulls[$0] ? 0 : flags[$0] }
    }

    /// AND is decided by FALSE, OR by TRUE; otherwise NULL wins.
    private static func combine(_ left: Vector, _ right: Vector, decidedBy decisive: Int64) -> Vector {
        let (leftFlags, rightFlags) = (flags(left), flags(right))
        if left.nulls.isEmpty && right.nulls.isEmpty {
            let both = decisive == 0
            return Vector(
                .integers(
                    leftFlags.indices.map {
                        both ? leftFlags[$0] & rightFlags[$0] : leftFlags[$0] | rightFlags[$0]
                    }))
        }
        var values = Array(repeating: 1 - decisive, count: leftFlags.count)
        var nulls = Array(repeating: false, count: leftFlags.count)
        for row in values.indices {
            let (leftNull, rightNull) = (left.isNull(row), right.isNull(row))
            if !leftNull && leftFlags[row] == decisive || !rightNull && rightFlags[row] == decisive {
                values[row] = decisive
            } else {
                nulls[row] = leftNull || rightNull
            }
        }
        return Vector(.integers(values), nulls: nulls)
    }

    /// AND or OR of operands from left to right; one that can fail only sees the rows that are still open.
    static func connect(
        _ operands: [BoundExpression], decidedBy decisive: Int64, on batch: Batch
    ) throws(ExpressionError) -> Vector {
        var result = Vector(.integers(Array(repeating: 1 - decisive, count: batch.count)))
        for (index, operand) in operands.enumerated() {
            guard index > 0 && operand.canFail else {
                result = combine(result, try evaluate(operand, on: batch), decidedBy: decisive)
                continue
            }
            let decided = flags(result)
            let open = decided.indices.filter { result.isNull($0) || decided[$0] != decisive }
            let partial = try evaluate(operand, on: batch.gathering(open, for: operand))
            result = combine(
                result, scatter(partial, to: open, others: decisive, count: batch.count), decidedBy: decisive)
        }
        return result
    }

    private static func scatter(_ partial: Vector, to rows: [Int], others: Int64, count: Int) -> Vector {
        let source = flags(partial)
        var values = Array(repeating: others, count: count)
        var nulls = Array(repeating: false, count: partial.nulls.isEmpty ? 0 : count)
        for (index, row) in rows.enumerated() {
            values[row] = source[index]
            if !partial.nulls.isEmpty { nulls[row] = partial.nulls[index] }
        }
        return Vector(.integers(values), nulls: nulls)
    }
}
