import SQL
import Schema

extension Binder {
    func caseWhen(
        _ operand: Expression?, _ branches: [CaseBranch], _ otherwise: Expression?, at location: SourceLocation,
        depth: Int
    ) throws(ExpressionError) -> BoundExpression {
        var (conditions, results, syntax) = ([BoundExpression](), [BoundExpression](), [Expression?]())
        // The operand is computed once for all branches.
        let subject = try operand.map { (operand) throws(ExpressionError) in try bind(operand, depth: depth) }
        for branch in branches {
            if let operand, let subject {
                let value = try bind(branch.condition, depth: depth)
                conditions.append(try comparison(subject, operand, value, branch))
            } else {
                conditions.append(try condition(branch.condition, depth: depth))
            }
            results.append(try bind(branch.result, depth: depth))
            syntax.append(branch.result)
        }
        if let otherwise {
            results.append(try bind(otherwise, depth: depth))
        } else {
            results.append(.constant(.null, .string))
        }
        syntax.append(otherwise)
        let places = syntax.map { $0?.location ?? location }
        let (alternatives, type) = try unified(results, syntax, "CASE", at: places)
        return chosen(subject?.isConstant == true ? nil : subject, conditions, alternatives, type)
    }

    /// Whether the operand of a CASE equals the value of a branch.
    private func comparison(
        _ operand: BoundExpression, _ syntax: Expression, _ value: BoundExpression, _ branch: CaseBranch
    ) throws(ExpressionError) -> BoundExpression {
        if operand.isNullConstant { return .constant(.null, .boolean) }
        let value = exact(value, branch.condition, besides: operand.type)
        let subject =
            operand.isConstant ? exact(operand, syntax, besides: value.type) : .element(operand.type)
        return try comparison(.equal, subject, value, at: branch.condition.location)
    }

    /// Alternatives of one type, of which that with the first condition that is TRUE counts, or else the last one.
    ///
    /// Branches whose condition is known not to be TRUE are left out; one that is known to be TRUE is the last.
    private func chosen(
        _ operand: BoundExpression?, _ conditions: [BoundExpression], _ alternatives: [BoundExpression],
        _ type: ValueType
    ) -> BoundExpression {
        var (branches, otherwise) = ([BoundExpression.Branch](), alternatives[conditions.count])
        for (condition, result) in zip(conditions, alternatives) {
            guard case .constant(let truth, _) = condition else {
                branches.append(BoundExpression.Branch(condition: condition, result: result))
                continue
            }
            if truth == .integer(1) {
                otherwise = result
                break
            }
        }
        if branches.isEmpty, case .constant(let value, _) = otherwise { return .constant(value, type) }
        if branches.isEmpty && otherwise.type == type { return otherwise }
        if otherwise.isNullConstant && branches.allSatisfy({ $0.result.isNullConstant && !$0.condition.canFail }) {
            return otherwise
        }
        return folded(.caseWhen(operand: operand, branches, otherwise: otherwise, type))
    }

    /// The first of some values that is not NULL.
    func firstGiven(_ values: [BoundExpression], _ place: CallPlace) throws(ExpressionError) -> BoundExpression {
        let (alternatives, type) = try commonTyped(values, place)
        let given = alternatives.filter { !$0.isNullConstant }
        guard let first = given.first else { return .constant(.null, type) }
        // What stands behind a constant is never reached.
        let reached = given.prefix((given.firstIndex(where: \.isConstant) ?? given.count) + 1)
        if reached.count == 1 && first.type == type { return first }
        return folded(.firstGiven(Array(reached), type))
    }

    /// The value, or NULL if it equals another one.
    func nullIf(
        _ value: BoundExpression, _ other: BoundExpression, _ place: CallPlace
    ) throws(ExpressionError) -> BoundExpression {
        if value.isNullConstant || other.isNullConstant { return value }
        let condition = try comparison(.equal, .element(value.type), other, at: place.location)
        let branch = BoundExpression.Branch(condition: condition, result: .constant(.null, value.type))
        return folded(.caseWhen(operand: value, [branch], otherwise: .element(value.type), value.type))
    }
}
