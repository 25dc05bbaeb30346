/// What one text handed to the parser says.
public enum Statement: Sendable {
    case select(SelectStatement)
    /// `EXPLAIN PLAN FOR SELECT ...`, or `EXPLAIN ANALYZE SELECT ...`, which runs it.
    case explain(SelectStatement, isAnalyze: Bool)
    case showTables
    case showFunctions
    /// `DESCRIBE table`.
    case describe(Identifier, SourceLocation)

    /// The statement in canonical form, which parses to an equal statement.
    public var sql: String {
        switch self {
        case .select(let select): select.sql
        case .explain(let select, let isAnalyze):
            select.sql(behind: isAnalyze ? "EXPLAIN ANALYZE " : "EXPLAIN PLAN FOR ")
        case .showTables: "SHOW TABLES"
        case .showFunctions: "SHOW FUNCTIONS"
        case .describe(let table, _): "DESCRIBE \(table.sql)"
        }
    }

    /// What the statement is called in a message.
    public var name: String {
        switch self {
        case .select: "SELECT"
        case .explain(_, let isAnalyze): isAnalyze ? "EXPLAIN ANALYZE" : "EXPLAIN PLAN FOR"
        case .showTables: "SHOW TABLES"
        case .showFunctions: "SHOW FUNCTIONS"
        case .describe: "DESCRIBE"
        }
    }
}
