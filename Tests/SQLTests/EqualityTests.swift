import SQL
import Testing

@Suite struct EqualityTests {
    @Test(arguments: [
        ("a+b", "  a\n + b"), ("\"year\"", "year"), ("`a b`", "\"a b\""), ("COUNT(*)", "count(*)"),
        ("Sum( a )", "sum(a)"), ("a <> b", "a != b"), ("NULL", "null"), ("(((a)))", "a"), ("-1", "- 1"),
        ("a AND (b AND c)", "(a AND b) AND c"), ("10e-1", "1e0"), (".5", "0.5"), ("5.", "5.0"), ("+a", "a"),
        ("a::long", "CAST(a AS LONG)"), ("CAST(a AS int array)", "a::INT[]"), ("a::INT_ARRAY", "CAST(a AS int array)"),
        ("INTERVAL 3 DAY", "interval '3 days'"), ("EXTRACT(year FROM a)", "extract('YEAR', a)"),
        ("case when a then b end", "CASE WHEN a THEN b END"), ("a not ilike b", "a NOT ILIKE b"),
        ("t.a", "a"), ("\"T\".a", "t . a"), ("date '1'", "DATE '1'"),
    ])
    func sameForm(left: String, right: String) throws {
        let (left, right) = (try expression(left), try expression(right))
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left.sourceText == right.sourceText)
    }

    /// No two of these are equal.
    private static let distinct = [
        "a", "A", "'a'", "b", "1", "1.0", "-1", "-(1)", "-a", "'é'", "'e\u{301}'", "é", "e\u{301}", "0.0", "-0.0",
        "NULL", "TRUE", "FALSE", "a + b", "b + a", "a - b", "a * b", "a = b", "a <> b", "a AND b", "a OR b", "NOT a",
        "a BETWEEN b AND c", "a NOT BETWEEN b AND c", "a BETWEEN c AND b", "a IN (b, c)", "a IN (c, b)", "a IN (b)",
        "a NOT IN (b, c)", "a LIKE b", "a NOT LIKE b", "a LIKE b ESCAPE c", "a LIKE c ESCAPE b", "a IS NULL",
        "a IS NOT NULL", "f(a)", "g(a)", "f(a, b)", "f()", "f(*)", "f(DISTINCT a)", "a - (b - c)", "a - b - c",
        "a AND b OR c", "a AND (b OR c)", "1e0", "-1e0", "1.00", "9223372036854775808", "a || b", "b || a",
        "a ILIKE b", "a NOT ILIKE b", "a ILIKE b ESCAPE c", "a IS TRUE", "a IS FALSE", "a IS NOT TRUE",
        "a IS NOT FALSE",
        "a IS DISTINCT FROM b", "a IS NOT DISTINCT FROM b", "b IS DISTINCT FROM a", "CASE WHEN a THEN b END",
        "CASE WHEN b THEN a END", "CASE WHEN a THEN b ELSE c END", "CASE a WHEN b THEN c END",
        "CASE WHEN a THEN b WHEN b THEN c END", "CAST(a AS INT)", "TRY_CAST(a AS INT)", "CAST(a AS LONG)",
        "CAST(a AS INT ARRAY)", "CAST(b AS INT)", "INTERVAL 1 DAY", "INTERVAL 2 DAY", "INTERVAL 1 HOUR", "ARRAY[a]",
        "ARRAY[a, b]", "ARRAY[b, a]", "TIMESTAMP '1'", "DATE '1'", "DATE '2'", "f(a) FILTER (WHERE b)",
        "f(a) FILTER (WHERE c)", "f(a) WITHIN GROUP (ORDER BY b)", "f(a) WITHIN GROUP (ORDER BY b DESC)",
        "f(a) WITHIN GROUP (ORDER BY b, c)", "f(a) WITHIN GROUP (ORDER BY b) FILTER (WHERE b)",
    ]

    @Test func differentForms() throws {
        let trees = try Self.distinct.map(expression)
        for (i, left) in trees.enumerated() {
            for (j, right) in trees.enumerated() {
                #expect((left == right) == (i == j), "\(Self.distinct[i]) and \(Self.distinct[j])")
            }
        }
        #expect(Set(trees).count == trees.count)
        #expect(Set(trees.map { Array($0.sourceText.utf8) }).count == trees.count)
    }

    @Test func statements() throws {
        let parts = [
            "SELECT a FROM t", "SELECT b FROM t", "SELECT * FROM t", "SELECT a AS b FROM t", "SELECT a AS c FROM t",
            "SELECT a FROM u", "SELECT DISTINCT a FROM t", "SELECT a FROM t WHERE b", "SELECT a FROM t HAVING b",
            "SELECT a FROM t GROUP BY b", "SELECT a FROM t ORDER BY b", "SELECT a FROM t ORDER BY b DESC",
            "SELECT a FROM t ORDER BY b NULLS FIRST", "SELECT a FROM t ORDER BY b NULLS LAST",
            "SELECT a FROM t LIMIT 1", "SELECT a FROM t OFFSET 1", "SELECT a FROM t OPTION(a=b)",
            "SELECT a FROM t GROUP BY ROLLUP(b)", "SELECT a FROM t GROUP BY CUBE(b)",
            "SELECT a FROM t GROUP BY GROUPING SETS (b)", "SELECT a FROM t GROUP BY GROUPING SETS (b, ())",
            "SELECT a FROM t GROUP BY GROUPING SETS ((b, c))", "SELECT a FROM t GROUP BY GROUPING SETS (b, c)",
            "SELECT a FROM t GROUP BY b, ROLLUP(b)", "EXPLAIN PLAN FOR SELECT a FROM t",
            "EXPLAIN ANALYZE SELECT a FROM t", "EXPLAIN ANALYZE SELECT b FROM t", "SHOW TABLES", "SHOW FUNCTIONS",
            "DESCRIBE t", "DESCRIBE u",
        ]
        let statements = try parts.map(Parser.parse)
        #expect(Set(statements).count == parts.count)
        for (part, statement) in zip(parts, statements) {
            #expect(try Parser.parse("\n\(part.replacing(" ", with: "  "))") == statement)
        }
    }
}
