import SQL
import Schema

extension Binder {
    func caseWhen(
        _ operand: Expression?, _ branches: [CaseBranch], _ otherwise: Expression?, at location: SourceLocation,
        depth: Int
    ) throws(ExpressionError) -> BoundExpression {
        var (conditions, results, syntax) = ([BoundExpression](), [BoundExpression](), [Expression?]())
        for branch in branches {
            if let operand {
                let (subject, value) = try operands(operand, branch.condition, depth: depth)
                conditions.append(try comparison(.equal, subject, value, at: branch.condition.location))
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
        return chosen(conditions, alternatives, type)
    }

    /// Alternatives of one type, of which that with the first condition that is TRUE counts, or else the last one.
    ///
    /// Branches whose condition is known not to be TRUE are left out; one that is known to be TRUE is the last.
    func chosen(
        _ conditions: [BoundExpression], _ alternatives: [BoundExpression], _ type: ValueType
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
        return branches.isEmpty && otherwise.type == type ? otherwise : .caseWhen(branches, otherwise: otherwise, type)
    }

    /// The first of some values that is not NULL. For each row the values behind it are not computed.
    func firstGiven(_ values: [BoundExpression], _ place: CallPlace) throws(ExpressionError) -> BoundExpression {
        let (alternatives, type) = try commonTyped(values, place)
        let given = alternatives.filter { !$0.isNullConstant }
        if given.isEmpty { return .constant(.null, type) }
        let conditions = given.dropLast().map { folded(.not(folded(.isNull($0)))) }
        return chosen(conditions, given, type)
    }
}
