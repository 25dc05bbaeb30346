import SQL
import Testing

/// A debug build runs a tenth of each text, which is still far over every limit, to finish in seconds.
#if DEBUG
    private let scale = 10
#else
    private let scale = 1
#endif

private func times(_ count: Int, _ text: String) -> String {
    String(repeating: text, count: count < 1000 ? count : count / scale)
}

/// Texts made to exhaust stack, memory or time, with what must come of each: an error's kind, or a statement.
private let table: [(name: String, text: String, kind: SQLError.Kind?)] = [
    ("parentheses", times(1_000_000, "("), .syntax),
    ("parentheses in SELECT", "SELECT " + times(1_000_000, "("), .tooLarge),
    ("closing parentheses", "SELECT a" + times(1_000_000, ")"), .syntax),
    ("NOTs", "SELECT a FROM t WHERE " + times(100_000, "NOT ") + "a", .tooLarge),
    ("minus signs", "SELECT " + times(100_000, "- ") + "a FROM t", .tooLarge),
    ("plus signs", "SELECT " + times(100_000, "+") + "a FROM t", .tooLarge),
    ("signs in turn", "SELECT " + times(100_000, "-+") + "a FROM t", .tooLarge),
    ("functions", "SELECT " + times(100_000, "f("), .tooLarge),
    ("IN lists", "SELECT a FROM t WHERE " + times(100_000, "a IN("), .tooLarge),
    ("BETWEENs", "SELECT a FROM t WHERE " + times(50_000, "a BETWEEN "), .syntax),
    ("ANDs", "SELECT a FROM t WHERE a" + times(100_000, " AND a"), nil),
    ("ORs", "SELECT a FROM t WHERE a" + times(100_000, " OR a"), nil),
    ("ANDs and ORs", "SELECT a FROM t WHERE a" + times(50_000, " OR a AND a"), nil),
    ("sums", "SELECT a" + times(100_000, "+a") + " FROM t", .tooLarge),
    ("products", "SELECT a" + times(100_000, "*a") + " FROM t", .tooLarge),
    ("sums and products", "SELECT a" + times(100_000, "+a*a") + " FROM t", .tooLarge),
    ("CASEs", "SELECT " + times(100_000, "CASE WHEN "), .tooLarge),
    ("CASEs as operands", "SELECT " + times(100_000, "CASE "), .tooLarge),
    ("CASEs behind ELSE", "SELECT " + times(40_000, "CASE WHEN a THEN b ELSE "), .tooLarge),
    ("branches", "SELECT CASE" + times(50_000, " WHEN a THEN b") + " END FROM t", nil),
    ("CASTs", "SELECT " + times(100_000, "CAST("), .tooLarge),
    ("double colons", "SELECT a" + times(100_000, "::INT") + " FROM t", .tooLarge),
    ("words of a type", "SELECT CAST(a AS" + times(100_000, " INT") + ") FROM t", .tooLarge),
    ("brackets of a type", "SELECT CAST(a AS INT" + times(100_000, "[]") + ") FROM t", .unsupported),
    ("arrays", "SELECT " + times(100_000, "ARRAY["), .tooLarge),
    ("array elements", "SELECT ARRAY[a" + times(100_000, ",a") + "] FROM t", nil),
    ("concatenations", "SELECT a" + times(100_000, "||a") + " FROM t", .tooLarge),
    ("filters", "SELECT " + times(50_000, "f(a) FILTER (WHERE "), .tooLarge),
    ("orders within groups", "SELECT " + times(30_000, "f(a) WITHIN GROUP (ORDER BY "), .tooLarge),
    ("truth tests", "SELECT a" + times(100_000, " IS TRUE") + " FROM t", .tooLarge),
    ("distinct tests", "SELECT a" + times(50_000, " IS DISTINCT FROM a") + " FROM t", .tooLarge),
    ("spaces in an interval", "SELECT INTERVAL '" + times(1_000_000, " ") + "1' DAY FROM t", nil),
    ("words in an interval", "SELECT INTERVAL '" + times(500_000, "1 ") + "' DAY FROM t", .unsupported),
    ("qualifiers", "SELECT a FROM t WHERE t.a" + times(100_000, " AND t.a"), nil),
    ("points between names", "SELECT " + times(300_000, "a.") + "a FROM t", .unsupported),
    ("empty grouping sets", "SELECT a FROM t GROUP BY GROUPING SETS (()" + times(200_000, ",()") + ")", .tooLarge),
    ("cubes", "SELECT a FROM t GROUP BY CUBE(a)" + times(100_000, ",CUBE(a)"), .tooLarge),
    ("a wide cube", "SELECT a FROM t GROUP BY CUBE(a" + times(100_000, ",a") + ")", .tooLarge),
    ("parentheses in a rollup", "SELECT a FROM t GROUP BY ROLLUP(" + times(100_000, "("), .tooLarge),
    ("EXPLAINs", times(100_000, "EXPLAIN "), .unsupported),
    ("comparisons", "SELECT a" + times(100_000, "=a") + " FROM t", .syntax),
    ("null tests", "SELECT a" + times(100_000, " IS NULL") + " FROM t", .tooLarge),
    ("select items", "SELECT a" + times(200_000, ",a") + " FROM t", nil),
    ("order items", "SELECT a FROM t ORDER BY a" + times(200_000, ",a"), nil),
    ("commas", "SELECT " + times(1_000_000, ","), .syntax),
    ("semicolons", "SELECT a FROM t" + times(1_000_000, ";"), nil),
    ("quotes", "SELECT " + times(1_000_000, "'"), .unsupported),
    ("an odd number of quotes", "SELECT " + times(999_999, "'"), .syntax),
    ("name quotes", "SELECT " + times(1_000_000, "\""), .tooLarge),
    ("comment starts", times(500_000, "/*"), .syntax),
    ("comments", times(200_000, "/**/") + "SELECT a FROM t", nil),
    ("comments between tokens", "SELECT a" + times(60_000, "/**/,/* */a") + " FROM t", nil),
    ("line comments", times(300_000, "--\n") + "SELECT a FROM t", nil),
    ("digits", "SELECT " + times(1_000_000, "9") + " FROM t", .tooLarge),
    ("digits behind the point", "SELECT 0." + times(1_000_000, "3") + " FROM t", .tooLarge),
    ("digits with an exponent", "SELECT " + times(1_000_000, "9") + "e0 FROM t", .syntax),
    ("exponent digits", "SELECT 1e" + times(1_000_000, "9") + " FROM t", .syntax),
    ("negative exponent digits", "SELECT 1e-" + times(1_000_000, "9") + " FROM t", nil),
    ("points", "SELECT " + times(1_000_000, "."), .syntax),
    ("a long string", "SELECT '" + times(500_000, "é") + "' FROM t", nil),
    ("a long word", "SELECT " + times(1_000_000, "x"), .tooLarge),
    ("unicode words", "SELECT " + times(300_000, "é "), .syntax),
    ("SETs", times(100_000, "SET a=1;"), .tooLarge),
    ("OPTIONs", "SELECT a FROM t " + times(70_000, "OPTION(a=b)"), .tooLarge),
    ("SELECTs", times(100_000, "SELECT "), .syntax),
    ("NUL bytes", times(1_000_000, "\u{0}"), .syntax),
    ("a chain in parentheses", chainInParentheses(onTheLeft: true), nil),
    ("a chain in parentheses on the right", chainInParentheses(onTheLeft: false), nil),
]

/// A long chain that every pair of parentheses adds one term to.
private func chainInParentheses(onTheLeft: Bool) -> String {
    let chain = "a" + times(100_000, " AND a")
    let nested =
        onTheLeft
        ? times(127, "(") + chain + times(127, " AND b)")
        : times(127, "(b AND ") + chain + times(127, ")")
    return "SELECT a FROM t WHERE \(nested)"
}

@Suite struct HostileTests {
    @Test(arguments: table.indices) func endsInAnErrorOrAStatement(index: Int) {
        let (name, text, kind) = table[index]
        do {
            let statement = try Parser.parse(text)
            #expect(kind == nil, "\(name) parsed")
            #expect((try? Parser.parse(statement.sql)) == statement, "\(name)")
        } catch {
            #expect(error.kind == kind, "\(name): \(error.message.prefix(300))")
            #expect(error.message.utf8.count < 1000)
        }
    }
}
