/// Calls of functions and aggregates, and what is written like one.
extension StatementParser {
    @inline(never)
    mutating func parseCall() throws(SQLError) -> ParsedExpression {
        let token = try advance()
        let name = try identifier(token)
        try enter()
        try advance()
        switch token.keyword {
        case .cast, .tryCast:
            let cast = try parseCast(isTry: token.keyword == .tryCast, at: token.location)
            leave()
            return cast
        default:
            var call = FunctionCall(name: name.text, arguments: [])
            let unit = token.keyword == .extract ? try parseExtractedUnit() : nil
            if let unit { call.arguments.append(unit) }
            var height = unit == nil ? 0 : 1
            height = max(height, try parseArguments(of: &call))
            if current.kind == .word {
                height = max(height, try parseCallSuffixes(of: &call))
            }
            leave()
            return try node(.call(call), at: token.location, above: height)
        }
    }

    /// - Returns: the height of the tallest argument.
    private mutating func parseArguments(of call: inout FunctionCall) throws(SQLError) -> Int {
        if call.arguments.isEmpty {
            if try accept(.star) {
                call.isStar = true
                try expect(.rightParenthesis, "')'")
                return 0
            }
            call.isDistinct = try accept(.distinct)
            if !call.isDistinct {
                let hasAll = try accept(.all)
                if !hasAll, try accept(.rightParenthesis) {
                    return 0
                }
            }
        }
        try refuseSubquery()
        var height = 0
        repeat {
            let argument = try parseExpression()
            height = max(height, argument.height)
            call.arguments.append(argument.expression)
        } while try accept(.comma)
        if current.keyword == .order {
            throw unsupported(
                "ORDER BY among arguments; write WITHIN GROUP (ORDER BY ...) behind them", at: current.location)
        }
        try expect(.rightParenthesis, "an operator, ',' or ')'")
        return height
    }

    /// WITHIN GROUP and FILTER. The words are aliases too, where nothing that belongs to them follows.
    /// - Returns: the height of the tallest expression.
    @inline(never)
    private mutating func parseCallSuffixes(of call: inout FunctionCall) throws(SQLError) -> Int {
        var height = 0
        if current.keyword == .within, following?.keyword == .group {
            try advance()
            try advance()
            try expect(.leftParenthesis, "'('")
            guard current.keyword == .order else { throw unexpected("ORDER BY") }
            call.withinGroup = try parseOrderBy(height: &height)
            try expect(.rightParenthesis, "an operator, ',' or ')'")
        }
        if current.keyword == .filter, following?.kind == .symbol(.leftParenthesis) {
            try advance()
            try advance()
            try expect(.where)
            let filter = try parseExpression()
            height = max(height, filter.height)
            call.filter = filter.expression
            try expect(.rightParenthesis, "an operator or ')'")
        }
        try refuseCallSuffix()
        return height
    }

    private func refuseCallSuffix() throws(SQLError) {
        guard current.kind == .word, let feature = Unsupported.afterCall[lexer.text(current).asciiUppercased],
            let following
        else { return }
        let isName = following.kind == .word && following.keyword == nil
        if following.kind == .symbol(.leftParenthesis) || isName || following.keyword == .nulls {
            throw unsupported(feature, at: current.location)
        }
    }
}
