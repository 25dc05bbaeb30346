/// The statement as a whole: prefixes, SELECT, clauses, end.
extension StatementParser {
    /// Everything up to the end of the text.
    mutating func parseStatement() throws(SQLError) -> SelectStatement {
        let prefixes = try parseSetPrefixes()
        try refuseOtherStatements()
        var select = try parseSelect()
        let suffixes = try parseClauses(of: &select)
        select.options = prefixes + suffixes
        try checkOptionCount(select.options)
        return select
    }

    private func refuseOtherStatements() throws(SQLError) {
        if current.kind == .word, current.keyword != .select {
            if let feature = Unsupported.statements[lexer.text(current).asciiUppercased] {
                throw unsupported(feature, at: current.location)
            }
        }
        if current.kind == .symbol(.leftParenthesis), following?.keyword == .select {
            throw unsupported("SELECT in parentheses", at: current.location)
        }
    }

    private mutating func parseSelect() throws(SQLError) -> SelectStatement {
        try expect(.select)
        let isDistinct = try accept(.distinct)
        if isDistinct {
            try refuseDistinctOn()
        } else {
            _ = try accept(.all)
        }
        let items = try parseSelectList()
        try expect(.from)
        let (table, location) = try parseTable()
        var select = SelectStatement(items: items, table: table, tableLocation: location)
        select.isDistinct = isDistinct
        return select
    }

    private func refuseDistinctOn() throws(SQLError) {
        if current.kind == .word, lexer.text(current).asciiUppercased == "ON",
            following?.kind == .symbol(.leftParenthesis)
        {
            throw unsupported("DISTINCT ON", at: current.location)
        }
    }

    private mutating func parseTable() throws(SQLError) -> (Identifier, SourceLocation) {
        let location = current.location
        if current.kind == .symbol(.leftParenthesis) {
            throw unsupported(following?.keyword == .select ? "subqueries" : "parentheses in FROM", at: location)
        }
        guard isName(current) else { throw unexpected("the name of a table") }
        let table = try identifier(try advance())
        switch current.kind {
        case .symbol(.dot): throw unsupported("database names in front of a table", at: location)
        case .symbol(.comma): throw unsupported("several tables in FROM", at: current.location)
        case .symbol(.leftParenthesis): throw unsupported("table functions in FROM", at: location)
        case .word: try refuseTableSuffix()
        case .quotedName: throw unsupported("table aliases", at: current.location)
        default: break
        }
        return (table, location)
    }

    private func refuseTableSuffix() throws(SQLError) {
        if let feature = Unsupported.afterTable[lexer.text(current).asciiUppercased] {
            throw unsupported(feature, at: current.location)
        }
        let isKnown = Unsupported.feature(of: current, text: lexer.text(current)) != nil
        if !isKnown, current.keyword == nil, misspelling(current) == nil {
            throw unsupported("table aliases", at: current.location)
        }
    }
}
