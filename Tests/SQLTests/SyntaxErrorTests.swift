import SQL
import Testing

private let afterTable =
    "expected WHERE, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, OPTION or the end of the statement"
private let order =
    "but the clauses stand in the order WHERE, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, OPTION, each once"
private let rows = "expected a number of rows, from 0 to 9223372036854775807"

private let units = "expected a unit of time: \(IntervalLiteral.units.joined(separator: ", "))"
private let amount = "expected a whole number of a unit, such as INTERVAL '3' DAY"
private let inGroup = "expected an operator, ',' or ')'"

/// Each row: the text and the whole message.
private let table: [(String, String)] = [
    ("", "line 1, column 1: found the end of the statement, expected SELECT"),
    (" \n\t", "line 2, column 2: found the end of the statement, expected SELECT"),
    (";", "line 1, column 1: found ';', expected SELECT"),
    ("42", "line 1, column 1: found '42', expected SELECT"),
    ("'x'", "line 1, column 1: found the string 'x', expected SELECT"),
    ("SLECT a FROM t", "line 1, column 1: found 'SLECT', expected SELECT; did you mean SELECT?"),
    ("SELECTT a FROM t", "line 1, column 1: found 'SELECTT', expected SELECT; did you mean SELECT?"),
    ("foo", "line 1, column 1: found 'foo', expected SELECT"),
    ("SELECT FROM t", "line 1, column 8: found 'FROM', expected an expression"),
    ("SELECT a, FROM t", "line 1, column 11: found 'FROM', expected an expression"),
    ("SELECT , a FROM t", "line 1, column 8: found ',', expected an expression"),
    ("SELECT", "line 1, column 7: found the end of the statement, expected an expression"),
    ("SELECT a b c FROM t", "line 1, column 12: found 'c', expected ',' or FROM"),
    ("SELECT a 'b' FROM t", "line 1, column 10: found the string 'b', expected an operator, an alias, ',' or FROM"),
    ("SELECT a FORM t", "line 1, column 10: found 'FORM', expected ',' or FROM; did you mean FROM?"),
    ("SELECT a AS 1 FROM t", "line 1, column 13: found '1', expected an alias"),
    ("SELECT a AS FROM t", "line 1, column 13: found 'FROM', expected an alias"),
    (
        "SELECT a AS limit FROM t",
        "line 1, column 13: found 'limit', expected an alias; to use the reserved word as a name, write \"limit\""
    ),
    (
        "SELECT order, a FROM t",
        "line 1, column 8: found 'order', expected an expression; to use the reserved word as a name, write \"order\""
    ),
    (
        "SELECT a FROM t WHERE group = 1",
        "line 1, column 23: found 'group', expected an expression; "
            + "to use the reserved word as a name, write \"group\""
    ),
    ("SELECT * a FROM t", "line 1, column 10: found 'a', expected an operator, an alias, ',' or FROM"),
    ("SELECT a FROM", "line 1, column 14: found the end of the statement, expected the name of a table"),
    ("SELECT a FROM WHERE b", "line 1, column 15: found 'WHERE', expected the name of a table"),
    ("SELECT a FROM 't'", "line 1, column 15: found the string 't', expected the name of a table"),
    ("SELECT a FROM t 5", "line 1, column 17: found '5', \(afterTable)"),
    ("SELECT a FROM t WHRE b", "line 1, column 17: found 'WHRE', \(afterTable); did you mean WHERE?"),
    ("SELECT a FROM t GRUOP BY b", "line 1, column 17: found 'GRUOP', \(afterTable); did you mean GROUP?"),
    ("SELECT a FROM t limt 5", "line 1, column 17: found 'limt', \(afterTable); did you mean LIMIT?"),
    (
        "SELECT a FROM t WHERE b = 1 ADN c = 2",
        "line 1, column 29: found 'ADN', expected an operator, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, OPTION "
            + "or the end of the statement; did you mean AND?"
    ),
    ("SELECT a FROM t WHERE", "line 1, column 22: found the end of the statement, expected an expression"),
    ("SELECT a FROM t WHERE a =", "line 1, column 26: found the end of the statement, expected an expression"),
    ("SELECT a FROM t WHERE a = = b", "line 1, column 27: found '=', expected an expression"),
    ("SELECT a FROM t WHERE a AND", "line 1, column 28: found the end of the statement, expected an expression"),
    ("SELECT a FROM t WHERE AND b", "line 1, column 23: found 'AND', expected an expression"),
    (
        "SELECT a FROM t WHERE a == b",
        "line 1, column 25: found '==', expected an operator, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, OPTION "
            + "or the end of the statement; equality is written ="
    ),
    (
        "SELECT a FROM t WHERE (a && b)",
        "line 1, column 26: found '&&', expected an operator or ')'; write AND"
    ),
    (
        "SELECT a FROM t WHERE a = b = c",
        "line 1, column 29: found '=' behind a comparison; comparisons do not chain, use AND or parentheses"
    ),
    (
        "SELECT a FROM t WHERE 1 < a <= 3",
        "line 1, column 29: found '<=' behind a comparison; comparisons do not chain, use AND or parentheses"
    ),
    ("SELECT a FROM t WHERE (a", "line 1, column 25: found the end of the statement, expected an operator or ')'"),
    ("SELECT a FROM t WHERE ()", "line 1, column 24: found ')', expected an expression"),
    (
        "SELECT a FROM t WHERE a)",
        "line 1, column 24: found ')', expected an operator, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, OPTION "
            + "or the end of the statement"
    ),
    ("SELECT f(a FROM t", "line 1, column 12: found 'FROM', expected an operator, ',' or ')'"),
    ("SELECT f(a,) FROM t", "line 1, column 12: found ')', expected an expression"),
    ("SELECT f(*, a) FROM t", "line 1, column 11: found ',', expected ')'"),
    ("SELECT f(DISTINCT) FROM t", "line 1, column 18: found ')', expected an expression"),
    ("SELECT f(DISTINCT *) FROM t", "line 1, column 19: found '*', expected an expression"),
    ("SELECT a FROM t WHERE a NOT 5", "line 1, column 29: found '5', expected BETWEEN, IN, LIKE or ILIKE"),
    ("SELECT a FROM t WHERE a = NOT b", "line 1, column 27: found 'NOT', expected an expression"),
    ("SELECT a FROM t WHERE a BETWEEN 1", "line 1, column 34: found the end of the statement, expected AND"),
    ("SELECT a FROM t WHERE a BETWEEN 1 OR 2", "line 1, column 35: found 'OR', expected AND"),
    ("SELECT a FROM t WHERE a IN 5", "line 1, column 28: found '5', expected '('"),
    ("SELECT a FROM t WHERE a IN ()", "line 1, column 29: found ')', expected an expression"),
    ("SELECT a FROM t WHERE a IN (1 2)", "line 1, column 31: found '2', expected an operator, ',' or ')'"),
    (
        "SELECT a FROM t WHERE a IS 5", "line 1, column 28: found '5', expected NOT, NULL, TRUE, FALSE or DISTINCT"
    ),
    ("SELECT a FROM t WHERE a IS NOT 5", "line 1, column 32: found '5', expected NULL, TRUE, FALSE or DISTINCT"),
    ("SELECT a FROM t WHERE a IS DISTINCT b", "line 1, column 37: found 'b', expected FROM"),
    ("SELECT a || FROM t", "line 1, column 13: found 'FROM', expected an expression"),
    ("SELECT CASE END FROM t", "line 1, column 17: found 'FROM', expected an operator or WHEN"),
    ("SELECT CASE WHEN a b END FROM t", "line 1, column 20: found 'b', expected an operator or THEN"),
    (
        "SELECT CASE WHEN a THEN b FROM t",
        "line 1, column 27: found 'FROM', expected an operator, WHEN, ELSE or END"
    ),
    ("SELECT CASE WHEN a THEN b ELSE c FROM t", "line 1, column 34: found 'FROM', expected an operator or END"),
    ("SELECT CASE WHEN THEN b END FROM t", "line 1, column 23: found 'b', expected an operator or THEN"),
    ("SELECT CAST(a) FROM t", "line 1, column 14: found ')', expected an operator or AS"),
    ("SELECT CAST(a, 'INT') FROM t", "line 1, column 14: found ',', expected an operator or AS"),
    ("SELECT CAST(a AS) FROM t", "line 1, column 17: found ')', expected the name of a type"),
    ("SELECT CAST(a AS 'INT') FROM t", "line 1, column 18: found the string 'INT', expected the name of a type"),
    ("SELECT CAST(a AS INT, b) FROM t", "line 1, column 21: found ',', expected ')'"),
    ("SELECT a::5 FROM t", "line 1, column 11: found '5', expected the name of a type"),
    ("SELECT a::INT[3] FROM t", "line 1, column 15: found '3', expected ']'"),
    ("SELECT ARRAY[] FROM t", "line 1, column 14: found ']', expected an expression"),
    ("SELECT ARRAY[a b] FROM t", "line 1, column 16: found 'b', expected an operator, ',' or ']'"),
    ("SELECT a] FROM t", "line 1, column 9: found ']', expected an operator, an alias, ',' or FROM"),
    ("SELECT INTERVAL '3' FROM t", "line 1, column 21: found 'FROM', \(units)"),
    ("SELECT INTERVAL 3 FORTNIGHT FROM t", "line 1, column 19: found 'FORTNIGHT', \(units)"),
    ("SELECT INTERVAL 1.5 DAY FROM t", "line 1, column 17: found '1.5', \(amount)"),
    ("SELECT INTERVAL 'x' DAY FROM t", "line 1, column 17: found the string 'x', \(amount)"),
    ("SELECT INTERVAL '' DAY FROM t", "line 1, column 17: found the string '', \(amount)"),
    ("SELECT INTERVAL '3 moons' FROM t", "line 1, column 17: found the string '3 moons', \(amount)"),
    (
        "SELECT INTERVAL 9223372036854775808 DAY FROM t",
        "line 1, column 17: found '9223372036854775808', \(amount)"
    ),
    ("SELECT EXTRACT(YEAR FROM) FROM t", "line 1, column 25: found ')', expected an expression"),
    ("SELECT f(a) FILTER (b) FROM t", "line 1, column 21: found 'b', expected WHERE"),
    ("SELECT f(a) FILTER (WHERE b FROM t", "line 1, column 29: found 'FROM', expected an operator or ')'"),
    ("SELECT f(a) WITHIN GROUP b FROM t", "line 1, column 26: found 'b', expected '('"),
    ("SELECT f(a) WITHIN GROUP (b) FROM t", "line 1, column 27: found 'b', expected ORDER BY"),
    ("SELECT a FROM t AS 5", "line 1, column 20: found '5', expected an alias"),
    ("SELECT a FROM t AS x y", "line 1, column 22: found 'y', \(afterTable)"),
    ("SELECT a FROM t x y", "line 1, column 19: found 'y', \(afterTable)"),
    ("SELECT t.5 FROM t", "line 1, column 9: found '.5', expected an operator, an alias, ',' or FROM"),
    ("SELECT t.'a' FROM t", "line 1, column 10: found the string 'a', expected the name of a column"),
    ("SELECT count(t.*) FROM t", "line 1, column 16: found '*', expected the name of a column"),
    ("SELECT a FROM t GROUP BY ROLLUP(a", "line 1, column 34: found the end of the statement, \(inGroup)"),
    ("SELECT a FROM t GROUP BY ROLLUP()", "line 1, column 33: found ')', expected an expression"),
    ("SELECT a FROM t GROUP BY CUBE(a, ())", "line 1, column 35: found ')', expected an expression"),
    ("SELECT a FROM t GROUP BY GROUPING SETS a", "line 1, column 40: found 'a', expected '('"),
    ("SELECT a FROM t GROUP BY GROUPING SETS ()", "line 1, column 41: found ')', expected an expression"),
    ("EXPLAIN", "line 1, column 8: found the end of the statement, expected PLAN FOR, ANALYZE or SELECT"),
    ("EXPLAIN PLAN SELECT a FROM t", "line 1, column 14: found 'SELECT', expected FOR"),
    ("EXPLAIN PLAN FOR a", "line 1, column 18: found 'a', expected SELECT"),
    ("EXPLAIN ANALYZE", "line 1, column 16: found the end of the statement, expected SELECT"),
    ("EXPLIAN SELECT a FROM t", "line 1, column 1: found 'EXPLIAN', expected SELECT; did you mean EXPLAIN?"),
    ("SHOW", "line 1, column 5: found the end of the statement, expected TABLES or FUNCTIONS"),
    ("SHOW TABELS", "line 1, column 6: found 'TABELS', expected TABLES or FUNCTIONS; did you mean TABLES?"),
    ("SHOW TABLES LIKE 'x'", "line 1, column 13: found 'LIKE', expected the end of the statement"),
    ("DESCRIBE", "line 1, column 9: found the end of the statement, expected the name of a table"),
    ("DESC 'x'", "line 1, column 6: found the string 'x', expected the name of a table"),
    ("DESCRIBE t a", "line 1, column 12: found 'a', expected the end of the statement"),
    ("SELECT a FROM t WHERE a LIKE", "line 1, column 29: found the end of the statement, expected an expression"),
    ("SELECT a FROM t GROUP a", "line 1, column 23: found 'a', expected BY"),
    ("SELECT a FROM t ORDER a", "line 1, column 23: found 'a', expected BY"),
    ("SELECT a FROM t GROUP BY", "line 1, column 25: found the end of the statement, expected an expression"),
    ("SELECT a FROM t ORDER BY a,", "line 1, column 28: found the end of the statement, expected an expression"),
    ("SELECT a FROM t ORDER BY a NULLS", "line 1, column 33: found the end of the statement, expected FIRST or LAST"),
    (
        "SELECT a FROM t ORDER BY a DESC ASC",
        "line 1, column 33: found 'ASC', expected an operator, LIMIT, OFFSET, OPTION or the end of the statement"
    ),
    ("SELECT a FROM t LIMIT", "line 1, column 22: found the end of the statement, \(rows)"),
    ("SELECT a FROM t LIMIT -1", "line 1, column 23: found '-', \(rows)"),
    ("SELECT a FROM t LIMIT 1.5", "line 1, column 23: found '1.5', \(rows)"),
    ("SELECT a FROM t LIMIT 9223372036854775808", "line 1, column 23: found '9223372036854775808', \(rows)"),
    ("SELECT a FROM t LIMIT 1, x", "line 1, column 26: found 'x', \(rows)"),
    ("SELECT a FROM t OFFSET 'x'", "line 1, column 24: found the string 'x', \(rows)"),
    ("SELECT a FROM t LIMIT 1 5", "line 1, column 25: found '5', expected OPTION or the end of the statement"),
    ("SELECT a FROM t LIMIT 1 LIMIT 2", "line 1, column 25: found 'LIMIT', \(order)"),
    ("SELECT a FROM t LIMIT 1, 2 OFFSET 3", "line 1, column 28: found 'OFFSET', \(order)"),
    ("SELECT a FROM t LIMIT 1 ORDER BY a", "line 1, column 25: found 'ORDER', \(order)"),
    ("SELECT a FROM t GROUP BY a WHERE b", "line 1, column 28: found 'WHERE', \(order)"),
    ("SELECT a FROM t WHERE a WHERE b", "line 1, column 25: found 'WHERE', \(order)"),
    ("SELECT a FROM t OPTION a=b", "line 1, column 24: found 'a', expected '('"),
    ("SELECT a FROM t OPTION()", "line 1, column 24: found ')', expected the name of an option"),
    ("SELECT a FROM t OPTION(a)", "line 1, column 25: found ')', expected '='"),
    (
        "SELECT a FROM t OPTION(a=)",
        "line 1, column 26: found ')', expected the value of the option: a number, a string or a word"
    ),
    (
        "SELECT a FROM t OPTION(a=-b)",
        "line 1, column 27: found 'b', expected the value of the option: a number, a string or a word"
    ),
    ("SELECT a FROM t OPTION(a=b", "line 1, column 27: found the end of the statement, expected ',' or ')'"),
    ("SELECT a FROM t OPTION(a=b) WHERE c", "line 1, column 29: found 'WHERE', \(order)"),
    ("SET a = 1 SELECT b FROM t", "line 1, column 11: found 'SELECT', expected ';'"),
    ("SET = 1; SELECT b FROM t", "line 1, column 5: found '=', expected the name of an option"),
    ("SET a 1; SELECT b FROM t", "line 1, column 7: found '1', expected '='"),
    ("SET a = 1;", "line 1, column 11: found the end of the statement, expected SELECT"),
    ("SELECT 'abc FROM t", "line 1, column 8: the string that starts here has no closing '"),
    ("SELECT\n 'it''s", "line 2, column 2: the string that starts here has no closing '"),
    ("SELECT \"abc FROM t", "line 1, column 8: the quoted name that starts here has no closing \""),
    ("SELECT `abc FROM t", "line 1, column 8: the quoted name that starts here has no closing `"),
    ("SELECT a /* FROM t", "line 1, column 10: the comment that starts here has no closing */"),
    ("SELECT a FROM t /*/", "line 1, column 17: the comment that starts here has no closing */"),
    ("SELECT a FROM t /*", "line 1, column 17: the comment that starts here has no closing */"),
    ("SELECT \"\" FROM t", "line 1, column 8: found a quoted name without characters, expected a name"),
    ("SELECT a FROM ``", "line 1, column 15: found a quoted name without characters, expected a name"),
    ("SELECT a ! b", "line 1, column 10: found the character '!', which has no meaning outside of quotes"),
    ("SELECT a | b", "line 1, column 10: found the character '|', which has no meaning outside of quotes"),
    ("SELECT a\\b", "line 1, column 9: found the character '\\', which has no meaning outside of quotes"),
    ("SELECT “a”", "line 1, column 8: found the character U+201C, which has no meaning outside of quotes"),
    ("\u{FEFF}SELECT a", "line 1, column 1: found the character U+FEFF, which has no meaning outside of quotes"),
    ("SELECT\u{A0}a", "line 1, column 7: found the character U+00A0, which has no meaning outside of quotes"),
    ("SELECT \u{0}", "line 1, column 8: found the character U+0000, which has no meaning outside of quotes"),
    ("SELECT 🐦", "line 1, column 8: found the character U+1F426, which has no meaning outside of quotes"),
    (
        "SELECT 12abc FROM t",
        "line 1, column 8: found '12abc', which is no number; a name that starts with a digit must be quoted"
    ),
    ("SELECT 1e400 FROM t", "line 1, column 8: found '1e400', which is beyond the range of a DOUBLE"),
    ("SELECT 'čš',\n\t'🐦' 5 FROM t", "line 2, column 6: found '5', expected an operator, an alias, ',' or FROM"),
    ("SELECT a\r\nFROM\r\nt 5", "line 3, column 3: found '5', \(afterTable)"),
    (
        "SELECT a FROM '\(String(repeating: "é", count: 50))'",
        "line 1, column 15: found the string '\(String(repeating: "é", count: 40))…', expected the name of a table"
    ),
    ("SELECT a FROM 'x\ny'", "line 1, column 15: found the string 'x y', expected the name of a table"),
]

@Suite struct SyntaxErrorTests {
    @Test(arguments: table) func message(text: String, message: String) {
        let error = failure(text)
        #expect(error?.kind == .syntax)
        #expect(error?.code == "SQL_SYNTAX")
        #expect(error?.message == message)
    }

    /// Cutting a good statement anywhere gives a statement or an error inside or right behind the text.
    @Test func everyPrefixOfAStatement() {
        let text = """
            SET a = 'b'; SELECT DISTINCT x AS y, count(*), f(a, -1.5e3) FROM "t" WHERE a NOT IN (1, 2) AND b LIKE 'x' \
            ESCAPE '!' OR NOT c BETWEEN 1 AND 2 GROUP BY a HAVING b IS NOT NULL ORDER BY c DESC NULLS LAST \
            LIMIT 1, 2 OPTION(a=b);
            """
        var parsed = 0
        for length in 0...text.unicodeScalars.count {
            do {
                _ = try Parser.parse(String(text.unicodeScalars.prefix(length)))
                parsed += 1
            } catch {
                #expect(error.location.line == 1)
                #expect(error.location.column <= length + 1)
            }
        }
        #expect(parsed > 10)
    }
}
