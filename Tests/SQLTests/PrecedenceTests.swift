import SQL
import Testing

/// Each row: what is written, how it groups, and its canonical text where that is not what is written.
private let table: [(String, String, String?)] = [
    ("a OR b AND c", "(a OR (b AND c))", nil),
    ("a AND b OR c", "((a AND b) OR c)", nil),
    ("(a OR b) AND c", "((a OR b) AND c)", nil),
    ("NOT a AND b", "((NOT a) AND b)", nil),
    ("NOT (a AND b)", "(NOT (a AND b))", nil),
    ("NOT a = b", "(NOT (a = b))", nil),
    ("(NOT a) = b", "((NOT a) = b)", nil),
    ("NOT NOT a", "(NOT (NOT a))", nil),
    ("NOT a IS NULL", "(NOT (a IS NULL))", nil),
    ("NOT a IN (1) OR b", "((NOT (a IN (1))) OR b)", nil),
    ("a = b + c", "(a = (b + c))", nil),
    ("a + b = c", "((a + b) = c)", nil),
    ("a + b * c", "(a + (b * c))", nil),
    ("a * b + c", "((a * b) + c)", nil),
    ("(a + b) * c", "((a + b) * c)", nil),
    ("a - b - c", "((a - b) - c)", nil),
    ("a - (b - c)", "(a - (b - c))", nil),
    ("a - b + c", "((a - b) + c)", nil),
    ("a / b / c", "((a / b) / c)", nil),
    ("a / (b * c)", "(a / (b * c))", nil),
    ("a / b * c", "((a / b) * c)", nil),
    ("a % b * c", "((a % b) * c)", nil),
    ("a + b % c - d", "((a + (b % c)) - d)", nil),
    ("-a * b", "((-a) * b)", nil),
    ("a * -b", "(a * (-b))", nil),
    ("-(a * b)", "(-(a * b))", nil),
    ("- -a", "(- (-a))", nil),
    ("-(-a)", "(- (-a))", "- -a"),
    ("a - -b", "(a - (-b))", nil),
    ("a - -1", "(a - -1)", nil),
    ("a - - - 1", "(a - (- -1))", "a - - -1"),
    ("-1", "-1", nil),
    ("-(1)", "(-(1))", nil),
    ("-(-1)", "(- -1)", "- -1"),
    ("+a", "a", "a"),
    ("+ + 5", "5", "5"),
    ("- + 5", "(-(5))", "-(5)"),
    ("-5 * 3", "(-5 * 3)", nil),
    ("5-3", "(5 - 3)", "5 - 3"),
    ("5 -3", "(5 - 3)", "5 - 3"),
    ("a BETWEEN 1 AND 2 AND b", "((a BETWEEN 1 AND 2) AND b)", nil),
    ("a BETWEEN 1 + 2 AND 3 * 4 OR b", "((a BETWEEN (1 + 2) AND (3 * 4)) OR b)", nil),
    ("a NOT BETWEEN b AND c", "(a NOT BETWEEN b AND c)", nil),
    ("NOT a BETWEEN b AND c", "(NOT (a BETWEEN b AND c))", nil),
    ("a + 1 IN (b, c + 1, d OR e)", "((a + 1) IN (b, (c + 1), (d OR e)))", nil),
    ("a NOT IN (1, 2)", "(a NOT IN (1, 2))", nil),
    ("a LIKE 'x%' AND b", "((a LIKE 'x%') AND b)", nil),
    ("a NOT LIKE 'x!%' ESCAPE '!' OR b", "((a NOT LIKE 'x!%' ESCAPE '!') OR b)", nil),
    ("a + b IS NULL", "((a + b) IS NULL)", nil),
    ("a IS NOT NULL", "(a IS NOT NULL)", nil),
    ("a = b IS NULL", "((a = b) IS NULL)", nil),
    ("a IN (1) IS NOT NULL", "((a IN (1)) IS NOT NULL)", nil),
    ("a IS NULL IS NULL", "((a IS NULL) IS NULL)", nil),
    ("(a LIKE b) IS NULL", "((a LIKE b) IS NULL)", "a LIKE b IS NULL"),
    ("a BETWEEN b AND c IS NULL", "((a BETWEEN b AND c) IS NULL)", nil),
    ("a BETWEEN b AND (c IS NULL)", "(a BETWEEN b AND (c IS NULL))", nil),
    ("(a = b) + 1", "((a = b) + 1)", nil),
    ("(a = b) = c", "((a = b) = c)", nil),
    ("a = (b = c)", "(a = (b = c))", nil),
    ("(a AND b) = (c OR d)", "((a AND b) = (c OR d))", nil),
    ("((((a))))", "a", "a"),
    ("a || b || c", "((a || b) || c)", nil),
    ("a || (b || c)", "(a || (b || c))", nil),
    ("a || b + c * d", "(a || (b + (c * d)))", nil),
    ("(a || b) + c", "((a || b) + c)", nil),
    ("a || b = c || d", "((a || b) = (c || d))", nil),
    ("a LIKE b || c ESCAPE d || e AND f", "((a LIKE (b || c) ESCAPE (d || e)) AND f)", nil),
    ("a BETWEEN b || c AND d || e", "(a BETWEEN (b || c) AND (d || e))", nil),
    ("a NOT ILIKE b OR c", "((a NOT ILIKE b) OR c)", nil),
    ("a = b IS TRUE", "((a = b) IS TRUE)", nil),
    ("a IS NOT FALSE IS NULL AND b", "(((a IS NOT FALSE) IS NULL) AND b)", nil),
    ("NOT a IS TRUE", "(NOT (a IS TRUE))", nil),
    ("a + 1 IS DISTINCT FROM b || c AND d", "(((a + 1) IS DISTINCT FROM (b || c)) AND d)", nil),
    ("a = b IS NOT DISTINCT FROM c IS NULL", "(((a = b) IS NOT DISTINCT FROM c) IS NULL)", nil),
    ("a IS DISTINCT FROM (b IS NULL)", "(a IS DISTINCT FROM (b IS NULL))", nil),
    ("(a IS DISTINCT FROM b) = c", "((a IS DISTINCT FROM b) = c)", nil),
    ("-a::INT", "(-CAST(a AS INT))", "-CAST(a AS INT)"),
    ("-5::INT", "CAST(-5 AS INT)", "CAST(-5 AS INT)"),
    ("a + b::INT * c", "(a + (CAST(b AS INT) * c))", "a + CAST(b AS INT) * c"),
    ("(a + b)::INT::LONG", "CAST(CAST((a + b) AS INT) AS LONG)", "CAST(CAST(a + b AS INT) AS LONG)"),
    (
        "CASE WHEN a OR b THEN c + d ELSE e AND f END + 1",
        "(CASE WHEN (a OR b) THEN (c + d) ELSE (e AND f) END + 1)", nil
    ),
    ("CASE a = b WHEN c THEN d END IS NULL", "(CASE (a = b) WHEN c THEN d END IS NULL)", nil),
    ("a - INTERVAL '3' DAY * 2", "(a - (INTERVAL '3' DAY * 2))", nil),
    ("-INTERVAL '3' DAY", "(-INTERVAL '3' DAY)", nil),
    ("a >= TIMESTAMP '2024-01-01' AND b", "((a >= TIMESTAMP '2024-01-01') AND b)", nil),
    ("f(a + b, c OR d) + 1", "(f((a + b),(c OR d)) + 1)", "f(a + b,c OR d) + 1"),
]

@Suite struct PrecedenceTests {
    @Test(arguments: table) func groups(written: String, grouped: String, canonical: String?) throws {
        let tree = try expression(written)
        #expect(tree.groupedText == grouped)
        #expect(tree.sourceText == canonical ?? written)
    }

    @Test(arguments: ["=", "<>", "<", "<=", ">", ">="])
    func comparisons(symbol: String) throws {
        let tree = try expression("a\(symbol)b")
        guard case .comparison(let found, _, _) = tree.kind else {
            Issue.record("no comparison: \(tree)")
            return
        }
        #expect(found.rawValue == symbol)
        #expect(tree.sql == "a \(symbol) b")
    }

    @Test func bangEqualIsNotEqual() throws {
        #expect(try expression("a != b").sql == "a <> b")
    }

    @Test func chainsAreBalancedAndKeepTheirOrder() throws {
        let names = (0..<8).map { "c\($0)" }
        let tree = try expression(names.joined(separator: " AND "))
        #expect(tree.conjuncts.map(\.sql) == names)
        #expect(tree.groupedText == "(((c0 AND c1) AND (c2 AND c3)) AND ((c4 AND c5) AND (c6 AND c7)))")
        #expect(tree == Expression.conjunction(try names.map { try expression($0) }))
    }

    @Test func parenthesesDoNotChangeChains() throws {
        let plain = try expression("a OR b OR c OR d OR e")
        #expect(try expression("a OR (b OR (c OR (d OR e)))") == plain)
        #expect(try expression("(((a OR b) OR c) OR d) OR e") == plain)
        #expect(try expression("(a OR b) OR (c OR d OR e)") == plain)
        #expect(plain.sql == "a OR b OR c OR d OR e")
        #expect(plain.disjuncts.map(\.sql) == ["a", "b", "c", "d", "e"])
        #expect(plain.conjuncts == [plain])
        #expect(plain.disjuncts.map(\.location.column) == [23, 28, 33, 38, 43])
    }

    @Test func mixedChainsStayApart() throws {
        let tree = try expression("(a AND b OR c) AND d AND (e AND f)")
        #expect(tree.conjuncts.map(\.sql) == ["a AND b OR c", "d", "e", "f"])
    }
}
