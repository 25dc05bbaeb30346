import SQL
import Testing

/// The SELECT that the text says.
func select(_ text: String) throws(SQLError) -> SelectStatement {
    guard case .select(let select) = try Parser.parse(text) else {
        throw SQLError(.unsupported, at: SourceLocation(line: 1, column: 1), "a statement other than SELECT")
    }
    return select
}

/// The expression that the text says, as the filter of a statement.
func expression(_ text: String) throws -> SQL.Expression {
    try #require(try select("SELECT x FROM t WHERE \(text)").filter)
}

/// The error of a text that must not parse.
func failure(_ text: String) -> SQLError? {
    do {
        let statement = try Parser.parse(text)
        Issue.record("parsed to \(statement.sql.prefix(200))")
        return nil
    } catch {
        return error
    }
}
