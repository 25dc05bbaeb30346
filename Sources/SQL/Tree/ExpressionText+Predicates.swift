extension ExpressionText {
    mutating func appendPredicate(_ kind: Expression.Kind) {
        switch kind {
        case .between(let operand, let lower, let upper, let isNegated):
            append("", operand, .concatenation)
            append(isNegated ? " NOT BETWEEN " : " BETWEEN ", lower, .concatenation)
            append(" AND ", upper, .concatenation)
        case .inList(let operand, let items, let isNegated):
            append("", operand, .concatenation)
            result += isNegated ? " NOT IN (" : " IN ("
            append(items, separator: ", ")
            result += ")"
        case .like(let operand, let pattern, let escape, let isCaseInsensitive, let isNegated):
            append("", operand, .concatenation)
            append((isNegated ? " NOT " : " ") + (isCaseInsensitive ? "ILIKE " : "LIKE "), pattern, .concatenation)
            if let escape {
                append(" ESCAPE ", escape, .concatenation)
            }
        default: appendTest(kind)
        }
    }

    /// IS with what stands behind it, which tests the whole predicate in front of it.
    private mutating func appendTest(_ kind: Expression.Kind) {
        switch kind {
        case .isNull(let operand, let isNegated):
            append("", operand, .predicate)
            result += isNegated ? " IS NOT NULL" : " IS NULL"
        case .isTruth(let operand, let truth, let isNegated):
            append("", operand, .predicate)
            result += (isNegated ? " IS NOT " : " IS ") + (truth ? "TRUE" : "FALSE")
        case .isDistinct(let operand, let other, let isNegated):
            append("", operand, .predicate)
            append(isNegated ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ", other, .concatenation)
        default:
            preconditionFailure("only predicates come here")
        }
    }
}
