/// The statement as a whole: prefixes, what kind it is, end.
extension StatementParser {
    /// Everything up to the end of the text.
    mutating func parseStatement() throws(SQLError) -> Statement {
        let prefixes = try parseSetPrefixes()
        switch current.keyword {
        case .explain: return try parseExplain(prefixes)
        case .show, .describe, .desc:
            guard prefixes.isEmpty else {
                throw unsupported("options of \(lexer.text(current).asciiUppercased)", at: current.location)
            }
            let statement = current.keyword == .show ? try parseShow() : try parseDescribe()
            try parseEnd(expected: "")
            return statement
        default:
            try refuseOtherStatements()
            return .select(try parseSelect(prefixes))
        }
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

    /// `EXPLAIN [PLAN FOR] SELECT`, `EXPLAIN ANALYZE SELECT`.
    private mutating func parseExplain(_ prefixes: [QueryOption]) throws(SQLError) -> Statement {
        try advance()
        let isAnalyze = try accept(.analyze)
        let isPlan = isAnalyze ? false : try accept(.plan)
        if isPlan { try expect(.for) }
        try refuseOtherStatements()
        switch current.keyword {
        case .explain, .show, .describe, .desc:
            throw unsupported("EXPLAIN of \(lexer.text(current).asciiUppercased)", at: current.location)
        case .select: break
        default: throw unexpected(isAnalyze || isPlan ? "SELECT" : "PLAN FOR, ANALYZE or SELECT")
        }
        return .explain(try parseSelect(prefixes), isAnalyze: isAnalyze)
    }

    /// `SHOW TABLES`, `SHOW FUNCTIONS`.
    private mutating func parseShow() throws(SQLError) -> Statement {
        let location = try advance().location
        if try accept(.tables) { return .showTables }
        if try accept(.functions) { return .showFunctions }
        guard current.kind == .word, misspelling(current) == nil else { throw unexpected("TABLES or FUNCTIONS") }
        let what = lexer.excerpt(current.range).dropFirst().dropLast()
        throw unsupported("SHOW \(what); there are SHOW TABLES and SHOW FUNCTIONS", at: location)
    }

    /// `DESCRIBE table`, `DESC table`.
    private mutating func parseDescribe() throws(SQLError) -> Statement {
        try advance()
        guard isName(current) else { throw unexpected("the name of a table") }
        let token = try advance()
        if current.kind == .symbol(.dot) {
            throw unsupported("database names in front of a table", at: token.location)
        }
        return .describe(try identifier(token), token.location)
    }

    private mutating func parseSelect(_ prefixes: [QueryOption]) throws(SQLError) -> SelectStatement {
        try expect(.select)
        let isDistinct = try accept(.distinct)
        if isDistinct {
            try refuseDistinctOn()
        } else {
            _ = try accept(.all)
        }
        let items = try parseSelectList()
        try expect(.from)
        let table = try parseTable()
        var select = SelectStatement(items: items, table: table.name, tableLocation: table.location)
        select.isDistinct = isDistinct
        let suffixes = try parseClauses(of: &select)
        select.options = prefixes + suffixes
        try checkOptionCount(select.options)
        try checkQualifiers(table)
        return select
    }

    private func refuseDistinctOn() throws(SQLError) {
        if current.kind == .word, lexer.text(current).asciiUppercased == "ON",
            following?.kind == .symbol(.leftParenthesis)
        {
            throw unsupported("DISTINCT ON", at: current.location)
        }
    }
}
