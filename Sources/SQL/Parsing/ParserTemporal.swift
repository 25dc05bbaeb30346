/// TIMESTAMP and DATE literals, INTERVAL, and the units of time.
extension StatementParser {
    /// A literal that starts with a word, if one stands here. The words are columns too.
    mutating func parseTypedLiteral() throws(SQLError) -> ParsedExpression? {
        switch (current.keyword, following?.kind) {
        case (.timestamp, .string): return try parseText(.timestamp)
        case (.date, .string): return try parseText(.date)
        case (.interval, .string), (.interval, .number): return try parseInterval()
        default: return nil
        }
    }

    private mutating func parseText(_ kind: TypedLiteralKind) throws(SQLError) -> ParsedExpression {
        let location = try advance().location
        return try node(.typedLiteral(kind, lexer.unquoted(try advance())), at: location)
    }

    /// `INTERVAL '3' DAY`, `INTERVAL 3 DAY`, `INTERVAL '3 days'`.
    private mutating func parseInterval() throws(SQLError) -> ParsedExpression {
        let location = try advance().location
        let isString = current.kind == .string
        let text = isString ? lexer.unquoted(current) : lexer.text(current)
        let parts = isString ? text.split(separator: " ", maxSplits: 2).map(String.init) : [text]
        guard parts.count <= 2 else { throw severalUnits(at: location) }
        guard let first = parts.first, let amount = Int64(first) else { throw unexpected(expectedAmount) }
        let written = parts.count == 2 ? Self.unit(parts[1]) : nil
        guard parts.count == 1 || written != nil else { throw unexpected(expectedAmount) }
        try advance()
        let unit = if let written { written } else { try parseUnit() }
        let interval = IntervalLiteral(amount: amount, unit: unit)
        if current.kind == .word, lexer.text(current).asciiUppercased == "TO" {
            throw severalUnits(at: location)
        }
        return try node(.interval(interval), at: location)
    }

    private var expectedAmount: String { "a whole number of a unit, such as INTERVAL '3' DAY" }

    private func severalUnits(at location: SourceLocation) -> SQLError {
        unsupported("an INTERVAL of several units; add one of each", at: location)
    }

    private mutating func parseUnit() throws(SQLError) -> String {
        guard current.kind == .word, let unit = Self.unit(lexer.text(current)) else {
            throw unexpected("a unit of time: \(IntervalLiteral.units.joined(separator: ", "))")
        }
        try advance()
        return unit
    }

    /// The unit that a word means, in the singular or plural, in whatever case.
    private static func unit(_ word: String) -> String? {
        let upper = word.asciiUppercased
        return IntervalLiteral.units.first { $0 == upper || $0 + "S" == upper }
    }

    /// `unit FROM` behind `EXTRACT(`, if that is what stands here.
    mutating func parseExtractedUnit() throws(SQLError) -> Expression? {
        guard current.kind == .string || isName(current), following?.keyword == .from else { return nil }
        let token = try advance()
        try advance()
        let unit = token.kind == .string ? lexer.unquoted(token) : try identifier(token).text
        return try node(.literal(.string(unit.asciiUppercased)), at: token.location).expression
    }
}
