import SQL
import Testing

@Suite struct TableTests {
    @Test(arguments: [
        "SELECT x.a, b, x.* FROM t AS x WHERE x.c = 1 GROUP BY x.d ORDER BY x.e",
        "SELECT x.a, t.b, T.* FROM t x WHERE X.c = 1 GROUP BY \"x\".d ORDER BY `t`.e",
        "SELECT t.a, t.b, t.* FROM t WHERE t.c = 1 GROUP BY t.d ORDER BY t . \"e\"",
        "SELECT a, b, * FROM t \"x\" WHERE c = 1 GROUP BY d ORDER BY e",
    ])
    func namesInFrontOfColumns(text: String) throws {
        #expect(try select(text).sql == "SELECT a, b, * FROM t WHERE c = 1 GROUP BY d ORDER BY e")
    }

    @Test(arguments: [
        "date", "filter", "array", "end", "interval", "option", "offset", "set", "first", "over", "\"where\"", "where2",
        "gruop", "limt",
    ])
    func aliases(alias: String) throws {
        #expect(try select("SELECT \(alias).a FROM t AS \(alias)").sql == "SELECT a FROM t")
        #expect(try select("SELECT \(alias).a FROM t AS \(alias) WHERE b").sql == "SELECT a FROM t WHERE b")
        if !["option", "offset"].contains(alias) {
            #expect(try select("SELECT \(alias).a FROM t \(alias);").sql == "SELECT a FROM t")
            #expect(try select("SELECT \(alias).a FROM t \(alias) LIMIT 1").sql == "SELECT a FROM t LIMIT 1")
        }
    }

    @Test(arguments: [
        ("SELECT y.a FROM t", 8, "there is no table y in FROM t"),
        ("SELECT a FROM t WHERE b = 1 AND y.c > 2", 33, "there is no table y in FROM t"),
        ("SELECT \"y y\".* FROM t AS x", 8, "there is no table \"y y\" in FROM t AS x"),
        ("SELECT x.a, y.b FROM t x ORDER BY z.c", 13, "there is no table y in FROM t AS x"),
    ])
    func otherTables(text: String, column: Int, message: String) throws {
        let error = failure(text)
        #expect(error?.code == "UNKNOWN_TABLE")
        #expect(error?.location == SourceLocation(line: 1, column: column))
        #expect(error?.detail == message)
    }

    @Test func locationsAreOfTheQualifier() throws {
        guard case .expression(let expression, _) = try select("SELECT t.a FROM t").items[0] else { return }
        #expect(expression.location == SourceLocation(line: 1, column: 8))
        #expect(try select("SELECT t.* FROM t").items == [.star(SourceLocation(line: 1, column: 8))])
    }

    @Test func manyNames() throws {
        #expect(try select("SELECT t.a FROM t WHERE t.a\(String(repeating: " AND t.a", count: 1000))").filter != nil)
    }
}
