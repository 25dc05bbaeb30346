import SQL
import Testing

@Suite struct StatementKindTests {
    @Test(arguments: [
        ("SHOW TABLES", Statement.showTables), ("show tables;", .showTables), ("SHOW FUNCTIONS", .showFunctions),
        ("DESCRIBE t", .describe(Identifier("t"), SourceLocation(line: 1, column: 10))),
        ("desc \"my table\" ;;", .describe(Identifier("my table"), SourceLocation(line: 1, column: 6))),
        ("DESC tables", .describe(Identifier("tables"), SourceLocation(line: 1, column: 6))),
    ])
    func statements(text: String, statement: Statement) throws {
        let parsed = try Parser.parse(text)
        #expect(parsed == statement)
        #expect(parsed.hashValue == statement.hashValue)
        #expect(try Parser.parse(parsed.sql) == parsed)
    }

    @Test func placesOfTables() throws {
        guard case .describe(_, let location) = try Parser.parse("DESCRIBE\n  t") else {
            Issue.record("another statement")
            return
        }
        #expect(location == SourceLocation(line: 2, column: 3))
    }

    @Test(arguments: [
        ("EXPLAIN PLAN FOR SELECT a FROM t", "EXPLAIN PLAN FOR SELECT a FROM t"),
        ("explain select a from t", "EXPLAIN PLAN FOR SELECT a FROM t"),
        ("EXPLAIN ANALYZE SELECT a FROM t;", "EXPLAIN ANALYZE SELECT a FROM t"),
        (
            "SET b = 1; EXPLAIN ANALYZE SELECT a FROM t OPTION(c=2)",
            "SET b = '1'; SET c = '2'; EXPLAIN ANALYZE SELECT a FROM t"
        ),
    ])
    func explain(text: String, canonical: String) throws {
        let statement = try Parser.parse(text)
        guard case .explain(let select, _) = statement else {
            Issue.record("another statement")
            return
        }
        #expect(select.items.count == 1)
        #expect(statement.sql == canonical)
        #expect(try Parser.parse(canonical) == statement)
    }

    @Test func names() throws {
        let texts = ["SELECT a FROM t", "EXPLAIN SELECT a FROM t", "EXPLAIN ANALYZE SELECT a FROM t", "SHOW TABLES"]
        #expect(
            try texts.map { try Parser.parse($0).name }
                == ["SELECT", "EXPLAIN PLAN FOR", "EXPLAIN ANALYZE", "SHOW TABLES"])
    }
}
