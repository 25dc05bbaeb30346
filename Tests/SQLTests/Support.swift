import SQL
import Testing

/// The SELECT that the text says.
func select(_ text: String) throws(SQLError) -> SelectStatement {
    switch try Parser.parse(text) {
    case .select(let select): select
    }
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
