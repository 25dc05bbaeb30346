import Bytes
import Schema
import Testing

/// BIG_DECIMALs in expressions: exact where they meet integers, themselves and literals.
struct DecimalTests {
    private static func decimal(_ text: String) -> Value {
        .string((try? BigDecimal(text))?.orderedBytes ?? ByteString([]))
    }

    private let row = OneRow([
        ("a", .bigDecimal, Self.decimal("0.1")), ("b", .bigDecimal, Self.decimal("12345678901234567890.2")),
        ("n", .bigDecimal, .null),
        ("i", .long, .integer(.max)), ("d", .double, .double(0.1)), ("inf", .double, .double(.infinity)),
        ("nan", .double, .double(.nan)),
        ("l", .list(.bigDecimal), .list([Self.decimal("1"), Self.decimal("2.5")])),
    ])

    @Test(arguments: [
        text("CAST(a + a + a AS STRING)", "0.3"), text("CAST(b + a AS STRING)", "12345678901234567890.3"),
        text("CAST(b - i AS STRING)", "3122306864379792083.2"),
        text("CAST(a * b AS STRING)", "1234567890123456789.02"), text("CAST(-b AS STRING)", "-12345678901234567890.2"),
        text("CAST(a + 0.2 AS STRING)", "0.3"),
        text("CAST(0.2 + a AS STRING)", "0.3"), text("CAST(a * 3 AS STRING)", "0.3"),
        text("CAST(i * CAST(i AS BIG_DECIMAL) AS STRING)", "85070591730234615847396907784232501249"),
        real("a / 4", 0.025), real("a + d", 0.2), real("b % 10", 8), null("a + n"), null("a * NULL"),
        fails("a / 0", "DIVISION_BY_ZERO"),
        bool("a = 0.1", true), bool("a = 0.10", true), bool("a = d", false), bool("a < d", true), bool("d > a", true),
        bool("a < inf", true), bool("inf > b", true),
        bool("a = nan", false), bool("a <> nan", true), bool("b > i", true), bool("i < b", true),
        bool("a IN (0.1, 5)", true), bool("a NOT IN (0.1)", false),
        bool("a BETWEEN 0.1 AND 0.1", true), bool("b BETWEEN i AND 12345678901234567890.2", true),
        bool("b = 12345678901234567890.2", true),
        bool("b = 12345678901234567890.20000001", false), bool("a BETWEEN d AND inf", false), null("n = 1"),
        bool("n IS NULL", true), bool("l = 2.5", true),
        bool("l <> 2.5", false), bool("l > 2", true), bool("a IS DISTINCT FROM 0.1", false),
        fails("a = 'x'", "TYPE_MISMATCH"),
        bool("12345678901234567890123 = 12345678901234567890123", true),
    ])
    func arithmeticAndComparison(_ example: FunctionCase) { example.check(row) }

    @Test func digitsAreBounded() {
        let long = String(repeating: "7", count: 6000)
        let row = OneRow([("x", .bigDecimal, Self.decimal(long)), ("y", .bigDecimal, Self.decimal("1E-9000"))])
        #expect(errorCode("x * x", row) == "NUMERIC_OVERFLOW")
        #expect(errorCode("x + y", row) == "NUMERIC_OVERFLOW")
        #expect(errorCode("x + x", row) == nil)
    }
}
