import SQL
import Testing

/// Whether the text is refused for its size; anything but a statement or that error is a failure.
private func isTooLarge(_ text: String) throws -> Bool {
    do {
        _ = try Parser.parse(text)
        return false
    } catch  where error.kind == .tooLarge {
        return true
    }
}

/// Builds the text for a measure below, at and above the limit, and expects only the last to be refused.
private func expectLimit(_ limit: Int, _ text: (Int) -> String) throws {
    for (measure, isRefused) in [(limit - 1, false), (limit, false), (limit + 1, true)] {
        #expect(try isTooLarge(text(measure)) == isRefused, "\(measure)")
    }
}

private func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

@Suite struct LimitTests {
    @Test func textBytes() throws {
        try expectLimit(StatementLimits.textBytes) { "SELECT a FROM t" + times($0 - 15, " ") }
        try expectLimit(StatementLimits.textBytes) { "SELECT 'é" + times($0 - 18, "x") + "' FROM t" }
    }

    @Test func nesting() throws {
        let limit = StatementLimits.nesting
        try expectLimit(limit) { "SELECT \(times($0, "("))a\(times($0, ")")) FROM t" }
        try expectLimit(limit) { "SELECT \(times($0, "f("))a\(times($0, ")")) FROM t" }
        try expectLimit(limit) { "SELECT a FROM t WHERE \(times($0, "NOT ")) a" }
        try expectLimit(limit) { "SELECT \(times($0, "- ")) a FROM t" }
        try expectLimit(limit) { "SELECT \(times($0, "+ ")) a FROM t" }
        try expectLimit(limit) { "SELECT a FROM t WHERE \(times($0, "a IN ("))a\(times($0, ")"))" }
        try expectLimit(limit) { "SELECT \(times($0, "CASE WHEN "))a\(times($0, " THEN a END")) FROM t" }
        try expectLimit(limit) { "SELECT \(times($0, "CASE WHEN a THEN a ELSE "))a\(times($0, " END")) FROM t" }
        try expectLimit(limit) { "SELECT \(times($0, "CAST("))a\(times($0, " AS INT)")) FROM t" }
        try expectLimit(limit) { "SELECT \(times($0, "ARRAY["))a\(times($0, "]")) FROM t" }
        try expectLimit(limit) { "SELECT \(times($0, "f() FILTER (WHERE "))a\(times($0, ")")) FROM t" }
        try expectLimit(limit) { "SELECT \(times($0, "f() WITHIN GROUP (ORDER BY "))a\(times($0, ")")) FROM t" }
    }

    /// The canonical text writes CAST for `::`.
    @Test func doubleColonsAreNesting() throws {
        let limit = StatementLimits.nesting
        try expectLimit(limit) { "SELECT a\(times($0, "::INT")) FROM t" }
        try expectLimit(limit) { "SELECT -1\(times($0, "::INT")) FROM t" }
        try expectLimit(limit) { "SELECT \(times(100, "("))a\(times(100, ")"))\(times($0 - 100, "::INT")) FROM t" }
        try expectLimit(limit) { "SELECT \(times(100, "("))a\(times($0 - 100, "::INT"))\(times(100, ")")) FROM t" }
        try expectLimit(limit) { "SELECT f(a, f(a)::INT, \(times($0 - 1, "- "))a) FROM t" }
        #expect(try !isTooLarge("SELECT a::INT\(times(1000, ", a::INT + (a)::INT")) FROM t"))
        for count in [limit - 1, limit] {
            let statement = try select("SELECT ((a + b)::INT * c)\(times(count - 3, "::INT")) FROM t")
            #expect(try select(statement.sql) == statement)
        }
    }

    @Test func nestingIsLeftAgain() throws {
        let term = "NOT -(f(a IN (-1, - -2)))"
        let terms = Array(repeating: term, count: 3 * StatementLimits.nesting)
        #expect(try expression(terms.joined(separator: " AND ")).conjuncts.count == terms.count)
    }

    @Test func treeHeight() throws {
        let limit = StatementLimits.treeHeight
        try expectLimit(limit) { "SELECT a\(times($0 - 1, " + a")) FROM t" }
        try expectLimit(limit) { "SELECT a\(times($0 - 1, " * a")) FROM t" }
        try expectLimit(limit) { "SELECT a\(times($0 - 1, " || a")) FROM t" }
        try expectLimit(limit) { "SELECT a FROM t WHERE a\(times($0 - 1, " IS NOT TRUE"))" }
        try expectLimit(limit) { "SELECT a FROM t WHERE a\(times($0 - 1, " IS DISTINCT FROM a"))" }
        try expectLimit(limit) { "SELECT CASE WHEN a THEN b ELSE a\(times($0 - 2, " + a")) END FROM t" }
        try expectLimit(limit) { "SELECT f() WITHIN GROUP (ORDER BY b, a\(times($0 - 2, " + a")), c) FROM t" }
        try expectLimit(limit) { "SELECT a FROM t WHERE a\(times($0 - 1, " IS NULL"))" }
        try expectLimit(limit) {
            "SELECT a FROM t WHERE \(times(100, "(")) a\(times($0 - 101, " - a"))\(times(100, ") + 1"))"
        }
        try expectLimit(limit) { "SELECT a FROM t WHERE b AND c\(times($0 - 3, " + a")) OR d AND e" }
    }

    @Test func inListItems() throws {
        try expectLimit(StatementLimits.inListItems) { "SELECT a FROM t WHERE a IN (1\(times($0 - 1, ",1")))" }
    }

    @Test func groupingSets() throws {
        let limit = StatementLimits.groupingSets
        try expectLimit(limit) { "SELECT a FROM t GROUP BY GROUPING SETS (a\(times($0 - 1, ",a")))" }
        try expectLimit(limit) { "SELECT a FROM t GROUP BY ROLLUP(a\(times($0 - 2, ",a")))" }
        #expect(try !isTooLarge("SELECT a FROM t GROUP BY CUBE(a\(times(11, ",a")))"))
        #expect(try isTooLarge("SELECT a FROM t GROUP BY CUBE(a\(times(12, ",a")))"))
        #expect(try !isTooLarge("SELECT a FROM t GROUP BY CUBE(a,b,c,d,e,f)\(times(2, ",ROLLUP(a,b,c,d,e,f,g)"))"))
        #expect(try isTooLarge("SELECT a FROM t GROUP BY CUBE(a,b,c,d,e,f)\(times(3, ",ROLLUP(a,b,c,d,e,f,g)"))"))
        #expect(try isTooLarge("SELECT a FROM t GROUP BY CUBE(a\(times(70, ",a")))"))
    }

    @Test func decimalBytes() throws {
        try expectLimit(StatementLimits.decimalBytes) { "SELECT \(times($0, "9")) FROM t" }
        try expectLimit(StatementLimits.decimalBytes) { "SELECT -0.\(times($0 - 2, "9")) FROM t" }
    }

    @Test func expressionNodes() throws {
        let limit = StatementLimits.expressionNodes
        try expectLimit(limit) { "SELECT f(1\(times($0 - 2, ",1"))) FROM t" }
        try expectLimit(limit) { "SELECT *\(times($0 - 1, ",*")) FROM t" }
    }

    @Test func nameBytes() throws {
        let limit = StatementLimits.nameBytes
        for pattern in ["SELECT # FROM t", "SELECT a FROM #", "SELECT a AS # FROM t", "SELECT #(a) FROM t"] {
            try expectLimit(limit) { pattern.replacing("#", with: times($0, "x")) }
        }
        try expectLimit(limit) { "SELECT \"é\(times($0 - 2, "x"))\" FROM t" }
        try expectLimit(limit) { "SELECT \"\"\"\(times($0 - 1, "x"))\" FROM t" }
        try expectLimit(limit) { "SET \(times($0, "x")) = 1; SELECT a FROM t" }
        try expectLimit(limit) { "SELECT a FROM t AS \(times($0, "x"))" }
        try expectLimit(limit) { "DESCRIBE \(times($0, "x"))" }
        try expectLimit(limit - 1) { "SELECT CAST(a AS \(times($0, "x"))) FROM t" }
    }

    @Test func options() throws {
        let limit = StatementLimits.options
        try expectLimit(limit) { "\(times($0, "SET a = 1;")) SELECT a FROM t" }
        try expectLimit(limit) { "SELECT a FROM t OPTION(a=b\(times($0 - 1, ",a=b")))" }
        try expectLimit(limit) { "\(times($0 - 2, "SET a = 1;")) SELECT a FROM t OPTION(a=b) OPTION(a=b)" }
    }

    @Test func messages() {
        #expect(
            failure("SELECT \(times(129, "("))")?.description
                == "SQL_TOO_LARGE: line 1, column 136: "
                + "parentheses, functions, CASEs, NOTs and signs are nested more than 128 deep")
        #expect(
            failure("SELECT \(times(256, "x")) FROM t")?.message
                == "line 1, column 8: the name has 256 bytes, the limit is 255")
        #expect(
            failure(times(StatementLimits.textBytes + 1, "x"))?.message
                == "line 1, column 1: the statement has 1048577 bytes, the limit is 1048576")
        #expect(
            failure("SELECT a FROM t WHERE a IN (1\(times(65_536, ",1")))")?.message
                == "line 1, column 131101: the IN list has more than 65536 items")
    }
}
