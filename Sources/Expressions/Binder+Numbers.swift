import SQL
import Schema

extension Binder {
    /// Binds an operand that must be a number; TIMESTAMPs count as their milliseconds.
    func number(_ expression: Expression, _ operation: String, depth: Int) throws(ExpressionError) -> BoundExpression {
        let bound = try bind(expression, depth: depth + 1)
        if bound.isNullConstant { return .constant(.null, .long) }
        guard bound.type.isNumber || bound.type == .timestamp else {
            throw ExpressionError(
                .typeMismatch, at: expression.location, "\(operation) takes numbers, found \(bound.type.name)")
        }
        return bound
    }

    func arithmetic(
        _ operation: ArithmeticOperator, _ left: Expression, _ right: Expression, depth: Int
    ) throws(ExpressionError) -> BoundExpression {
        if let sum = try intervalSum(operation, left, right, depth: depth) { return sum }
        let first = try number(left, operation.rawValue, depth: depth)
        let second = try number(right, operation.rawValue, depth: depth)
        return arithmetic(
            operation, exact(first, left, besides: second.type), exact(second, right, besides: first.type))
    }

    /// Integers stay integers except under `/`. BIG_DECIMALs and integers make exact BIG_DECIMALs under `+`, `-` and
    /// `*`. Anything else is computed with doubles.
    func arithmetic(_ operation: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression)
        -> BoundExpression
    {
        let type = Self.resultType(operation, left.type, right.type)
        if left.isNullConstant || right.isNullConstant { return .constant(.null, type) }
        switch type {
        case .long: return folded(.arithmetic(operation, left, right))
        case .bigDecimal: return folded(.arithmetic(operation, decimal(left), decimal(right)))
        default: return folded(.arithmetic(operation, double(left), double(right)))
        }
    }

    private static func resultType(
        _ operation: ArithmeticOperator, _ left: ValueType, _ right: ValueType
    ) -> ValueType {
        if left.representation == .double || right.representation == .double || operation == .divide { return .double }
        if left.representation == .integer && right.representation == .integer { return .long }
        return operation == .remainder ? .double : .bigDecimal
    }

    private func decimal(_ expression: BoundExpression) -> BoundExpression {
        expression.type == .bigDecimal ? expression : folded(.cast(expression, .bigDecimal, isTry: false))
    }

    /// Both operands, with a literal that meets a BIG_DECIMAL as the very number that is written.
    func operands(
        _ left: Expression, _ right: Expression, depth: Int
    ) throws(ExpressionError) -> (BoundExpression, BoundExpression) {
        let (first, second) = (try bind(left, depth: depth), try bind(right, depth: depth))
        return (exact(first, left, besides: second.type), exact(second, right, besides: first.type))
    }

    func exact(_ bound: BoundExpression, _ syntax: Expression, besides other: ValueType) -> BoundExpression {
        guard other.element == .bigDecimal, case .literal(.decimal(let digits)) = syntax.kind,
            let decimal = try? exactDecimal(digits, at: syntax.location)
        else { return bound }
        return decimal
    }

    func exactDecimal(_ digits: String, at location: SourceLocation) throws(ExpressionError) -> BoundExpression {
        do {
            return .constant(.string(try BigDecimal(digits).orderedBytes), .bigDecimal)
        } catch {
            throw ExpressionError(.typeMismatch, at: location, error.message)
        }
    }

    /// The number as the nearest double.
    func double(_ expression: BoundExpression) -> BoundExpression {
        expression.type.representation == .double ? expression : folded(.toDouble(expression))
    }
}
