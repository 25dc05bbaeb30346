import SQL
import Testing

private func call(_ text: String) throws -> FunctionCall? {
    guard case .call(let call) = try expression(text).kind else { return nil }
    return call
}

@Suite struct AggregateSuffixTests {
    @Test func filter() throws {
        let found = try call("SUM(a) FILTER (WHERE b > 1 AND c)")
        #expect(
            found == FunctionCall(name: "sum", arguments: [try expression("a")], filter: try expression("b > 1 AND c")))
        #expect(try expression("count(*) filter(where a)").sql == "count(*) FILTER (WHERE a)")
        #expect(
            try expression("count(DISTINCT a) FILTER (WHERE b) + 1").sql == "count(DISTINCT a) FILTER (WHERE b) + 1")
    }

    @Test func withinGroup() throws {
        let found = try call("LISTAGG(a, ',') WITHIN GROUP (ORDER BY b DESC NULLS LAST, c)")
        #expect(
            found?.withinGroup == [
                OrderItem(expression: try expression("b"), isAscending: false, nullsFirst: false),
                OrderItem(expression: try expression("c")),
            ])
        #expect(found?.filter == nil)
        #expect(
            try expression("f(a) within group (order by b asc) filter (where c)").sql
                == "f(a) WITHIN GROUP (ORDER BY b) FILTER (WHERE c)")
    }

    @Test func theWordsAreAliases() throws {
        #expect(
            try select("SELECT f(a) filter, f(b) within, f(c) over, f(d) AS filter FROM t").sql
                == "SELECT f(a) AS filter, f(b) AS within, f(c) AS over, f(d) AS filter FROM t")
    }

    @Test func nested() throws {
        let text = "f(g(a) FILTER (WHERE h(b) WITHIN GROUP (ORDER BY c) > 1)) FILTER (WHERE d)"
        #expect(try expression(text).sql == text)
    }
}
