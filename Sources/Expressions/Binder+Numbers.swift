import SQL
import Schema

extension Binder {
    /// Binds an operand that must be a number; TIMESTAMPs count as their milliseconds.
    func number(_ expression: Expression, _ operation: String, depth: Int) throws(ExpressionError) -> BoundExpression {
        let bound = try bind(expression, depth: depth + 1)
        if bound.isNullConstant { return .constant(.null, .long) }
        guard [.int, .long, .float, .double, .timestamp].contains(bound.type) else {
            throw ExpressionError(
                .typeMismatch, at: expression.location, "\(operation) takes numbers, found \(bound.type.name)")
        }
        return bound
    }

    func arithmetic(
        _ operation: ArithmeticOperator, _ left: Expression, _ right: Expression, depth: Int
    ) throws(ExpressionError) -> BoundExpression {
        let left = try number(left, operation.rawValue, depth: depth)
        let right = try number(right, operation.rawValue, depth: depth)
        return arithmetic(operation, left, right)
    }

    /// Integers stay integers except under `/`; anything else is computed with doubles.
    func arithmetic(_ operation: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression)
        -> BoundExpression
    {
        let isInteger =
            operation != .divide && left.type.representation == .integer && right.type.representation == .integer
        if left.isNullConstant || right.isNullConstant { return .constant(.null, isInteger ? .long : .double) }
        if isInteger { return folded(.arithmetic(operation, left, right)) }
        return folded(.arithmetic(operation, double(left), double(right)))
    }

    /// The expression as doubles.
    func double(_ expression: BoundExpression) -> BoundExpression {
        expression.type.representation == .double ? expression : folded(.toDouble(expression))
    }
}
