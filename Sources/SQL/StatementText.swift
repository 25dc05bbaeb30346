extension Literal {
    /// The literal as a statement writes it.
    package var sql: String {
        switch self {
        case .null: "NULL"
        case .boolean(let value): value ? "TRUE" : "FALSE"
        case .integer(let value): String(value)
        case .double(let value): value.description
        case .string(let value): quoted(value, by: "'")
        }
    }
}

extension Identifier {
    /// The name as a statement writes it: in double quotes if it is not one plain word.
    package var sql: String {
        isPlainWord ? text : quoted(text, by: "\"")
    }

    private var isPlainWord: Bool {
        var lexer = Lexer(text)
        guard let token = try? lexer.next(), token.kind == .word, token.range == 0..<text.utf8.count else {
            return false
        }
        return token.keyword?.isReserved != true
    }
}

/// In quotes, with every quote inside doubled.
private func quoted(_ text: String, by quote: Unicode.Scalar) -> String {
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
    public var sql: String {
        var text = options.map { "SET \(Identifier($0.key).sql) = \(Literal.string($0.value).sql); " }.joined()
        text += isDistinct ? "SELECT DISTINCT " : "SELECT "
        text += items.map(\.sql).joined(separator: ", ")
        text += " FROM \(table.sql)"
        text += filter.map { " WHERE \($0.sourceText)" } ?? ""
        text += groupBy.isEmpty ? "" : " GROUP BY \(groupBy.map(\.sourceText).joined(separator: ", "))"
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

extension OrderItem {
    package var sql: String {
        let direction = isAscending ? "" : " DESC"
        let nulls = nullsFirst.map { $0 ? " NULLS FIRST" : " NULLS LAST" } ?? ""
        return expression.sourceText + direction + nulls
    }
}
