/// How tightly the outermost operator of an expression binds.
private enum Binding: Int, Comparable {
    case or
    case and
    case not
    case predicate
    case additive
    case multiplicative
    case signed
    case primary

    static func < (left: Binding, right: Binding) -> Bool { left.rawValue < right.rawValue }

    /// One step tighter, for the right operand of an operator that groups to the left.
    var tighter: Binding { Binding(rawValue: rawValue + 1) ?? .primary }
}

extension Expression {
    /// The canonical text: keywords in upper case, functions in lower case, one space around operators, parentheses
    /// only where precedence needs them, so that no text nests deeper than the one it was parsed from. Equal
    /// expressions have equal texts.
    ///
    /// A plain column is its bare name, as a result column is called by default. Everything else parses to an equal
    /// expression. A call is written without spaces between arguments, as Pinot names its columns: `count(*)`,
    /// `percentile(delay,95)`.
    public var sql: String {
        if case .column(let name) = kind { return name.text }
        return sourceText
    }

    /// The canonical text of any expression, with columns in quotes where a name needs them.
    package var sourceText: String {
        var text = ExpressionText(isGrouped: false)
        text.append(self, atLeast: .or)
        return text.result
    }

    /// The text with parentheses around every operator, to see how a parser grouped it.
    package var groupedText: String {
        var text = ExpressionText(isGrouped: true)
        text.append(self, atLeast: .or)
        return text.result
    }

    fileprivate var binding: Binding {
        switch kind {
        case .or: .or
        case .and: .and
        case .not: .not
        case .comparison, .between, .inList, .like, .isNull: .predicate
        case .arithmetic(.add, _, _), .arithmetic(.subtract, _, _): .additive
        case .arithmetic: .multiplicative
        case .negate: .signed
        case .literal(.integer(let value)) where value < 0: .signed
        case .literal(.double(let value)) where value.sign == .minus: .signed
        case .literal, .column, .call: .primary
        }
    }
}

/// Writes expressions behind one another into one string.
private struct ExpressionText {
    let isGrouped: Bool
    var result = ""

    mutating func append(_ expression: Expression, atLeast binding: Binding) {
        let isOperator = expression.binding < .primary && !expression.isLiteral
        let needsParentheses = isGrouped ? isOperator : expression.binding < binding
        if needsParentheses { result += "(" }
        appendBare(expression)
        if needsParentheses { result += ")" }
    }

    private mutating func appendBare(_ expression: Expression) {
        switch expression.kind {
        case .column(let name): result += name.sql
        case .literal(let literal): result += literal.sql
        case .negate(let operand): appendNegation(of: operand)
        case .not(let operand): append("NOT ", operand, .not)
        case .arithmetic(let operation, let left, let right):
            let binding = expression.binding
            append("", left, binding)
            append(" \(operation.rawValue) ", right, binding.tighter)
        case .comparison(let operation, let left, let right):
            append("", left, .additive)
            append(" \(operation.rawValue) ", right, .additive)
        case .and(let left, let right):
            append("", left, .and)
            append(" AND ", right, .and)
        case .or(let left, let right):
            append("", left, .or)
            append(" OR ", right, .or)
        case .between, .inList, .like, .isNull: appendPredicate(expression.kind)
        case .call(let call): append(call)
        }
    }

    private mutating func append(_ prefix: String, _ operand: Expression, _ binding: Binding) {
        result += prefix
        append(operand, atLeast: binding)
    }

    /// A number behind a minus would take it for its own sign, and `--` would start a comment.
    private mutating func appendNegation(of operand: Expression) {
        if operand.isLiteral, operand.binding == .primary {
            result += "-("
            appendBare(operand)
            result += ")"
        } else {
            append(operand.binding == .signed ? "- " : "-", operand, .signed)
        }
    }

    private mutating func appendPredicate(_ kind: Expression.Kind) {
        switch kind {
        case .between(let operand, let lower, let upper, let isNegated):
            append("", operand, .additive)
            append(isNegated ? " NOT BETWEEN " : " BETWEEN ", lower, .additive)
            append(" AND ", upper, .additive)
        case .inList(let operand, let items, let isNegated):
            append("", operand, .additive)
            result += isNegated ? " NOT IN (" : " IN ("
            append(items, separator: ", ")
            result += ")"
        case .like(let operand, let pattern, let escape, let isNegated):
            append("", operand, .additive)
            append(isNegated ? " NOT LIKE " : " LIKE ", pattern, .additive)
            if let escape {
                append(" ESCAPE ", escape, .additive)
            }
        case .isNull(let operand, let isNegated):
            append("", operand, .predicate)
            result += isNegated ? " IS NOT NULL" : " IS NULL"
        default:
            preconditionFailure("only predicates come here")
        }
    }

    private mutating func append(_ call: FunctionCall) {
        result += call.name.asciiLowercased
        result += call.isDistinct ? "(DISTINCT " : "("
        result += call.isStar ? "*" : ""
        append(call.arguments, separator: ",")
        result += ")"
    }

    private mutating func append(_ list: [Expression], separator: String) {
        for (index, item) in list.enumerated() {
            append(index == 0 ? "" : separator, item, .or)
        }
    }
}

extension Expression {
    fileprivate var isLiteral: Bool {
        if case .literal = kind { true } else { false }
    }
}
