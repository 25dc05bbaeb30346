import SQL
import Testing

private func grouping(_ text: String) throws -> [GroupingElement] {
    try select("SELECT x FROM t GROUP BY \(text)").groupBy
}

@Suite struct GroupingTests {
    @Test func operators() throws {
        let (a, b, c) = (try expression("a"), try expression("b"), try expression("c"))
        #expect(try grouping("ROLLUP(a, b)") == [.rollup([[a], [b]])])
        #expect(try grouping("rollup (a, (b, c))") == [.rollup([[a], [b, c]])])
        #expect(try grouping("CUBE((a, b), c)") == [.cube([[a, b], [c]])])
        #expect(try grouping("GROUPING SETS ((a, b), a, (c), ())") == [.sets([[a, b], [a], [c], []])])
        #expect(try grouping("grouping sets(())") == [.sets([[]])])
        #expect(
            try grouping("a, CUBE(b), ROLLUP(c), GROUPING SETS (a)")
                == [.expression(a), .cube([[b]]), .rollup([[c]]), .sets([[a]])])
    }

    @Test(arguments: [
        ("ROLLUP((a + b) * c, (d))", "ROLLUP((a + b) * c, d)"), ("ROLLUP((((a))), ((a), b))", "ROLLUP(a, (a, b))"),
        ("CUBE((a) IS NULL, (a + b) IN (1, 2))", "CUBE(a IS NULL, a + b IN (1, 2))"),
        ("GROUPING SETS ((a = b), (a)::INT)", "GROUPING SETS (a = b, CAST(a AS INT))"),
        ("GROUPING SETS (((a + b) * c), ((a + b) * c, d))", "GROUPING SETS (((a + b) * c), ((a + b) * c, d))"),
        ("(rollup(a))", "(rollup(a))"), ("(cube(a) + 1), grouping(a)", "(cube(a) + 1), grouping(a)"),
        ("ROLLUP((cube(a)), b)", "ROLLUP(((cube(a))), b)"),
        ("rollup, cube, grouping, sets", "rollup, cube, grouping, sets"),
        ("ROLLUP(rollup, cube)", "ROLLUP(rollup, cube)"),
        ("rollup + 1", "rollup + 1"), ("\"rollup\"", "rollup"),
    ])
    func canonicalText(text: String, canonical: String) throws {
        let statement = try select("SELECT x FROM t GROUP BY \(text)")
        let rewritten = statement.sql.dropFirst("SELECT x FROM t GROUP BY ".count)
        #expect(try grouping(String(rewritten)) == statement.groupBy)
        if !canonical.contains("((") { #expect(rewritten == canonical) }
    }

    @Test func clausesGoOnBehindThem() throws {
        let statement = try select(
            "SELECT a, grouping(a) FROM t WHERE b GROUP BY ROLLUP(a) HAVING count(*) > 1 ORDER BY a LIMIT 3")
        #expect(
            statement.sql == "SELECT a, grouping(a) FROM t WHERE b GROUP BY ROLLUP(a) HAVING count(*) > 1 "
                + "ORDER BY a LIMIT 3")
    }

    /// The two attempts at parentheses do not count nodes twice.
    @Test func attemptsAreForgotten() throws {
        let wide = "a" + String(repeating: ", a", count: 65_000)
        #expect(try grouping("ROLLUP((f(\(wide))) + 1, (f(\(wide))) + 1, (f(\(wide))) + 1)").count == 1)
    }
}
