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
        guard text.utf8.count <= StatementLimits.textBytes else {
            throw SQLError(
                .tooLarge, at: SourceLocation(line: 1, column: 1),
                "the statement has \(text.utf8.count) bytes, the limit is \(StatementLimits.textBytes)")
        }
        var parser = try StatementParser(text)
        return try parser.parseStatement()
    }
}
