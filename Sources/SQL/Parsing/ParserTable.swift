/// The table of a statement, as FROM names it.
struct TableReference {
    var name: Identifier
    var location: SourceLocation
    var alias: Identifier?
}

/// What stands between FROM and the first clause.
extension StatementParser {
    mutating func parseTable() throws(SQLError) -> TableReference {
        let location = current.location
        if current.kind == .symbol(.leftParenthesis) {
            throw unsupported(following?.keyword == .select ? "subqueries" : "parentheses in FROM", at: location)
        }
        guard isName(current) else { throw unexpected("the name of a table") }
        var table = TableReference(name: try identifier(try advance()), location: location)
        switch current.kind {
        case .symbol(.dot): throw unsupported("database names in front of a table", at: location)
        case .symbol(.leftParenthesis): throw unsupported("table functions in FROM", at: location)
        default: break
        }
        if try accept(.as) {
            guard isName(current) else { throw unexpected("an alias") }
            table.alias = try identifier(try advance())
        } else if startsBareAlias {
            table.alias = try identifier(try advance())
        }
        try refuseOtherTables()
        return table
    }

    /// Whether the current token is an alias without AS: not the start of a clause, nor a slip of the keyboard away
    /// from one that would go on behind it.
    private var startsBareAlias: Bool {
        guard current.kind == .word else { return current.kind == .quotedName }
        let word = lexer.text(current).asciiUppercased
        guard isName(current), !isClauseStart(current), Unsupported.afterTable[word] == nil,
            Unsupported.feature(of: current, text: word) == nil
        else { return false }
        guard misspelling(current) != nil, let following else { return true }
        return following.kind == .end || following.kind == .symbol(.semicolon) || isClauseStart(following)
    }

    private func refuseOtherTables() throws(SQLError) {
        switch current.kind {
        case .symbol(.comma): throw unsupported("several tables in FROM", at: current.location)
        case .symbol(.leftParenthesis): throw unsupported("column aliases in FROM", at: current.location)
        case .word:
            guard let feature = Unsupported.afterTable[lexer.text(current).asciiUppercased] else { return }
            throw unsupported(feature, at: current.location)
        default: break
        }
    }

    /// `name.column`: the column, with the name noted for when the table is known.
    mutating func parseQualifiedColumn(_ qualifier: Token) throws(SQLError) -> ParsedExpression {
        if joinsDottedNames { return try parseDottedColumn(qualifier) }
        qualifiers.append((try identifier(qualifier), qualifier.location))
        try advance()
        guard isName(current) else { throw unexpected("the name of a column") }
        let column = try identifier(try advance())
        switch current.kind {
        case .symbol(.dot): throw unsupported("database names in front of a column", at: qualifier.location)
        case .symbol(.leftParenthesis): throw unsupported("names in front of a function", at: qualifier.location)
        default: return try node(.column(column), at: qualifier.location)
        }
    }

    /// `a.b.c`: the one name that this is.
    private mutating func parseDottedColumn(_ first: Token) throws(SQLError) -> ParsedExpression {
        var name = try identifier(first).text
        while try accept(.dot) {
            guard current.kind == .word || current.kind == .quotedName else { throw unexpected("a name") }
            name += "." + (try identifier(try advance()).text)
        }
        guard name.utf8.count <= StatementLimits.nameBytes else {
            throw SQLError(
                .tooLarge, at: first.location,
                "the name has \(name.utf8.count) bytes, the limit is \(StatementLimits.nameBytes)")
        }
        return try node(.column(Identifier(name, isQuoted: true)), at: first.location)
    }

    /// `name.*`, if that is what stands here.
    mutating func parseQualifiedStar() throws(SQLError) -> SelectItem? {
        guard isName(current), following?.kind == .symbol(.dot) else { return nil }
        var ahead = lexer
        guard let dot = try? ahead.next(), dot.kind == .symbol(.dot), let star = try? ahead.next(),
            star.kind == .symbol(.star)
        else { return nil }
        let location = current.location
        qualifiers.append((try identifier(current), location))
        for _ in 0..<3 { try advance() }
        try countNode(at: location, height: 1)
        return .star(location)
    }

    /// Whatever stood in front of a column is the table or its alias, without regard to case.
    func checkQualifiers(_ table: TableReference) throws(SQLError) {
        let known = [table.name, table.alias].compactMap { $0?.text.asciiLowercased }
        for (name, location) in qualifiers {
            let lowered = name.text.asciiLowercased
            guard !known.contains(where: { $0.hasSameBytes(as: lowered) }) else { continue }
            let alias = table.alias.map { " AS \($0.sql)" } ?? ""
            throw SQLError(
                .unknownTable, at: location, "there is no table \(name.sql) in FROM \(table.name.sql)\(alias)")
        }
    }
}
