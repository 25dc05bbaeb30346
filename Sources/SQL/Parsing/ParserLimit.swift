/// LIMIT and OFFSET in any of their forms, SET and OPTION.
extension StatementParser {
    /// `LIMIT n`, `LIMIT m, n` (the offset first), `OFFSET m`, and LIMIT and OFFSET in either order.
    mutating func parseLimit(of select: inout SelectStatement) throws(SQLError) {
        var hasOffset = false
        while true {
            if select.limit == nil, try accept(.limit) {
                let number = try parseRowCount()
                if !hasOffset, try accept(.comma) {
                    select.offset = number
                    hasOffset = true
                    select.limit = try parseRowCount()
                } else {
                    select.limit = number
                }
            } else if !hasOffset, try accept(.offset) {
                select.offset = try parseRowCount()
                hasOffset = true
            } else {
                return
            }
        }
    }

    private mutating func parseRowCount() throws(SQLError) -> Int {
        let expected = "a number of rows, from 0 to \(Int.max)"
        guard current.kind == .number, let count = Int(lexer.text(current)) else { throw unexpected(expected) }
        try advance()
        return count
    }

    /// `SET key = value;`, any number of them.
    mutating func parseSetPrefixes() throws(SQLError) -> [QueryOption] {
        var options: [QueryOption] = []
        while try accept(.set) {
            options.append(try parseKeyAndValue())
            try checkOptionCount(options)
            try expect(.semicolon, "';'")
        }
        return options
    }

    /// `OPTION(key = value, ...)`.
    mutating func parseOption() throws(SQLError) -> [QueryOption] {
        try advance()
        try expect(.leftParenthesis, "'('")
        var options: [QueryOption] = []
        repeat {
            options.append(try parseKeyAndValue())
            try checkOptionCount(options)
        } while try accept(.comma)
        try expect(.rightParenthesis, "',' or ')'")
        return options
    }

    func checkOptionCount(_ options: [QueryOption]) throws(SQLError) {
        guard options.count <= StatementLimits.options else {
            throw SQLError(
                .tooLarge, at: current.location, "the statement has more than \(StatementLimits.options) options")
        }
    }

    private mutating func parseKeyAndValue() throws(SQLError) -> QueryOption {
        guard current.kind == .word || current.kind == .quotedName else { throw unexpected("the name of an option") }
        let key = try identifier(try advance()).text
        try expect(.equal, "'='")
        let sign = try accept(.minus) ? "-" : ""
        switch current.kind {
        case .number:
            return QueryOption(key: key, value: sign + lexer.text(try advance()))
        case .string where sign.isEmpty, .quotedName where sign.isEmpty:
            return QueryOption(key: key, value: lexer.unquoted(try advance()))
        case .word where sign.isEmpty:
            return QueryOption(key: key, value: lexer.text(try advance()))
        default:
            throw unexpected("the value of the option: a number, a string or a word")
        }
    }
}
