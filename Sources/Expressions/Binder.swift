import Bytes
import SQL
import Schema

/// What the names of an expression mean.
public protocol ExpressionScope: AnyObject {
    /// What a name stands for: a column's input, or the expression behind an alias.
    func resolve(_ name: Identifier, at location: SourceLocation) throws(ExpressionError) -> BoundExpression
    /// What an aggregate call stands for, or nil if the call is none.
    func bindAggregate(_ call: FunctionCall, at location: SourceLocation) throws(ExpressionError) -> BoundExpression?
}

/// Settles names and types of expressions, converts literals to the types they meet, and computes what is constant.
public struct Binder {
    let scope: any ExpressionScope
    /// What `now()` is, in milliseconds since 1970; nil refuses it.
    let now: Int64?

    public init(scope: any ExpressionScope, now: Int64? = nil) {
        self.scope = scope
        self.now = now
    }

    /// Levels of a bound expression; a syntax tree of the parser has fewer.
    static let maximumDepth = 1024

    /// Binds an expression of any type.
    /// - Throws: the kinds of `ExpressionError` other than those of computation, with the place in the statement.
    public func bind(_ expression: Expression) throws(ExpressionError) -> BoundExpression {
        try bind(expression, depth: 0)
    }

    /// Binds a condition.
    public func bindCondition(_ expression: Expression) throws(ExpressionError) -> BoundExpression {
        try condition(expression, depth: 0)
    }

    func bind(_ expression: Expression, depth: Int) throws(ExpressionError) -> BoundExpression {
        let location = expression.location
        guard depth < Self.maximumDepth else {
            throw ExpressionError(.invalidQuery, at: location, "the expression has over \(Self.maximumDepth) levels")
        }
        switch expression.kind {
        case .column(let name): return try scope.resolve(name, at: location)
        case .literal(let literal): return try constant(literal, at: location)
        case .negate(let operand):
            let bound = try number(operand, "-", depth: depth)
            return folded(bound.isNullConstant ? bound : .negate(bound))
        case .arithmetic(let operation, let left, let right):
            return try arithmetic(operation, left, right, depth: depth)
        case .call(let call): return try bindCall(call, at: location, depth: depth)
        default: return try predicate(expression, depth: depth)
        }
    }

    private func predicate(_ expression: Expression, depth: Int) throws(ExpressionError) -> BoundExpression {
        switch expression.kind {
        case .not(let operand): return folded(.not(try condition(operand, depth: depth + 1)))
        case .and: return folded(.and(try chain(expression, isAnd: true, depth: depth + 1)))
        case .or: return alternatives(try chain(expression, isAnd: false, depth: depth + 1))
        case .comparison(let operation, let left, let right):
            let (left, right) = (try bind(left, depth: depth + 1), try bind(right, depth: depth + 1))
            return folded(try comparison(operation, left, right, at: expression.location))
        case .between(let operand, let lower, let upper, let isNegated):
            return negated(isNegated, try between(operand, lower, upper, at: expression.location, depth: depth + 1))
        case .inList(let operand, let items, let isNegated):
            return negated(isNegated, try inList(operand, items, at: expression.location, depth: depth + 1))
        case .like(let operand, let pattern, let escape, false, let isNegated):
            return negated(isNegated, try like(operand, pattern, escape, depth: depth + 1))
        case .isNull(let operand, let isNegated):
            return negated(isNegated, .isNull(try bind(operand, depth: depth + 1)))
        default:
            throw ExpressionError(
                .unsupported, at: expression.location,
                "Martlet does not support \(expression.kind.unsupportedFeature) here")
        }
    }

    /// The operands of nested ANDs, or ORs, from left to right.
    private func chain(_ expression: Expression, isAnd: Bool, depth: Int) throws(ExpressionError) -> [BoundExpression] {
        var pending = [expression]
        var operands = [BoundExpression]()
        while let next = pending.popLast() {
            switch (next.kind, isAnd) {
            case (.and(let left, let right), true), (.or(let left, let right), false): pending += [right, left]
            default: operands.append(try condition(next, depth: depth))
            }
        }
        return operands
    }

    private func condition(_ expression: Expression, depth: Int) throws(ExpressionError) -> BoundExpression {
        let bound = try bind(expression, depth: depth)
        if bound.isNullConstant { return .constant(.null, .boolean) }
        guard bound.type == .boolean else {
            throw ExpressionError(
                .typeMismatch, at: expression.location,
                "expected a condition, found a value of type \(bound.type.name)")
        }
        return bound
    }

    /// Lists are refused by everything that does not say that it takes them.
    func refuseList(_ operand: BoundExpression, _ operation: String, at location: SourceLocation)
        throws(ExpressionError)
    {
        guard operand.type.isList else { return }
        throw ExpressionError(
            .typeMismatch, at: location, "\(operation) takes single values, found \(operand.type.name)")
    }

    private func negated(_ isNegated: Bool, _ expression: BoundExpression) -> BoundExpression {
        folded(isNegated ? .not(expression) : expression)
    }

    private func constant(_ literal: Literal, at location: SourceLocation) throws(ExpressionError) -> BoundExpression {
        switch literal {
        case .null: return .constant(.null, .string)
        case .boolean(let value): return .constant(.integer(value ? 1 : 0), .boolean)
        case .integer(let value): return .constant(.integer(value), .long)
        case .decimal(let digits):
            guard let value = Double(digits), value.isFinite else {
                throw ExpressionError(.typeMismatch, at: location, "the number is beyond the range of a DOUBLE")
            }
            return .constant(.double(value), .double)
        case .double(let value): return .constant(.double(value), .double)
        case .string(let value): return .constant(.string(ByteString(value)), .string)
        }
    }

    /// The value of an expression of constants. What fails is left as it is: it may never be computed for a row.
    func folded(_ expression: BoundExpression) -> BoundExpression {
        if expression.isConstant { return expression }
        guard expression.operands.allSatisfy(\.isConstant) else { return expression }
        guard let vector = try? Evaluator.evaluate(expression, on: Batch(count: 1)) else { return expression }
        return .constant(vector[0], expression.type)
    }
}

extension Expression.Kind {
    /// What an expression that cannot be bound is called in a message.
    fileprivate var unsupportedFeature: String {
        switch self {
        case .typedLiteral(let kind, _): "\(kind.rawValue) literals"
        case .interval: "INTERVAL"
        case .array: "ARRAY"
        case .concatenate: "the operator ||"
        case .like: "ILIKE"
        case .isTruth: "IS TRUE and IS FALSE"
        case .isDistinct: "IS DISTINCT FROM"
        case .caseWhen: "CASE"
        case .cast: "CAST"
        default: "this expression"
        }
    }
}
