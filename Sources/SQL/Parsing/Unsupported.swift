/// What SQL or Pinot has and Martlet does not run (yet), refused by name where it stands.
enum Unsupported {
    /// By the first word of the text.
    static let statements: [String: String] = {
        let words = [
            "ALTER", "ANALYZE", "BEGIN", "CALL", "COMMIT", "COPY", "CREATE", "DELETE", "DROP", "GRANT", "INSERT",
            "MERGE", "PRAGMA", "REPLACE", "REVOKE", "ROLLBACK", "TRUNCATE", "UPDATE", "USE", "VALUES",
        ]
        var features = Dictionary(uniqueKeysWithValues: words.map { ($0, "\($0) statements") })
        features["WITH"] = "WITH (common table expressions)"
        return features
    }()

    /// By the word behind the name of the table.
    static let afterTable: [String: String] = [
        "CROSS": "JOIN", "FULL": "JOIN", "INNER": "JOIN", "JOIN": "JOIN", "LEFT": "JOIN", "NATURAL": "JOIN",
        "RIGHT": "JOIN", "TABLESAMPLE": "TABLESAMPLE",
    ]

    /// By the word in front of a string.
    static let literals: [String: String] = ["TIME": "TIME literals"]

    /// By the word behind a function call, with a parenthesis, a name or NULLS behind itself.
    static let afterCall: [String: String] = [
        "OVER": "OVER (window functions)", "IGNORE": "IGNORE NULLS", "RESPECT": "RESPECT NULLS",
    ]

    /// By a word that stands where none of the grammar fits.
    private static let anywhere: [String: String] = [
        "EXCEPT": "EXCEPT", "FETCH": "FETCH FIRST; write LIMIT", "GLOB": "GLOB",
        "INTERSECT": "INTERSECT", "QUALIFY": "QUALIFY", "REGEXP": "REGEXP; call regexp_like",
        "RLIKE": "RLIKE; call regexp_like", "SIMILAR": "SIMILAR TO", "UNION": "UNION", "WINDOW": "WINDOW",
    ]

    /// The feature that a token belongs to which does not fit the grammar where it stands.
    static func feature(of token: Token, text: String) -> String? {
        switch token.kind {
        case .word: anywhere[text.asciiUppercased]
        case .symbol(.leftBracket): "arrays and subscripts"
        case .symbol(.questionMark): "statement parameters"
        default: nil
        }
    }
}
