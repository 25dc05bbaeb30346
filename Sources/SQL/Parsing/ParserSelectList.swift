/// What stands between SELECT and FROM.
extension StatementParser {
    mutating func parseSelectList() throws(SQLError) -> [SelectItem] {
        var items: [SelectItem] = []
        var bareAlias: Token?
        repeat {
            bareAlias = nil
            items.append(try parseSelectItem(bareAlias: &bareAlias))
        } while try accept(.comma)
        if current.keyword != .from {
            throw missingFrom(bareAlias: bareAlias)
        }
        return items
    }

    private mutating func parseSelectItem(bareAlias: inout Token?) throws(SQLError) -> SelectItem {
        if current.kind == .symbol(.star) {
            let location = try advance().location
            try countNode(at: location, height: 1)
            return .star(location)
        }
        if let star = try parseQualifiedStar() { return star }
        let expression = try parseExpression().expression
        if try accept(.as) {
            guard isName(current) else { throw unexpected("an alias") }
            return .expression(expression, alias: try identifier(try advance()))
        }
        guard isName(current) else { return .expression(expression, alias: nil) }
        bareAlias = current
        return .expression(expression, alias: try identifier(try advance()))
    }

    /// `SELECT a FORM t` has an alias called FORM as far as the grammar goes; the message says what was meant.
    private func missingFrom(bareAlias: Token?) -> SQLError {
        if current.kind == .end || current.kind == .symbol(.semicolon) {
            return unsupported("SELECT without FROM", at: current.location)
        }
        if let bareAlias, bareAlias.kind == .word, Keyword.from.isMisspelled(as: lexer.bytes[bareAlias.range]) {
            return SQLError(
                .syntax, at: bareAlias.location, "found \(found(bareAlias)), expected ',' or FROM; did you mean FROM?")
        }
        return unexpected(bareAlias == nil ? "an operator, an alias, ',' or FROM" : "',' or FROM")
    }
}
