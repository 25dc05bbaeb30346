import Bytes
import SQL
import Schema

/// What the names of an expression mean.
public protocol ExpressionScope: AnyObject {
    /// What a name stands for: a column's input, or the expression behind an alias.
    func resolve(_ name: Identifier, at location: SourceLocation) throws(ExpressionError) -> BoundExpression
    /// What an aggregate call stands for, or nil if the call is none.
    func bindAggregate(_ call: FunctionCall, at location: SourceLocation) throws(ExpressionError) -> BoundExpression?
    /// The group key that an expression as it is written stands for, if that cannot be told from what it is bound to.
    func groupKey(_ expression: Expression) -> BoundExpression?
    /// The names of aggregates that can be suggested for one that is not known.
    var aggregateNames: [String] { get }
}

extension ExpressionScope {
    public func groupKey(_ expression: Expression) -> BoundExpression? { nil }

    public var aggregateNames: [String] { [] }
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
        if let key = scope.groupKey(expression) { return key }
        switch expression.kind {
        case .column(let name): return try scope.resolve(name, at: location)
        case .literal(let literal): return try constant(literal, at: location)
        case .negate(let operand):
            let bound = try number(operand, "-", depth: depth)
            return folded(bound.isNullConstant ? bound : .negate(bound))
        case .arithmetic(let operation, let left, let right):
            return try arithmetic(operation, left, right, depth: depth)
        case .call(let call): return try bindCall(call, at: location, depth: depth)
        case .concatenate(let left, let right): return try concatenation(left, right, depth: depth + 1)
        case .cast(let operand, let type, let isTry):
            return try cast(try bind(operand, depth: depth + 1), operand, to: type, isTry: isTry)
        case .caseWhen(let operand, let branches, let otherwise):
            return try caseWhen(operand, branches, otherwise, at: location, depth: depth + 1)
        case .array(let elements): return try array(elements, depth: depth + 1)
        case .typedLiteral(let kind, let text): return try typedLiteral(kind, text, at: location)
        case .interval:
            throw ExpressionError(
                .typeMismatch, at: location, "an INTERVAL can only be added to a TIMESTAMP, or subtracted from one")
        default: return try predicate(expression, depth: depth)
        }
    }

    private func predicate(_ expression: Expression, depth: Int) throws(ExpressionError) -> BoundExpression {
        switch expression.kind {
        case .not(let operand): return folded(.not(try condition(operand, depth: depth + 1)))
        case .and: return folded(.and(try chain(expression, isAnd: true, depth: depth + 1)))
        case .or: return alternatives(try chain(expression, isAnd: false, depth: depth + 1))
        case .comparison(let operation, let left, let right):
            let (left, right) = try operands(left, right, depth: depth + 1)
            return try comparison(operation, left, right, at: expression.location)
        case .between(let operand, let lower, let upper, let isNegated):
            return negated(isNegated, try between(operand, lower, upper, at: expression.location, depth: depth + 1))
        case .inList(let operand, let items, let isNegated):
            return negated(isNegated, try inList(operand, items, at: expression.location, depth: depth + 1))
        case .like(let operand, let pattern, let escape, let isCaseInsensitive, let isNegated):
            let like = try like(operand, pattern, escape, isCaseInsensitive: isCaseInsensitive, depth: depth + 1)
            return negated(isNegated, like)
        case .isTruth(let operand, let truth, let isNegated):
            return negated(isNegated, folded(.isTruth(try condition(operand, depth: depth + 1), truth)))
        case .isDistinct(let left, let right, let isNegated):
            let (left, right) = try operands(left, right, depth: depth + 1)
            return negated(isNegated, try distinction(left, right, at: expression.location))
        case .isNull(let operand, let isNegated):
            return negated(isNegated, folded(.isNull(try bind(operand, depth: depth + 1))))
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

    func condition(_ expression: Expression, depth: Int) throws(ExpressionError) -> BoundExpression {
        let bound = try bind(expression, depth: depth)
        if bound.isNullConstant { return .constant(.null, .boolean) }
        guard bound.type == .boolean else {
            throw ExpressionError(
                .typeMismatch, at: expression.location,
                "expected a condition, found a value of type \(bound.type.name)")
        }
        return bound
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
            if let value = Double(digits), value.isFinite { return .constant(.double(value), .double) }
            return try exactDecimal(digits, at: location)
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
