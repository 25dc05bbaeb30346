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
        case .literal(let literal): return constant(literal)
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
        case .like(let operand, let pattern, let escape, let isNegated):
            return negated(isNegated, try like(operand, pattern, escape, depth: depth + 1))
        case .isNull(let operand, let isNegated):
            return negated(isNegated, .isNull(try bind(operand, depth: depth + 1)))
        default: preconditionFailure("every kind of expression is bound")
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
                "expected a condition, found a value of type \(bound.type.rawValue)")
        }
        return bound
    }

    private func negated(_ isNegated: Bool, _ expression: BoundExpression) -> BoundExpression {
        folded(isNegated ? .not(expression) : expression)
    }

    private func constant(_ literal: Literal) -> BoundExpression {
        switch literal {
        case .null: .constant(.null, .string)
        case .boolean(let value): .constant(.integer(value ? 1 : 0), .boolean)
        case .integer(let value): .constant(.integer(value), .long)
        case .double(let value): .constant(.double(value), .double)
        case .string(let value): .constant(.string(ByteString(value)), .string)
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
