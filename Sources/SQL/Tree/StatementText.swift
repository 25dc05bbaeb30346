extension Literal {
    /// The literal as a statement writes it.
    package var sql: String {
        switch self {
        case .null: "NULL"
        case .boolean(let value): value ? "TRUE" : "FALSE"
        case .integer(let value): String(value)
        case .decimal(let digits): digits
        case .double(let value): value.sqlWithExponent
        case .string(let value): quoted(value, by: "'")
        }
    }
}

extension Double {
    /// The shortest text of the number that has an exponent, since without one it would be a decimal.
    fileprivate var sqlWithExponent: String {
        let text = description
        return text.utf8.contains(UInt8(ascii: "e")) ? text : text + "e0"
    }
}

extension Identifier {
    /// The name as a statement writes it: in double quotes if it is not one plain word, or if it would be taken for
    /// another part of the statement somewhere.
    package var sql: String {
        isPlainWord ? text : quoted(text, by: "\"")
    }

    private var isPlainWord: Bool {
        var lexer = Lexer(text)
        guard let token = try? lexer.next(), token.kind == .word, token.range == 0..<text.utf8.count else {
            return false
        }
        return token.keyword.map { !$0.isReserved && $0 != .when } ?? true
    }
}

/// In quotes, with every quote inside doubled.
func quoted(_ text: String, by quote: Unicode.Scalar) -> String {
    var result = String(quote)
    for scalar in text.unicodeScalars {
        result.unicodeScalars.append(scalar)
        if scalar == quote {
            result.unicodeScalars.append(quote)
        }
    }
    result.unicodeScalars.append(quote)
    return result
}

extension SelectStatement {
    /// The statement in canonical form, which parses to an equal statement. Options come first, as SET.
    public var sql: String { sql(behind: "") }

    /// The statement with a prefix in front of SELECT.
    func sql(behind prefix: String) -> String {
        var text = options.map { "SET \(Identifier($0.key).sql) = \(Literal.string($0.value).sql); " }.joined()
        text += prefix
        text += isDistinct ? "SELECT DISTINCT " : "SELECT "
        text += items.map(\.sql).joined(separator: ", ")
        text += " FROM \(table.sql)"
        text += filter.map { " WHERE \($0.sourceText)" } ?? ""
        text += groupBy.isEmpty ? "" : " GROUP BY \(groupBy.map(\.sql).joined(separator: ", "))"
        text += having.map { " HAVING \($0.sourceText)" } ?? ""
        text += orderBy.isEmpty ? "" : " ORDER BY \(orderBy.map(\.sql).joined(separator: ", "))"
        text += limit.map { " LIMIT \($0)" } ?? ""
        text += offset == 0 ? "" : " OFFSET \(offset)"
        return text
    }
}

extension SelectItem {
    package var sql: String {
        switch self {
        case .star: "*"
        case .expression(let expression, nil): expression.sourceText
        case .expression(let expression, let alias?): "\(expression.sourceText) AS \(alias.sql)"
        }
    }
}

extension GroupingElement {
    package var sql: String {
        switch self {
        case .expression(let expression): Self.text(expression)
        case .rollup(let sets): "ROLLUP(\(Self.text(sets)))"
        case .cube(let sets): "CUBE(\(Self.text(sets)))"
        case .sets(let sets): "GROUPING SETS (\(Self.text(sets)))"
        }
    }

    private static func text(_ sets: [[Expression]]) -> String {
        sets.map { set in
            let text = set.map(\.sourceText).joined(separator: ", ")
            let isPlain = set.count == 1 && !text.hasPrefix("(") && !startsLikeAnOperator(text)
            return isPlain ? text : "(\(text))"
        }.joined(separator: ", ")
    }

    /// A call of a function that is named like a grouping operator must not be taken for one.
    private static func text(_ expression: Expression) -> String {
        let text = expression.sourceText
        return startsLikeAnOperator(text) ? "(\(text))" : text
    }

    private static func startsLikeAnOperator(_ text: String) -> Bool {
        text.hasPrefix("rollup(") || text.hasPrefix("cube(")
    }
}

extension OrderItem {
    package var sql: String { expression.sourceText + suffix }

    /// What stands behind the expression.
    var suffix: String {
        let nulls = nullsFirst.map { $0 ? " NULLS FIRST" : " NULLS LAST" } ?? ""
        return (isAscending ? "" : " DESC") + nulls
    }
}
