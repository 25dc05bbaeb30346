import Bytes
import SQL
import Schema

/// The inputs of expressions for some rows.
public struct Batch: Sendable {
    public let count: Int
    /// By the number of the input; those that no expression reads may be missing.
    public var inputs: [Vector?]
    /// What stands for the elements of lists, while a condition is computed for them.
    public var element: Vector?

    public init(count: Int, inputs: [Vector?] = []) {
        self.count = count
        self.inputs = inputs
    }

    /// The rows at some positions.
    func gathering(_ positions: [Int], for expression: BoundExpression) -> Batch {
        var gathered = Batch(count: positions.count, inputs: Array(repeating: nil, count: inputs.count))
        for slot in expression.inputs { gathered.inputs[slot] = inputs[slot]?.gathering(positions) }
        gathered.element = element?.gathering(positions)
        return gathered
    }
}

/// Computes expressions for whole batches, one operation after the other.
public enum Evaluator {
    /// The values of an expression for the rows of a batch; conditions are integers 1, 0 or NULL.
    /// - Throws: `overflow`, `divisionByZero`, `castError` or `resourcesExceeded` if that happens in a row that is not
    ///   NULL.
    public static func evaluate(_ expression: BoundExpression, on batch: Batch) throws(ExpressionError) -> Vector {
        switch expression {
        case .constant(let value, let type): return Vector(repeating: value, type: type, count: batch.count)
        case .input(let slot, _):
            guard let vector = batch.inputs[slot] else { preconditionFailure("the inputs that are read are loaded") }
            return vector
        case .element:
            guard let element = batch.element else { preconditionFailure("elements are computed inside of lists") }
            return element
        case .toDouble(let operand): return doubles(try evaluate(operand, on: batch))
        case .negate(let operand): return try negate(try evaluate(operand, on: batch))
        case .arithmetic(let operation, let left, let right):
            return try arithmetic(operation, try evaluate(left, on: batch), try evaluate(right, on: batch))
        case .call(let function, let arguments, _): return try call(function, arguments, on: batch)
        case .cast(let operand, let type, let isTry):
            return try cast(try evaluate(operand, on: batch), from: operand.type, to: type, isTry: isTry)
        case .addInterval(let operand, let interval): return try add(interval, to: try evaluate(operand, on: batch))
        case .concatenate(let left, let right):
            return try concatenate(try evaluate(left, on: batch), try evaluate(right, on: batch))
        case .array(let elements, let type): return try array(elements, type, on: batch)
        case .caseWhen(let operand, let branches, let otherwise, let type):
            var batch = batch
            if let operand { batch.element = try evaluate(operand, on: batch) }
            return try caseWhen(branches, otherwise, type, on: batch)
        case .firstGiven(let values, let type): return try firstGiven(values, type, on: batch)
        default: return try condition(expression, on: batch)
        }
    }

    private static func condition(_ expression: BoundExpression, on batch: Batch) throws(ExpressionError) -> Vector {
        switch expression {
        case .comparison(let operation, let left, .constant(let value, _)):
            return compare(operation, try evaluate(left, on: batch), with: value)
        case .comparison(let operation, let left, let right):
            return compare(operation, try evaluate(left, on: batch), try evaluate(right, on: batch))
        case .between(let operand, let lower, let upper):
            let subject = try evaluate(operand, on: batch)
            let isAbove = compare(.greaterOrEqual, subject, try evaluate(lower, on: batch))
            return conjunction(isAbove, compare(.lessOrEqual, subject, try evaluate(upper, on: batch)))
        case .inConstants(let operand, let set): return lookUp(try evaluate(operand, on: batch), in: set)
        case .inExpressions(let operand, let items): return try lookUp(operand, items, on: batch)
        case .like(let operand, let pattern):
            let subject = try evaluate(operand, on: batch)
            let texts = ByteString.rows(of: subject)
            return Vector(.integers(texts.map { pattern.matches($0) ? 1 : 0 }), nulls: subject.nulls)
        case .likeComputed(let operand, let pattern, let style):
            return try like(try evaluate(operand, on: batch), try evaluate(pattern, on: batch), style)
        case .matches(let operand, let expression):
            return try matches(try evaluate(operand, on: batch), expression)
        case .anyElement(let list, let condition): return try anyElement(list, condition, on: batch)
        case .isTruth(let operand, let truth): return isTruth(try evaluate(operand, on: batch), truth)
        case .isDistinct(let left, let right):
            return isDistinct(try evaluate(left, on: batch), try evaluate(right, on: batch))
        case .isNull(let operand):
            let nulls = try evaluate(operand, on: batch).nulls
            if nulls.isEmpty { return Vector(.integers(Array(repeating: 0, count: batch.count))) }
            return Vector(.integers(nulls.map { $0 ? 1 : 0 }))
        case .not(let operand): return inverted(try evaluate(operand, on: batch))
        case .and(let operands): return try connect(operands, decidedBy: 0, on: batch)
        case .or(let operands): return try connect(operands, decidedBy: 1, on: batch)
        default: preconditionFailure("every kind of expression is evaluated")
        }
    }

    private static func call(
        _ function: BoundFunction, _ arguments: [BoundExpression], on batch: Batch
    ) throws(ExpressionError) -> Vector {
        var vectors = [Vector]()
        for (index, argument) in arguments.enumerated() where !function.literals.contains(index) {
            vectors.append(try evaluate(argument, on: batch))
        }
        let nulls = function.propagatesNulls ? vectors.reduce([]) { Vector.unionNulls($0, $1.nulls) } : []
        var result = try function.body(FunctionArguments(vectors: vectors, nulls: nulls, count: batch.count))
        precondition(result.count == batch.count, "a function has a result for every row")
        result.nulls = Vector.unionNulls(result.nulls, nulls)
        return result
    }
}
