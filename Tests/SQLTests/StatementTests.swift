import SQL
import Testing

@Suite struct StatementTests {
    @Test func everyClause() throws {
        let text = """
            SET timeoutMs = 100; set "useStar" = 'a;b';
            select distinct Carrier, count(*) as n, max(delay) "worst"
            from `flights`
            where month = 1
            group by Carrier, month + 1
            having count(*) > 10
            order by n desc nulls last, Carrier asc, 3 nulls first
            limit 10 offset 5
            option(skipUpsert=true, x=-1.5) OPTION(y=`z z`);
            """
        let statement = try select(text)
        #expect(statement.isDistinct)
        #expect(
            statement.items == [
                .expression(try expression("Carrier"), alias: nil),
                .expression(try expression("count(*)"), alias: Identifier("n")),
                .expression(try expression("max(delay)"), alias: Identifier("worst")),
            ])
        #expect(statement.table == Identifier("flights", isQuoted: true))
        #expect(statement.tableLocation == SourceLocation(line: 3, column: 6))
        #expect(statement.filter == (try expression("month = 1")))
        #expect(statement.groupBy == (try ["Carrier", "month + 1"].map { .expression(try expression($0)) }))
        #expect(statement.having == (try expression("count(*) > 10")))
        #expect(
            statement.orderBy == [
                OrderItem(expression: try expression("n"), isAscending: false, nullsFirst: false),
                OrderItem(expression: try expression("Carrier")),
                OrderItem(expression: try expression("3"), nullsFirst: true),
            ])
        #expect(statement.limit == 10)
        #expect(statement.offset == 5)
        #expect(
            statement.options == [
                QueryOption(key: "timeoutMs", value: "100"), QueryOption(key: "useStar", value: "a;b"),
                QueryOption(key: "skipUpsert", value: "true"), QueryOption(key: "x", value: "-1.5"),
                QueryOption(key: "y", value: "z z"),
            ])
        #expect(
            statement.sql
                == "SET timeoutMs = '100'; SET useStar = 'a;b'; "
                + "SET skipUpsert = 'true'; SET x = '-1.5'; SET y = 'z z'; "
                + "SELECT DISTINCT Carrier, count(*) AS n, max(delay) AS worst FROM flights WHERE month = 1 "
                + "GROUP BY Carrier, month + 1 HAVING count(*) > 10 "
                + "ORDER BY n DESC NULLS LAST, Carrier, 3 NULLS FIRST LIMIT 10 OFFSET 5")
    }

    @Test func leastStatement() throws {
        let statement = try select("SELECT * FROM t")
        #expect(statement.items == [.star(SourceLocation(line: 1, column: 8))])
        #expect(!statement.isDistinct)
        #expect(statement.filter == nil && statement.having == nil && statement.limit == nil)
        #expect(statement.groupBy.isEmpty && statement.orderBy.isEmpty && statement.options.isEmpty)
        #expect(statement.offset == 0)
    }

    @Test(
        arguments: [
            ("", nil, 0), ("LIMIT 7", 7, 0), ("LIMIT 7 OFFSET 3", 7, 3), ("LIMIT 3, 7", 7, 3), ("OFFSET 3", nil, 3),
            ("OFFSET 3 LIMIT 7", 7, 3), ("LIMIT 0", 0, 0), ("limit 9223372036854775807", Int.max, 0),
            ("LIMIT 7 OPTION(a=b)", 7, 0),
        ] as [(String, Int?, Int)])
    func limits(clause: String, limit: Int?, offset: Int) throws {
        let statement = try select("SELECT a FROM t \(clause)")
        #expect(statement.limit == limit)
        #expect(statement.offset == offset)
    }

    @Test(arguments: [
        "SELECT a FROM t;", "SELECT a FROM t ; ;", "  \t\r\n\u{0B}\u{0C}SELECT a FROM t\n",
        "SELECT/**/a/* x */FROM/***/t", "-- first\nSELECT a -- rest\nFROM t -- end", "SELECT a FROM t --",
        "select a from t", "SELECT ALL a FROM t",
        "/* a -- b */ SELECT /* ' */ a FROM t -- ' /*", "sElEcT a FrOm t", "SELECT(a)FROM\"t\"",
        "SELECT \"a\" FROM `t`",
        "SELECT a FROM t /* /* */",
    ])
    func spaceAndComments(text: String) throws {
        #expect(try Parser.parse(text).sql == "SELECT a FROM t")
    }

    @Test func starsAndCalls() throws {
        let statement = try select(
            "SELECT *, a, * , f(), g(a, b*2), count(distinct a), count(ALL a), h(DISTINCT a, b) FROM t")
        #expect(
            statement.sql == "SELECT *, a, *, f(), g(a,b * 2), count(DISTINCT a), count(a), h(DISTINCT a,b) FROM t")
    }

    @Test func locationsAreOfTheFirstToken() throws {
        let statement = try select("SELECT a,\n  -b + 'č🐦' * f(x)\nFROM t WHERE NOT (c)\r\n AND d IS NULL")
        guard case .expression(let sum, _) = statement.items[1], case .arithmetic(_, let left, let product) = sum.kind,
            case .arithmetic(_, let string, let call) = product.kind, let filter = statement.filter
        else {
            Issue.record("another tree: \(statement)")
            return
        }
        #expect(sum.location == SourceLocation(line: 2, column: 3))
        #expect(left.location == SourceLocation(line: 2, column: 3))
        #expect(string.location == SourceLocation(line: 2, column: 8))
        #expect(product.location == SourceLocation(line: 2, column: 8))
        #expect(call.location == SourceLocation(line: 2, column: 15))
        #expect(filter.location == SourceLocation(line: 3, column: 14))
        #expect(filter.conjuncts.map(\.location) == [filter.location, SourceLocation(line: 4, column: 6)])
    }

    @Test func optionsKeepOrderAndDuplicates() throws {
        let options = try select("SET b=1; SET a=2; SELECT x FROM t OPTION(b=3,b=3)").options
        #expect(options.map { "\($0.key)=\($0.value)" } == ["b=1", "a=2", "b=3", "b=3"])
    }
}
