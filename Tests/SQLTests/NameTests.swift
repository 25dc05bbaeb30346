import SQL
import Testing

private func column(_ text: String) throws -> Identifier? {
    guard case .expression(let expression, nil) = try select("SELECT \(text) FROM t").items.first,
        case .column(let name) = expression.kind
    else { return nil }
    return name
}

/// Words with a meaning somewhere in SQL that are columns of real tables.
private let usableWords = [
    "year", "month", "day", "hour", "minute", "time_hour", "date", "time", "timestamp", "count", "carrier", "origin",
    "option", "offset", "set", "first", "last", "nulls", "asc", "desc", "by", "escape", "end", "interval", "cast",
    "left", "right", "inner", "join", "on", "using", "over", "filter", "grouping", "rollup", "cube", "values", "with",
    "exists", "window", "fetch", "row", "rows", "key", "value", "type", "user", "name", "index", "table", "database",
    "show", "explain", "update", "delete", "min", "max", "sum", "avg", "extract", "within", "if", "then", "when",
    "else", "array", "try_cast", "sets", "for", "plan", "analyze", "describe", "functions", "tables", "ignore", "to",
    "double", "precision",
]

@Suite struct NameTests {
    @Test func caseIsKept() throws {
        #expect(try column("ArrDelay") == Identifier("ArrDelay"))
    }

    @Test(arguments: [
        ("\"a b\"", "a b"), ("`a b`", "a b"), ("\"a\"\"b\"", "a\"b"), ("`a``b`", "a`b"), ("\"a`b\"", "a`b"),
        ("\"select\"", "select"), ("\"\"\"\"", "\""), ("\"it's\"", "it's"), ("\"--\"", "--"),
    ])
    func quoted(text: String, name: String) throws {
        #expect(try column(text) == Identifier(name, isQuoted: true))
    }

    @Test(arguments: ["$docId", "$segmentName", "_a1", "a$b", "größe", "数", "e\u{301}"])
    func bare(name: String) throws {
        #expect(try column(name) == Identifier(name))
    }

    @Test(arguments: usableWords)
    func unreservedWords(word: String) throws {
        for word in [word, word.uppercased()] {
            #expect(try column(word) == Identifier(word))
            let text =
                "SELECT \(word), a AS \(word), a \(word), \(word) + 1, max(\(word)) \(word) FROM \(word)"
                + " WHERE \(word) = 1 AND \(word) IS NOT NULL AND \(word) IN (\(word)) AND NOT \(word) LIKE \(word)"
                + " GROUP BY \(word), \(word) HAVING \(word) > 1 ORDER BY \(word), \(word) DESC NULLS LAST"
                + " LIMIT 1 OFFSET 2 OPTION(\(word)=\(word))"
            let statement = try select(text)
            #expect(statement.table == Identifier(word))
            #expect(statement.options == [QueryOption(key: word, value: word)])
            #expect(try select(statement.sql) == statement)
        }
    }

    @Test(arguments: [
        "all", "and", "as", "between", "case", "distinct", "except", "from", "group", "having", "ilike", "in",
        "intersect", "is", "like", "limit", "not", "or", "order", "select", "union", "where",
    ])
    func reservedWords(word: String) throws {
        #expect(throws: SQLError.self) { try Parser.parse("SELECT a, \(word) FROM t") }
        #expect(throws: SQLError.self) { try Parser.parse("SELECT a AS \(word) FROM t") }
        #expect(throws: SQLError.self) { try Parser.parse("SELECT a FROM \(word)") }
        #expect(try column("\"\(word)\"") == Identifier(word, isQuoted: true))
        #expect(Identifier(word).sql == "\"\(word)\"")
    }

    @Test func aQuotedNameIsNoFunctionAndNoKeyword() throws {
        #expect(
            failure("SELECT \"max\"(a) FROM t")?.message
                == "line 1, column 13: found '(', expected an operator, an alias, ',' or FROM")
        #expect(try column("`TRUE`") == Identifier("TRUE", isQuoted: true))
    }

    @Test func canonicalNames() {
        #expect(Identifier("year", isQuoted: true).sql == "year")
        #expect(Identifier("a b").sql == "\"a b\"")
        #expect(Identifier("a\"b").sql == "\"a\"\"b\"")
        #expect(Identifier("1a").sql == "\"1a\"")
        #expect(Identifier("a--b").sql == "\"a--b\"")
        #expect(Identifier("").sql == "\"\"")
        #expect(Identifier("a ").sql == "\"a \"")
        #expect(Identifier("'").sql == "\"'\"")
    }

    @Test func resultColumnNames() throws {
        let text = """
            SELECT ArrDelay, "my col", `order`, "my col" + 1, COUNT(*), SUM(a + B), PercentileTDigest(x, 95),
            COUNT(DISTINCT Carrier), a  *  2, -1.50, 'x', NULL, (a), NOW() FROM t
            """
        let names = try select(text).items.map { item in
            if case .expression(let expression, _) = item { expression.sql } else { "*" }
        }
        #expect(
            names == [
                "ArrDelay", "my col", "order", "\"my col\" + 1", "count(*)", "sum(a + B)", "percentiletdigest(x,95)",
                "count(DISTINCT Carrier)", "a * 2", "-1.50", "'x'", "NULL", "a", "now()",
            ])
    }
}
