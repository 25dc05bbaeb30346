import SQL
import Testing

@Suite struct ConditionalTests {
    @Test func searchedCase() throws {
        let tree = try expression("CASE WHEN a > 1 THEN 'x' WHEN b THEN 'y' ELSE 'z' END")
        guard case .caseWhen(nil, let branches, let otherwise?) = tree.kind else {
            Issue.record("another tree: \(tree.sql)")
            return
        }
        #expect(branches.map(\.condition.sql) == ["a > 1", "b"])
        #expect(branches.map(\.result.sql) == ["'x'", "'y'"])
        #expect(otherwise.sql == "'z'")
        #expect(tree.location == SourceLocation(line: 1, column: 23))
        #expect(branches[1].condition.location == SourceLocation(line: 1, column: 53))
    }

    @Test func simpleCase() throws {
        let tree = try expression("case a + 1 when 1 then 2 end")
        guard case .caseWhen(let operand?, let branches, nil) = tree.kind else {
            Issue.record("another tree: \(tree.sql)")
            return
        }
        #expect(operand.sql == "a + 1")
        #expect(branches.count == 1)
        #expect(tree.sql == "CASE a + 1 WHEN 1 THEN 2 END")
    }

    @Test(arguments: [
        ("CASE WHEN end THEN end ELSE end END", "CASE WHEN end THEN end ELSE end END"),
        ("CASE end WHEN then THEN else ELSE else END", "CASE end WHEN then THEN else ELSE else END"),
        ("CASE \"when\" WHEN when THEN when END", "CASE \"when\" WHEN \"when\" THEN \"when\" END"),
        (
            "CASE CASE WHEN a THEN b END WHEN c THEN CASE d WHEN e THEN f END END",
            "CASE CASE WHEN a THEN b END WHEN c THEN CASE d WHEN e THEN f END END"
        ),
        ("CASE (when(a)) WHEN b THEN c END", "CASE (when(a)) WHEN b THEN c END"),
        ("CASE (when(a) + 1) WHEN when(b) THEN when(c) END", "CASE (when(a) + 1) WHEN when(b) THEN when(c) END"),
        ("CASE WHEN a THEN b END::INT", "CAST(CASE WHEN a THEN b END AS INT)"),
        ("CASE WHEN a BETWEEN 1 AND 2 AND b THEN c END", "CASE WHEN a BETWEEN 1 AND 2 AND b THEN c END"),
    ])
    func words(text: String, canonical: String) throws {
        let tree = try expression(text)
        #expect(tree.sql == canonical)
        #expect(try expression(canonical) == tree)
    }

    @Test func insideOfAStatement() throws {
        let statement = try select(
            "SELECT sum(CASE WHEN a THEN 1 ELSE 0 END) n, CASE a WHEN 1 THEN 2 END end FROM t ORDER BY CASE WHEN n THEN 1 END"
        )
        #expect(
            statement.sql == "SELECT sum(CASE WHEN a THEN 1 ELSE 0 END) AS n, CASE a WHEN 1 THEN 2 END AS end FROM t "
                + "ORDER BY CASE WHEN n THEN 1 END")
    }

    @Test func tests() throws {
        #expect(try expression("a IS TRUE").kind == .isTruth(expression("a"), true, isNegated: false))
        #expect(try expression("a is not false").kind == .isTruth(expression("a"), false, isNegated: true))
        #expect(
            try expression("a IS DISTINCT FROM b").kind
                == .isDistinct(expression("a"), from: expression("b"), isNegated: false))
        #expect(
            try expression("a IS NOT DISTINCT FROM NULL").kind
                == .isDistinct(expression("a"), from: expression("NULL"), isNegated: true))
    }
}
