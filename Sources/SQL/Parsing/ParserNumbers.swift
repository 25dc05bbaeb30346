/// Numbers, with the sign in front of them.
extension StatementParser {
    @inline(never)
    mutating func parseNumber(sign: String, at location: SourceLocation) throws(SQLError) -> ParsedExpression {
        let token = current
        let text = sign + lexer.text(token)
        let literal: Literal
        if let integer = Int64(text) {
            literal = .integer(integer)
        } else if text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            guard let number = Double(text), number.isFinite else {
                throw SQLError(
                    .syntax, at: location, "found \(lexer.excerpt(token.range)), which is beyond the range of a DOUBLE")
            }
            literal = .double(number)
        } else {
            let digits = padded(lexer.text(token))
            guard digits.utf8.count <= StatementLimits.decimalBytes else {
                throw SQLError(
                    .tooLarge, at: location,
                    "the number has \(digits.utf8.count) characters, the limit is \(StatementLimits.decimalBytes)")
            }
            literal = .decimal(sign + digits)
        }
        try advance()
        return try node(.literal(literal), at: location)
    }

    /// With a digit at either side of the point.
    private func padded(_ digits: String) -> String {
        (digits.hasPrefix(".") ? "0" : "") + digits + (digits.hasSuffix(".") ? "0" : "")
    }
}
