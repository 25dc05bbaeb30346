extension BoundExpression {
    /// The expression with every part for which `replace` gives another one exchanged for that, from the top down.
    public func rewritten<Failure: Error>(
        _ replace: (BoundExpression) throws(Failure) -> BoundExpression?
    ) throws(Failure) -> BoundExpression {
        if let replacement = try replace(self) { return replacement }
        switch self {
        case .constant, .input: return self
        case .toDouble(let operand): return .toDouble(try operand.rewritten(replace))
        case .negate(let operand): return .negate(try operand.rewritten(replace))
        case .isNull(let operand): return .isNull(try operand.rewritten(replace))
        case .not(let operand): return .not(try operand.rewritten(replace))
        case .inConstants(let operand, let set): return .inConstants(try operand.rewritten(replace), set)
        case .like(let operand, let pattern): return .like(try operand.rewritten(replace), pattern)
        case .arithmetic(let operation, let left, let right):
            return .arithmetic(operation, try left.rewritten(replace), try right.rewritten(replace))
        case .comparison(let operation, let left, let right):
            return .comparison(operation, try left.rewritten(replace), try right.rewritten(replace))
        case .between(let operand, let lower, let upper):
            return .between(
                try operand.rewritten(replace), lower: try lower.rewritten(replace), upper: try upper.rewritten(replace)
            )
        case .inExpressions(let operand, let items):
            return .inExpressions(try operand.rewritten(replace), try Self.rewriting(items, replace))
        case .and(let operands): return .and(try Self.rewriting(operands, replace))
        case .or(let operands): return .or(try Self.rewriting(operands, replace))
        case .call(let function, let arguments, let type):
            return .call(function, try Self.rewriting(arguments, replace), type)
        }
    }

    private static func rewriting<Failure: Error>(
        _ expressions: [BoundExpression], _ replace: (BoundExpression) throws(Failure) -> BoundExpression?
    ) throws(Failure) -> [BoundExpression] {
        var result = [BoundExpression]()
        result.reserveCapacity(expressions.count)
        for expression in expressions { result.append(try expression.rewritten(replace)) }
        return result
    }
}
