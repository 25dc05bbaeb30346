/// What stands between operators: literals, columns, calls, parentheses.
extension StatementParser {
    mutating func parsePrimary() throws(SQLError) -> ParsedExpression {
        switch current.kind {
        case .symbol(.leftParenthesis): try parseParentheses()
        case .word where isCall: try parseCall()
        default: try parseOperand()
        }
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
        let name = try identifier(token)
        switch current.kind {
        case .string where !name.isQuoted, .number where !name.isQuoted:
            try refuse(name, Unsupported.literals, at: token.location)
        case .symbol(.dot):
            throw unsupported("table names in front of a column", at: token.location)
        default:
            break
        }
        return try node(.column(name), at: token.location)
    }

    private func refuse(
        _ name: Identifier, _ features: [String: String], at location: SourceLocation
    ) throws(SQLError) {
        if let feature = features[name.text.asciiUppercased] {
            throw unsupported(feature, at: location)
        }
    }

    /// Whether the current word is a name with a parenthesis behind it.
    @inline(never)
    private var isCall: Bool {
        isName(current) && following?.kind == .symbol(.leftParenthesis)
    }

    @inline(never)
    private mutating func parseCall() throws(SQLError) -> ParsedExpression {
        let token = try advance()
        let name = try identifier(token)
        try refuse(name, Unsupported.functions, at: token.location)
        try enter()
        try advance()
        var call = FunctionCall(name: name.text, arguments: [])
        var height = 0
        if try accept(.star) {
            call.isStar = true
            try expect(.rightParenthesis, "')'")
        } else {
            height = try parseArguments(of: &call)
        }
        leave()
        try refuseCallSuffix()
        return try node(.call(call), at: token.location, above: height)
    }

    /// - Returns: the height of the tallest argument.
    private mutating func parseArguments(of call: inout FunctionCall) throws(SQLError) -> Int {
        call.isDistinct = try accept(.distinct)
        if !call.isDistinct {
            let hasAll = try accept(.all)
            if !hasAll, try accept(.rightParenthesis) {
                return 0
            }
        }
        try refuseSubquery()
        var height = 0
        repeat {
            let argument = try parseExpression()
            height = max(height, argument.height)
            call.arguments.append(argument.expression)
        } while try accept(.comma)
        try expect(.rightParenthesis, "an operator, ',' or ')'")
        return height
    }

    private func refuseCallSuffix() throws(SQLError) {
        guard current.kind == .word, let feature = Unsupported.afterCall[lexer.text(current).asciiUppercased],
            let following
        else { return }
        let isName = following.kind == .word && following.keyword == nil
        if following.kind == .symbol(.leftParenthesis) || isName || following.keyword == .group {
            throw unsupported(feature, at: current.location)
        }
    }
}
