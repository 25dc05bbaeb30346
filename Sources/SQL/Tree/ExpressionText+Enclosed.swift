/// Expressions that end where they say so themselves, so that none of their parts needs parentheses.
extension ExpressionText {
    mutating func appendEnclosed(_ kind: Expression.Kind) {
        switch kind {
        case .array(let elements):
            result += "ARRAY["
            append(elements, separator: ", ")
            result += "]"
        case .caseWhen(let operand, let branches, let otherwise):
            appendCase(operand, branches, otherwise)
        case .cast(let operand, let type, let isTry):
            append(isTry ? "TRY_CAST(" : "CAST(", operand, .or)
            result += " AS \(type.sql))"
        case .call(let call):
            append(call)
        default:
            preconditionFailure("only enclosed expressions come here")
        }
    }

    private mutating func appendCase(_ operand: Expression?, _ branches: [CaseBranch], _ otherwise: Expression?) {
        result += "CASE"
        if let operand { appendCaseOperand(operand) }
        for branch in branches {
            append(" WHEN ", branch.condition, .or)
            append(" THEN ", branch.result, .or)
        }
        if let otherwise { append(" ELSE ", otherwise, .or) }
        result += " END"
    }

    /// A call of a function named like the keyword must not be taken for the first branch.
    private mutating func appendCaseOperand(_ operand: Expression) {
        result += " "
        let start = result.utf8.count
        append(operand, atLeast: .or)
        guard result.utf8.dropFirst(start).starts(with: "when(".utf8) else { return }
        result.insert("(", at: result.utf8.index(result.startIndex, offsetBy: start))
        result += ")"
    }

    private mutating func append(_ call: FunctionCall) {
        result += call.name.asciiLowercased
        result += call.isDistinct ? "(DISTINCT " : "("
        result += call.isStar ? "*" : ""
        append(call.arguments, separator: ",")
        result += ")"
        if !call.withinGroup.isEmpty {
            result += " WITHIN GROUP (ORDER BY "
            for (index, item) in call.withinGroup.enumerated() {
                append(index == 0 ? "" : ", ", item.expression, .or)
                result += item.suffix
            }
            result += ")"
        }
        if let filter = call.filter {
            append(" FILTER (WHERE ", filter, .or)
            result += ")"
        }
    }

    mutating func append(_ list: [Expression], separator: String) {
        for (index, item) in list.enumerated() {
            append(index == 0 ? "" : separator, item, .or)
        }
    }
}

extension TypeName {
    /// The type as a statement writes it.
    package var sql: String { name.asciiUppercased + (isArray ? " ARRAY" : "") }
}
