import Bytes
import Expressions
import Schema
import Testing

struct DecimalFunctionTests {
    @Test(arguments: [
        ("abs(d)", "-1.5", "1.5"), ("negate(d)", "-1.5", "1.5"), ("ceil(d)", "1.0000000000000000000001", "2"),
        ("ceil(d)", "-1.5", "-1"), ("floor(d)", "-1.5", "-2"),
        ("floor(d)", "0.5", "0"), ("ceil(d)", "0.0001", "1"), ("round(d)", "2.5", "3"), ("round(d)", "-2.5", "-3"),
        ("round(d)", "0.49", "0"), ("round(d, 2)", "1.005", "1.01"),
        ("round(d, -2)", "1250", "1300"), ("round(d, 0)", "99.5", "100"), ("truncate(d, 1)", "-9.99", "-9.9"),
        ("truncate(d)", "9.99", "9"), ("roundDecimal(d, 25)", "1.5", "1.5"),
        ("roundDecimal(d, 9223372036854775807)", "1.5", "1.5"), ("roundDecimal(d, -9223372036854775807)", "1.5", "0"),
        ("plus(d, 1)", "12345678901234567890.5", "12345678901234567891.5"),
        ("greatest(d, 2)", "12345678901234567890.5", "12345678901234567890.5"), ("coalesce(d, 1)", "1.5", "1.5"),
        ("nullIf(d, 2)", "1.5", "1.5"),
    ])
    func decimalsStayExact(call: String, number: String, expected: String) throws {
        let row = OneRow([("d", .bigDecimal, .string(try BigDecimal(number).orderedBytes))])
        #expect(try row.evaluate(call) == .string(try BigDecimal(expected).orderedBytes))
        #expect(try row.bind(call).type == .bigDecimal)
    }

    @Test func others() throws {
        let row = OneRow([("d", .bigDecimal, .string(try BigDecimal("-6.25").orderedBytes)), ("n", .bigDecimal, .null)])
        int("sign(d)", -1).check(row)
        real("sqrt(abs(d))", 2.5).check(row)
        null("abs(n)").check(row)
        null("round(n, 2)").check(row)
        real("power(d, 2)", 39.0625).check(row)
    }
}
