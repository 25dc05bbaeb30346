import SQL
import Testing

@Suite struct TemporalTests {
    @Test(
        arguments: [
            ("INTERVAL '3' DAY", 3, "DAY"), ("INTERVAL 3 DAY", 3, "DAY"), ("interval '3 days'", 3, "DAY"),
            ("INTERVAL '-3' months", -3, "MONTH"), ("INTERVAL ' 10  Minutes '", 10, "MINUTE"),
            ("INTERVAL '+1' YEAR", 1, "YEAR"), ("INTERVAL'0'SECOND", 0, "SECOND"),
            ("INTERVAL 7 quarters", 7, "QUARTER"),
            ("INTERVAL '9223372036854775807' MILLISECONDS", .max, "MILLISECOND"),
            ("INTERVAL '-9223372036854775808' NANOSECOND", .min, "NANOSECOND"), ("INTERVAL 2 weeks", 2, "WEEK"),
        ] as [(String, Int64, String)])
    func intervals(text: String, amount: Int64, unit: String) throws {
        let tree = try expression(text)
        #expect(tree.kind == .interval(IntervalLiteral(amount: amount, unit: unit)))
        #expect(tree.sql == "INTERVAL '\(amount)' \(unit)")
        #expect(try expression(tree.sql) == tree)
    }

    @Test func intervalsAreOperands() throws {
        #expect(
            try select("SELECT a - INTERVAL '1 day' b, INTERVAL 2 HOUR + a hour FROM t").sql
                == "SELECT a - INTERVAL '1' DAY AS b, INTERVAL '2' HOUR + a AS hour FROM t")
        #expect(
            try expression("a BETWEEN now() - INTERVAL 1 DAY AND now()").sql
                == "a BETWEEN now() - INTERVAL '1' DAY AND now()")
        #expect(try expression("interval - 3").sql == "interval - 3")
        #expect(try expression("interval(3)").sql == "interval(3)")
    }

    @Test func typedLiterals() throws {
        #expect(
            try expression("timestamp '2024-01-01 00:00:00'").kind == .typedLiteral(.timestamp, "2024-01-01 00:00:00"))
        #expect(try expression("DATE'2024-01-01'").kind == .typedLiteral(.date, "2024-01-01"))
        #expect(try expression("date 'it''s'").sql == "DATE 'it''s'")
        #expect(try expression("date = '2024-01-01' AND timestamp > 5").sql == "date = '2024-01-01' AND timestamp > 5")
        #expect(try expression("date(x) = timestamp(y)").sql == "date(x) = timestamp(y)")
    }

    @Test(arguments: [
        ("EXTRACT(YEAR FROM a)", "extract('YEAR',a)"), ("extract(day from b + 1)", "extract('DAY',b + 1)"),
        ("EXTRACT('hour' FROM a)", "extract('HOUR',a)"), ("extract('day', a)", "extract('day',a)"),
        ("EXTRACT(a, b)", "extract(a,b)"), ("extract(a)", "extract(a)"),
        ("Extract ( doy FROM a ) + 1", "extract('DOY',a) + 1"),
        ("extract()", "extract()"), ("extract(DISTINCT a)", "extract(DISTINCT a)"),
    ])
    func extract(text: String, canonical: String) throws {
        let tree = try expression(text)
        #expect(tree.sql == canonical)
        #expect(try expression(canonical) == tree)
    }
}
