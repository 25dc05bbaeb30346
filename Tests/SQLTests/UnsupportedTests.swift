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
    ("SELECT a FROM t WHERE a RLIKE 'x'", 25, "RLIKE; call regexp_like"),
    ("SELECT a FROM t WHERE a SIMILAR TO 'x'", 25, "SIMILAR TO"),
    ("SELECT a FROM t WHERE (a, b) = (1, 2)", 23, "lists of values in parentheses"),
    ("SELECT DISTINCT ON (a) a, b FROM t", 17, "DISTINCT ON"),
    ("SELECT a[1] FROM t", 9, "arrays and subscripts"),
    ("SELECT a FROM t WHERE a = ?", 27, "statement parameters"),
    ("SELECT a FROM t FETCH FIRST 3 ROWS ONLY", 17, "FETCH FIRST; write LIMIT"),
    ("SELECT a FROM t WINDOW w AS (a)", 17, "WINDOW"),
    ("SELECT 1", 9, "SELECT without FROM"),
    ("SELECT 1;", 9, "SELECT without FROM"),
    ("SELECT a FROM t; SELECT b FROM t", 18, "several statements in one text"),
    ("SELECT a FROM t x JOIN u ON x = y", 19, "JOIN"),
    ("SELECT a FROM t AS x LEFT JOIN u", 22, "JOIN"),
    ("SELECT a FROM t x, u", 18, "several tables in FROM"),
    ("SELECT a FROM t AS x(a, b)", 21, "column aliases in FROM"),
    ("SELECT db.t.a FROM t", 8, "database names in front of a column"),
    ("SELECT t.f(a) FROM t", 8, "names in front of a function"),
    ("SELECT sum(a) FILTER (WHERE b) OVER (ORDER BY c) FROM t", 32, "OVER (window functions)"),
    ("SELECT last(a) IGNORE NULLS FROM t", 16, "IGNORE NULLS"),
    (
        "SELECT f(a ORDER BY b) FROM t", 12,
        "ORDER BY among arguments; write WITHIN GROUP (ORDER BY ...) behind them"
    ),
    ("SELECT CASE WHEN a IN (SELECT b FROM u) THEN 1 END FROM t", 24, "subqueries"),
    ("SELECT CAST((SELECT b FROM u) AS INT) FROM t", 14, "subqueries"),
    ("SELECT f(a) FILTER (WHERE (SELECT b FROM u)) FROM t", 28, "subqueries"),
    ("SELECT a FROM t GROUP BY ROLLUP((SELECT b FROM u))", 34, "subqueries"),
    ("SELECT CAST(a AS VARCHAR(10)) FROM t", 25, "types with length or precision"),
    ("SELECT a::DECIMAL(10, 2) FROM t", 18, "types with length or precision"),
    ("SELECT a::INT[][] FROM t", 16, "arrays of arrays"),
    ("SELECT a::INT_ARRAY[] FROM t", 11, "arrays of arrays"),
    ("SELECT CAST(a AS INT ARRAY ARRAY) FROM t", 18, "arrays of arrays"),
    ("SELECT TIME '10:00' FROM t", 8, "TIME literals"),
    ("SELECT INTERVAL '1 day 2 hours' FROM t", 8, "an INTERVAL of several units; add one of each"),
    ("SELECT INTERVAL '1' DAY TO HOUR FROM t", 8, "an INTERVAL of several units; add one of each"),
    ("SELECT a FROM t WHERE a IS UNKNOWN", 28, "IS UNKNOWN; write IS NULL"),
    ("SELECT a FROM t GROUP BY GROUPING SETS (a, ROLLUP(b))", 44, "ROLLUP inside GROUPING SETS"),
    ("SELECT a FROM t GROUP BY CUBE(a, GROUPING SETS (b))", 34, "GROUPING SETS inside CUBE"),
    ("SELECT a FROM t GROUP BY (a, b)", 26, "lists of values in parentheses"),
    ("SET a = 1; SHOW TABLES", 12, "options of SHOW"),
    ("SET a = 1; describe t", 12, "options of DESCRIBE"),
    ("SHOW DATABASES", 1, "SHOW DATABASES; there are SHOW TABLES and SHOW FUNCTIONS"),
    ("SHOW TABLES; SHOW TABLES", 14, "several statements in one text"),
    ("DESCRIBE db.t", 10, "database names in front of a table"),
    ("EXPLAIN SHOW TABLES", 9, "EXPLAIN of SHOW"),
    ("EXPLAIN PLAN FOR EXPLAIN SELECT a FROM t", 18, "EXPLAIN of EXPLAIN"),
    ("EXPLAIN INSERT INTO t", 9, "INSERT statements"),
    ("EXPLAIN SELECT a FROM t JOIN u", 25, "JOIN"),
]

@Suite struct UnsupportedTests {
    @Test(arguments: table) func isRefusedByName(text: String, column: Int, feature: String) {
        let error = failure(text)
        #expect(error?.kind == .unsupported)
        #expect(error?.code == "SQL_UNSUPPORTED")
        #expect(error?.message == "line 1, column \(column): Martlet does not support \(feature)")
    }

    @Test(arguments: [
        "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "TRUNCATE",
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
