/// CAST and TRY_CAST, `::`, and the names of types.
extension StatementParser {
    /// Behind `CAST(`.
    mutating func parseCast(isTry: Bool, at location: SourceLocation) throws(SQLError) -> ParsedExpression {
        let operand = try parseExpression()
        try expect(.as, "an operator or AS")
        let type = try parseTypeName(isEnclosed: true)
        try expect(.rightParenthesis, "')'")
        return try node(.cast(operand.expression, type, isTry: isTry), at: location, above: operand.height)
    }

    /// `operand::type`, any number of times.
    @inline(never)
    mutating func parseCasts(of operand: ParsedExpression) throws(SQLError) -> ParsedExpression {
        var left = operand
        while try accept(.doubleColon) {
            try enclose()
            let type = try parseTypeName(isEnclosed: false)
            left = try node(.cast(left.expression, type, isTry: false), at: left.location, above: left.height)
        }
        return left
    }

    /// Between parentheses all words belong to the type; behind `::` a second one only if it is known to, since an
    /// alias may follow.
    private mutating func parseTypeName(isEnclosed: Bool) throws(SQLError) -> TypeName {
        let location = current.location
        var words: [String] = []
        var length = 0
        while isTypeWord(behind: words.last, isEnclosed: isEnclosed) {
            words.append(lexer.text(try advance()))
            length += 1 + (words.last?.utf8.count ?? 0)
            guard length <= StatementLimits.nameBytes else {
                throw SQLError(
                    .tooLarge, at: location,
                    "the name of the type has more than \(StatementLimits.nameBytes - 1) bytes")
            }
        }
        guard !words.isEmpty else { throw unexpected("the name of a type") }
        if current.kind == .symbol(.leftParenthesis) {
            throw unsupported("types with length or precision", at: current.location)
        }
        let hasBrackets = try acceptBrackets()
        let (name, isArray) = elementType(words)
        guard !(isArray && hasBrackets), !elementType(name.split(separator: " ").map(String.init)).isArray else {
            throw unsupported("arrays of arrays", at: location)
        }
        return TypeName(name, isArray: isArray || hasBrackets, at: location)
    }

    private func isTypeWord(behind last: String?, isEnclosed: Bool) -> Bool {
        guard current.kind == .word, isName(current) else { return false }
        guard let last, !isEnclosed else { return true }
        switch (last.asciiUppercased, lexer.text(current).asciiUppercased) {
        case ("DOUBLE", "PRECISION"), ("CHARACTER", "VARYING"), ("CHAR", "VARYING"): return true
        default: return false
        }
    }

    private mutating func acceptBrackets() throws(SQLError) -> Bool {
        guard try accept(.leftBracket) else { return false }
        try expect(.rightBracket, "']'")
        if current.kind == .symbol(.leftBracket) {
            throw unsupported("arrays of arrays", at: current.location)
        }
        return true
    }

    /// `INT ARRAY` and `INT_ARRAY` are arrays of INT.
    private func elementType(_ words: [String]) -> (name: String, isArray: Bool) {
        let suffix = "_ARRAY"
        if words.count > 1, words.last?.asciiUppercased == "ARRAY" {
            return (words.dropLast().joined(separator: " "), true)
        }
        if words.count == 1, words[0].utf8.count > suffix.utf8.count, words[0].asciiUppercased.hasSuffix(suffix) {
            return (String(words[0].dropLast(suffix.count)), true)
        }
        return (words.joined(separator: " "), false)
    }
}
