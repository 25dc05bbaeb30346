extension BoundExpression {
    /// The expression with every part for which `replace` gives another one exchanged for that, from the top down.
    public func rewritten<Failure: Error>(
        _ replace: (BoundExpression) throws(Failure) -> BoundExpression?
    ) throws(Failure) -> BoundExpression {
        if let replacement = try replace(self) { return replacement }
        switch self {
        case .constant, .input, .element: return self
        case .toDouble(let operand): return .toDouble(try operand.rewritten(replace))
        case .cast(let operand, let type, let isTry):
            return .cast(try operand.rewritten(replace), type, isTry: isTry)
        case .negate(let operand): return .negate(try operand.rewritten(replace))
        case .addInterval(let operand, let interval): return .addInterval(try operand.rewritten(replace), interval)
        case .arithmetic(let operation, let left, let right):
            return .arithmetic(operation, try left.rewritten(replace), try right.rewritten(replace))
        case .concatenate(let left, let right):
            return .concatenate(try left.rewritten(replace), try right.rewritten(replace))
        case .array(let elements, let type): return .array(try Self.rewriting(elements, replace), type)
        case .firstGiven(let values, let type): return .firstGiven(try Self.rewriting(values, replace), type)
        case .caseWhen(let operand, let branches, let otherwise, let type):
            var rewrittenOperand: BoundExpression?
            if let operand { rewrittenOperand = try operand.rewritten(replace) }
            var rewritten = [Branch]()
            for branch in branches {
                let condition = try branch.condition.rewritten(replace)
                rewritten.append(Branch(condition: condition, result: try branch.result.rewritten(replace)))
            }
            return .caseWhen(
                operand: rewrittenOperand, rewritten, otherwise: try otherwise.rewritten(replace), type)
        case .call(let function, let arguments, let type):
            return .call(function, try Self.rewriting(arguments, replace), type)
        default: return try rewrittenCondition(replace)
        }
    }

    private func rewrittenCondition<Failure: Error>(
        _ replace: (BoundExpression) throws(Failure) -> BoundExpression?
    ) throws(Failure) -> BoundExpression {
        switch self {
        case .isNull(let operand): return .isNull(try operand.rewritten(replace))
        case .isTruth(let operand, let truth): return .isTruth(try operand.rewritten(replace), truth)
        case .not(let operand): return .not(try operand.rewritten(replace))
        case .inConstants(let operand, let set): return .inConstants(try operand.rewritten(replace), set)
        case .like(let operand, let pattern): return .like(try operand.rewritten(replace), pattern)
        case .likeComputed(let operand, let pattern, let style):
            return .likeComputed(try operand.rewritten(replace), pattern: try pattern.rewritten(replace), style)
        case .matches(let operand, let expression): return .matches(try operand.rewritten(replace), expression)
        case .comparison(let operation, let left, let right):
            return .comparison(operation, try left.rewritten(replace), try right.rewritten(replace))
        case .isDistinct(let left, let right):
            return .isDistinct(try left.rewritten(replace), try right.rewritten(replace))
        case .between(let operand, let lower, let upper):
            return .between(
                try operand.rewritten(replace), lower: try lower.rewritten(replace), upper: try upper.rewritten(replace)
            )
        case .inExpressions(let operand, let items):
            return .inExpressions(try operand.rewritten(replace), try Self.rewriting(items, replace))
        case .and(let operands): return .and(try Self.rewriting(operands, replace))
        case .or(let operands): return .or(try Self.rewriting(operands, replace))
        case .anyElement(let list, let condition):
            return .anyElement(try list.rewritten(replace), condition: try condition.rewritten(replace))
        default: preconditionFailure("every kind of expression is rewritten")
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
