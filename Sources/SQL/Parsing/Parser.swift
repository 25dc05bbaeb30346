/// Turns text into a syntax tree.
///
/// A hand-written recursive-descent parser over UTF-8 bytes with one token of lookahead. It knows no table and no
/// function: whether names exist and types fit is for the binder to say.
public enum Parser {
    /// Parses one statement, with `SET` prefixes and an optional final semicolon.
    ///
    /// Takes time linear in the length of the text, and stack bounded by `StatementLimits.nesting`.
    /// - Throws: `SQLError` of kind `syntax` with place, what was found and what was expected; `unsupported` with the
    ///   name of the feature; `tooLarge` with the name of the limit.
    public static func parse(_ text: String) throws(SQLError) -> Statement {
        try checkLength(text)
        var parser = try StatementParser(text)
        return try parser.parseStatement()
    }

    /// Parses one expression with nothing behind it. There is no table: `a.b` is the column of that name.
    ///
    /// The same limits hold as for a statement, and the same errors are thrown.
    public static func parseExpression(_ text: String) throws(SQLError) -> Expression {
        try checkLength(text)
        var parser = try StatementParser(text)
        parser.joinsDottedNames = true
        let expression = try parser.parseExpression().expression
        guard parser.current.kind == .end else { throw parser.unexpected("an operator or the end") }
        return expression
    }

    private static func checkLength(_ text: String) throws(SQLError) {
        guard text.utf8.count <= StatementLimits.textBytes else {
            throw SQLError(
                .tooLarge, at: SourceLocation(line: 1, column: 1),
                "the statement has \(text.utf8.count) bytes, the limit is \(StatementLimits.textBytes)")
        }
    }
}
