import SQL
import Testing

/// Each row: the text, the column of the place, the feature by name.
private let table: [(String, Int, String)] = [
    ("SELECT a FROM t JOIN u ON x = y", 17, "JOIN"),
    ("SELECT a FROM t INNER JOIN u", 17, "JOIN"),
    ("SELECT a FROM t LEFT OUTER JOIN u", 17, "JOIN"),
    ("SELECT a FROM t cross join u", 17, "JOIN"),
    ("SELECT a FROM t NATURAL JOIN u", 17, "JOIN"),
    ("SELECT a FROM t, u", 16, "several tables in FROM"),
    ("SELECT a FROM t AS x", 17, "table aliases"),
    ("SELECT a FROM t x", 17, "table aliases"),
    ("SELECT a FROM t \"x\" WHERE a = 1", 17, "table aliases"),
    ("SELECT a FROM db.t", 15, "database names in front of a table"),
    ("SELECT a FROM `db`.`t`", 15, "database names in front of a table"),
    ("SELECT a FROM (SELECT a FROM t)", 15, "subqueries"),
    ("SELECT a FROM (t)", 15, "parentheses in FROM"),
    ("SELECT a FROM unnest(x)", 15, "table functions in FROM"),
    ("SELECT (SELECT 1 FROM u) FROM t", 9, "subqueries"),
    ("SELECT a FROM t WHERE a IN (SELECT b FROM u)", 29, "subqueries"),
    ("SELECT a FROM t WHERE EXISTS (SELECT b FROM u)", 31, "subqueries"),
    ("SELECT a FROM t WHERE a = ANY(SELECT b FROM u)", 31, "subqueries"),
    ("(SELECT a FROM t)", 1, "SELECT in parentheses"),
    ("WITH x AS (SELECT 1) SELECT a FROM x", 1, "WITH (common table expressions)"),
    ("SELECT a FROM t UNION SELECT a FROM u", 17, "UNION"),
    ("SELECT a FROM t WHERE b UNION ALL SELECT a FROM u", 25, "UNION"),
    ("SELECT a FROM t INTERSECT SELECT a FROM u", 17, "INTERSECT"),
    ("SELECT a FROM t LIMIT 1 EXCEPT SELECT a FROM u", 25, "EXCEPT"),
    ("SELECT sum(a) OVER (PARTITION BY b) FROM t", 15, "OVER (window functions)"),
    ("SELECT sum(a) over w FROM t", 15, "OVER (window functions)"),
    ("SELECT sum(a) FILTER (WHERE b) FROM t", 15, "FILTER"),
    ("SELECT p(a) WITHIN GROUP (ORDER BY b) FROM t", 13, "WITHIN GROUP"),
    ("SELECT CASE WHEN a THEN b END FROM t", 8, "CASE"),
    ("SELECT a + case a when b then c end FROM t", 12, "CASE"),
    ("SELECT CAST(a AS LONG) FROM t", 8, "CAST"),
    ("SELECT a::long FROM t", 9, "CAST (::)"),
    ("SELECT EXTRACT(YEAR FROM a) FROM t", 8, "EXTRACT"),
    ("SELECT a FROM t GROUP BY GROUPING SETS ((a), (b))", 26, "GROUPING SETS"),
    ("SELECT a FROM t GROUP BY ROLLUP(a)", 26, "ROLLUP"),
    ("SELECT a FROM t GROUP BY a, cube (a)", 29, "CUBE"),
    ("SELECT a || b FROM t", 10, "the operator ||"),
    ("SELECT a FROM t WHERE a || b = 'x'", 25, "the operator ||"),
    ("SELECT a + INTERVAL '1' DAY FROM t", 12, "INTERVAL"),
    ("SELECT a + INTERVAL 1 DAY FROM t", 12, "INTERVAL"),
    ("SELECT DATE '2020-01-01' FROM t", 8, "DATE literals"),
    ("SELECT TIMESTAMP '2020-01-01 00:00:00' FROM t", 8, "TIMESTAMP literals"),
    ("SELECT a FROM t WHERE a IS DISTINCT FROM b", 28, "IS DISTINCT FROM"),
    ("SELECT a FROM t WHERE a IS NOT DISTINCT FROM b", 32, "IS NOT DISTINCT FROM"),
    ("SELECT a FROM t WHERE a IS TRUE", 28, "IS TRUE"),
    ("SELECT a FROM t WHERE a IS NOT FALSE", 32, "IS NOT FALSE"),
    ("SELECT a FROM t WHERE a ILIKE 'x'", 25, "ILIKE"),
    ("SELECT a FROM t WHERE a NOT ILIKE 'x'", 29, "ILIKE"),
    ("SELECT a ILIKE 'x' FROM t", 10, "ILIKE"),
    ("SELECT a FROM t WHERE a RLIKE 'x'", 25, "RLIKE; call regexp_like"),
    ("SELECT a FROM t WHERE a SIMILAR TO 'x'", 25, "SIMILAR TO"),
    ("SELECT a FROM t WHERE (a, b) = (1, 2)", 23, "lists of values in parentheses"),
    ("SELECT DISTINCT ON (a) a, b FROM t", 17, "DISTINCT ON"),
    ("SELECT t.a FROM t", 8, "table names in front of a column"),
    ("SELECT t.* FROM t", 8, "table names in front of a column"),
    ("SELECT \"t\".\"a\" FROM t", 8, "table names in front of a column"),
    ("SELECT a[1] FROM t", 9, "arrays and subscripts"),
    ("SELECT a FROM t WHERE a = ?", 27, "statement parameters"),
    ("SELECT a FROM t FETCH FIRST 3 ROWS ONLY", 17, "FETCH FIRST; write LIMIT"),
    ("SELECT a FROM t WINDOW w AS (a)", 17, "WINDOW"),
    ("SELECT 1", 9, "SELECT without FROM"),
    ("SELECT 1;", 9, "SELECT without FROM"),
    ("SELECT a FROM t; SELECT b FROM t", 18, "several statements in one text"),
    ("SET a = 1; SHOW TABLES", 12, "SHOW statements"),
]

@Suite struct UnsupportedTests {
    @Test(arguments: table) func isRefusedByName(text: String, column: Int, feature: String) {
        let error = failure(text)
        #expect(error?.kind == .unsupported)
        #expect(error?.code == "SQL_UNSUPPORTED")
        #expect(error?.message == "line 1, column \(column): Martlet does not support \(feature)")
    }

    @Test(arguments: [
        "EXPLAIN", "SHOW", "DESCRIBE", "DESC", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "TRUNCATE",
        "MERGE", "GRANT", "USE", "VALUES", "BEGIN",
    ])
    func statementsAreRefusedByName(word: String) {
        for word in [word, word.lowercased()] {
            #expect(
                failure("\(word) x FROM y")?.message
                    == "line 1, column 1: Martlet does not support \(word.uppercased()) statements")
        }
    }

    @Test func regularExpressionsAreFunctions() throws {
        #expect(try expression("REGEXP_LIKE(a, '^x')").sql == "regexp_like(a,'^x')")
    }
}
