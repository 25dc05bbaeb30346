extension Expression {
    /// The canonical text: keywords and types in upper case, functions in lower case, one space around operators,
    /// parentheses only where precedence needs them, so that no text nests deeper than the one it was parsed from.
    /// Equal expressions have equal texts.
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
}

/// Writes expressions behind one another into one string.
struct ExpressionText {
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
        case .typedLiteral(let kind, let text): result += "\(kind.rawValue) \(quoted(text, by: "'"))"
        case .interval(let interval): result += "INTERVAL '\(interval.amount)' \(interval.unit)"
        case .negate(let operand): appendNegation(of: operand)
        case .not(let operand): append("NOT ", operand, .not)
        case .arithmetic(let operation, let left, let right):
            appendInfix(left, operation.rawValue, right, expression.binding)
        case .concatenate(let left, let right): appendInfix(left, "||", right, .concatenation)
        case .comparison(let operation, let left, let right):
            append("", left, .concatenation)
            append(" \(operation.rawValue) ", right, .concatenation)
        case .and(let left, let right):
            append("", left, .and)
            append(" AND ", right, .and)
        case .or(let left, let right):
            append("", left, .or)
            append(" OR ", right, .or)
        case .between, .inList, .like, .isNull, .isTruth, .isDistinct: appendPredicate(expression.kind)
        case .array, .caseWhen, .cast, .call: appendEnclosed(expression.kind)
        }
    }

    mutating func append(_ prefix: String, _ operand: Expression, _ binding: Binding) {
        result += prefix
        append(operand, atLeast: binding)
    }

    /// An operator that groups to the left.
    private mutating func appendInfix(_ left: Expression, _ symbol: String, _ right: Expression, _ binding: Binding) {
        append("", left, binding)
        append(" \(symbol) ", right, binding.tighter)
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
}
