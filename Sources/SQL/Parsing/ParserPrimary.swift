/// What stands between operators: literals, columns, calls, parentheses.
extension StatementParser {
    mutating func parsePrimary() throws(SQLError) -> ParsedExpression {
        let outer = startMeasure()
        var primary =
            switch current.kind {
            case .symbol(.leftParenthesis): try parseParentheses()
            case .word where current.keyword == .case: try parseCase()
            case .word where isCall: try parseCall()
            case .word where isArray: try parseArray()
            default: try parseOperand()
            }
        if current.kind == .symbol(.doubleColon) {
            primary = try parseCasts(of: primary)
        }
        endMeasure(outer)
        return primary
    }

    /// What has no expression inside; kept out of `parsePrimary`, which is on the stack once per level of nesting.
    @inline(never)
    private mutating func parseOperand() throws(SQLError) -> ParsedExpression {
        switch current.kind {
        case .number:
            return try parseNumber(sign: "", at: current.location)
        case .string:
            let token = try advance()
            return try node(.literal(.string(lexer.unquoted(token))), at: token.location)
        case .word, .quotedName:
            if let literal = currentLiteral {
                return try node(.literal(literal), at: try advance().location)
            }
            if let literal = try parseTypedLiteral() { return literal }
            guard isName(current) else { throw unexpected("an expression") }
            return try parseColumn()
        case .symbol, .end:
            throw unexpected("an expression")
        }
    }

    private var currentLiteral: Literal? {
        switch current.keyword {
        case .null: .null
        case .true: .boolean(true)
        case .false: .boolean(false)
        default: nil
        }
    }

    private mutating func parseParentheses() throws(SQLError) -> ParsedExpression {
        try enter()
        let location = try advance().location
        try refuseSubquery()
        let inner = try parseExpression()
        if current.kind == .symbol(.comma) {
            throw unsupported("lists of values in parentheses", at: location)
        }
        try expect(.rightParenthesis, "an operator or ')'")
        leave()
        return inner
    }

    func refuseSubquery() throws(SQLError) {
        if current.keyword == .select {
            throw unsupported("subqueries", at: current.location)
        }
    }

    private mutating func parseColumn() throws(SQLError) -> ParsedExpression {
        let token = try advance()
        if current.kind == .symbol(.dot) { return try parseQualifiedColumn(token) }
        let name = try identifier(token)
        if current.kind == .string, token.kind == .word,
            let feature = Unsupported.literals[name.text.asciiUppercased]
        {
            throw unsupported(feature, at: token.location)
        }
        return try node(.column(name), at: token.location)
    }

    private var isArray: Bool {
        current.keyword == .array && following?.kind == .symbol(.leftBracket)
    }

    /// `ARRAY[a, b]`.
    @inline(never)
    private mutating func parseArray() throws(SQLError) -> ParsedExpression {
        try enter()
        let location = try advance().location
        try advance()
        var elements: [Expression] = []
        var height = 0
        repeat {
            let element = try parseExpression()
            height = max(height, element.height)
            elements.append(element.expression)
        } while try accept(.comma)
        try expect(.rightBracket, "an operator, ',' or ']'")
        leave()
        return try node(.array(elements), at: location, above: height)
    }

    /// Whether the current word is a name with a parenthesis behind it.
    @inline(never)
    private var isCall: Bool {
        isName(current) && following?.kind == .symbol(.leftParenthesis)
    }
}
