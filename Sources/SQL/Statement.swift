/// What one text handed to the parser says.
public enum Statement: Hashable, Sendable {
    case select(SelectStatement)

    /// The statement in canonical form, which parses to an equal statement.
    public var sql: String {
        switch self {
        case .select(let select): select.sql
        }
    }
}
