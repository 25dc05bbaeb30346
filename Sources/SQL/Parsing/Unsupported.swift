/// What SQL or Pinot has and Martlet does not run (yet), refused by name where it stands.
enum Unsupported {
    /// By the first word of the text.
    static let statements: [String: String] = {
        let words = [
            "ALTER", "ANALYZE", "BEGIN", "CALL", "COMMIT", "COPY", "CREATE", "DELETE", "DESC", "DESCRIBE", "DROP",
            "EXPLAIN", "GRANT", "INSERT", "MERGE", "PRAGMA", "REPLACE", "REVOKE", "ROLLBACK", "SHOW", "TRUNCATE",
            "UPDATE", "USE", "VALUES",
        ]
        var features = Dictionary(uniqueKeysWithValues: words.map { ($0, "\($0) statements") })
        features["WITH"] = "WITH (common table expressions)"
        return features
    }()

    /// By the word behind the name of the table.
    static let afterTable: [String: String] = [
        "CROSS": "JOIN", "FULL": "JOIN", "INNER": "JOIN", "JOIN": "JOIN", "LEFT": "JOIN", "NATURAL": "JOIN",
        "RIGHT": "JOIN", "AS": "table aliases", "TABLESAMPLE": "TABLESAMPLE",
    ]

    /// By the name in front of a parenthesis.
    static let functions: [String: String] = [
        "CAST": "CAST", "TRY_CAST": "TRY_CAST", "EXTRACT": "EXTRACT", "INTERVAL": "INTERVAL",
    ]

    /// By the word in front of a string or number.
    static let literals: [String: String] = [
        "DATE": "DATE literals", "INTERVAL": "INTERVAL", "TIME": "TIME literals", "TIMESTAMP": "TIMESTAMP literals",
    ]

    /// By the word in front of a parenthesis, behind a function call.
    static let afterCall: [String: String] = [
        "FILTER": "FILTER", "OVER": "OVER (window functions)", "WITHIN": "WITHIN GROUP",
    ]

    /// By a word of GROUP BY.
    static let grouping: [String: String] = [
        "CUBE": "CUBE", "GROUPING": "GROUPING SETS", "ROLLUP": "ROLLUP",
    ]

    /// By a word that stands where none of the grammar fits.
    private static let anywhere: [String: String] = [
        "CASE": "CASE", "EXCEPT": "EXCEPT", "FETCH": "FETCH FIRST; write LIMIT", "GLOB": "GLOB", "ILIKE": "ILIKE",
        "INTERSECT": "INTERSECT", "QUALIFY": "QUALIFY", "REGEXP": "REGEXP; call regexp_like",
        "RLIKE": "RLIKE; call regexp_like", "SIMILAR": "SIMILAR TO", "UNION": "UNION", "WINDOW": "WINDOW",
    ]

    /// The feature that a token belongs to which does not fit the grammar where it stands.
    static func feature(of token: Token, text: String) -> String? {
        switch token.kind {
        case .word: anywhere[text.asciiUppercased]
        case .symbol(.concatenate): "the operator ||"
        case .symbol(.doubleColon): "CAST (::)"
        case .symbol(.leftBracket): "arrays and subscripts"
        case .symbol(.questionMark): "statement parameters"
        default: nil
        }
    }
}
