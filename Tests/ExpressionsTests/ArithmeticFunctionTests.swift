import Bytes
import Schema
import Testing

struct ArithmeticFunctionTests {
    @Test(arguments: [
        int("plus(1, 2)", 3), int("add(1, 2)", 3), int("minus(1, 2)", -1), int("sub(1, 2)", -1), int("times(3, 4)", 12),
        int("mult(3, 4)", 12), real("plus(1, 2e0)", 3), real("divide(7, 2)", 3.5), real("div(7, 2)", 3.5),
        real("divide(7, 0, -1)", -1), real("divide(7, 2, -1)", 3.5), fails("divide(7, 0)", "DIVISION_BY_ZERO"),
        int("mod(7, 3)", 1), int("mod(-7, 3)", -1), fails("mod(7, 0)", "DIVISION_BY_ZERO"), null("plus(1, NULL)"),
        fails("plus(9223372036854775807, 1)", "NUMERIC_OVERFLOW"), fails("plus('a', 1)", "TYPE_MISMATCH"),
        int("negate(5)", -5), null("negate(NULL)"), fails("negate('a')", "TYPE_MISMATCH"),
    ])
    func operatorsByName(_ example: FunctionCase) { example.check() }

    @Test(arguments: [
        int("intDiv(7, 2)", 3), int("intDiv(-7, 2)", -4), int("intDiv(7, -2)", -4), int("intDiv(-7, -2)", 3),
        int("intDiv(-8, 2)", -4), int("intDiv(7.9e0, 2)", 3), int("intDiv(-7.9e0, 2)", -4),
        fails("intDiv(1, 0)", "DIVISION_BY_ZERO"), fails("intDiv(1e0, 0)", "DIVISION_BY_ZERO"),
        fails("intDiv(1e300, 1e-300)", "NUMERIC_OVERFLOW"), fails("intDiv(1e30, 1)", "NUMERIC_OVERFLOW"),
        int("intDivOrZero(7, 0)", 0), int("intDivOrZero(7, 2)", 3), int("intDivOrZero(1e30, 1)", 0),
        int("moduloOrZero(7, 0)", 0), int("moduloOrZero(-7, 3)", -1), real("moduloOrZero(7e0, 0)", 0),
        int("positiveModulo(-7, 3)", 2), int("positiveModulo(-7, -3)", 2), int("positiveModulo(7, 3)", 1),
        real("positiveModulo(-7e0, 3)", 2), fails("positiveModulo(1, 0)", "DIVISION_BY_ZERO"),
        int("gcd(12, 18)", 6), int("gcd(-12, 18)", 6), int("gcd(0, 0)", 0), int("gcd(0, 5)", 5),
        int("lcm(4, 6)", 12), int("lcm(-4, 6)", 12), int("lcm(0, 6)", 0),
        fails("lcm(9223372036854775807, 9223372036854775806)", "NUMERIC_OVERFLOW"),
    ])
    func wholeNumbers(_ example: FunctionCase) { example.check() }

    @Test func theSmallestLong() throws {
        let row = OneRow([("l", .long, .integer(.min)), ("m", .long, .integer(-1))])
        for call in ["abs(l)", "intDiv(l, m)", "gcd(l, l)", "negate(l)"] {
            fails(call, "NUMERIC_OVERFLOW").check(row)
        }
        int("intDivOrZero(l, m)", 0).check(row)
        int("moduloOrZero(l, m)", 0).check(row)
        int("positiveModulo(m, l)", .max).check(row)
        int("round(l, m)", .min).check(row)
        int("gcd(l, 2)", 2).check(row)
        int("sign(l)", -1).check(row)
    }

    @Test(arguments: [
        int("abs(-5)", 5), real("abs(-5.5e0)", 5.5), int("sign(-5)", -1), int("sign(0)", 0), real("sign(2.5e0)", 1),
        int("ceil(5)", 5), real("ceil(5.2e0)", 6), real("ceil(-5.2e0)", -5), real("floor(-5.2e0)", -6),
        real("floor(5.9e0)", 5), int("round(5)", 5), real("round(2.5e0)", 3), real("round(-2.5e0)", -3),
        int("round(17, 5)", 15), int("round(-17, 5)", -15), fails("round(17, 0)", "DIVISION_BY_ZERO"),
        real("round(2.345e0, 2)", 2.35), real("roundDecimal(1.005e0, 2)", 1.01),
        real("roundDecimal(-1.005e0, 2)", -1.01),
        real("roundDecimal(9.995e0, 2)", 10), real("roundDecimal(1234.5e0, -2)", 1200),
        real("roundDecimal(50e0, -2)", 100),
        real("roundDecimal(49e0, -2)", 0), real("roundDecimal(1e300, 5)", 1e300), real("roundDecimal(5e0, -400)", 0),
        real("roundDecimal(0.1e0, 9223372036854775807)", 0.1), real("roundDecimal(2.5e0)", 3),
        real("truncate(2.99e0)", 2), real("truncate(-2.99e0)", -2), real("truncate(2.999e0, 2)", 2.99),
        real("truncate(1299e0, -2)", 1200), null("round(NULL)"), null("round(1, NULL)"),
    ])
    func rounding(_ example: FunctionCase) { example.check() }

    @Test(arguments: [
        real("sqrt(16)", 4), real("sqrt(-1)", .nan), real("exp(0)", 1), real("exp(1)", 2.718281828459045),
        real("ln(2.718281828459045e0)", 1), real("log(10)", 2.302585092994046), real("log(2, 8)", 3),
        real("log2(8)", 3), real("log10(1000)", 3), real("power(2, -1)", 0.5), real("power(-8, 0.5e0)", .nan),
        real("hypot(3, 4)", 5), real("hypot(3e200, 4e200)", 5e200), real("hypot(0, 0)", 0),
        real("sin(0)", 0), real("cos(0)", 1), real("tan(0.5e0)", 0.5463024898437905),
        real("cot(0.5e0)", 1.830487721712452),
        real("asin(1)", 1.5707963267948966), real("acos(1)", 0), real("acos(2)", .nan),
        real("atan(1)", 0.7853981633974483),
        real("atan2(1, -1)", 2.356194490192345), real("sinh(1)", 1.1752011936438014),
        real("cosh(1)", 1.543080634815244),
        real("tanh(1)", 0.7615941559557649), real("degrees(3.141592653589793e0)", 180),
        real("radians(180)", 3.141592653589793), null("sin(NULL)"), fails("sin('a')", "TYPE_MISMATCH"),
        bool("isNaN(sqrt(-1))", true), bool("isNaN(1)", false), bool("isFinite(exp(1000))", false),
        bool("isInfinite(exp(1000))", true), real("ifNotFinite(exp(1000), 7)", 7), real("ifNotFinite(2, 7)", 2),
    ])
    func realNumbers(_ example: FunctionCase) { example.check() }

    @Test(arguments: [
        int("bitAnd(12, 10)", 8), int("bitOr(12, 10)", 14), int("bitXor(12, 10)", 6), int("bitNot(0)", -1),
        int("bitCount(255)", 8), int("bitCount(-1)", 64), int("bitShiftLeft(1, 10)", 1024),
        int("bitShiftLeft(1, 64)", 0),
        int("bitShiftLeft(1, 9223372036854775807)", 0), int("bitShiftRight(-8, 1)", -4),
        int("bitShiftRight(-8, 99)", -1),
        int("bitShiftRightLogical(-1, 60)", 15), int("bitShiftRightLogical(-1, 64)", 0),
        fails("bitShiftLeft(1, -1)", "INVALID_ARGUMENT"), int("bitExtract(5, 2)", 1), int("bitExtract(5, 1)", 0),
        int("bitExtract(-1, 63)", 1), fails("bitExtract(5, 64)", "INVALID_ARGUMENT"),
        fails("bitExtract(5, -1)", "INVALID_ARGUMENT"), fails("bitAnd(1e0, 2)", "TYPE_MISMATCH"),
    ])
    func bits(_ example: FunctionCase) { example.check() }

    @Test(arguments: [
        int("least(3, 1, 2)", 1), int("greatest(3, 1, 2)", 3), real("least(3, 1.5e0)", 1.5),
        text("greatest('a', 'b')", "b"),
        null("least(3, NULL)"), int("least(7)", 7), fails("least(1, 'a')", "TYPE_MISMATCH"),
        fails("least()", "TYPE_MISMATCH"), real("greatest(1, sqrt(-1))", .nan), real("least(1, sqrt(-1))", 1),
        text("coalesce(NULL, 'x', 'y')", "x"), null("coalesce(NULL, NULL)"), real("coalesce(NULL, 1, 2.5e0)", 1),
        fails("coalesce(1, 'a')", "TYPE_MISMATCH"), null("nullIf(1, 1)"), int("nullIf(1, 2)", 1),
        null("nullIf(NULL, 2)"),
        int("nullIf(1, NULL)", 1), fails("nullIf(1, 'a')", "TYPE_MISMATCH"), bool("isNull(NULL)", true),
        bool("isNull(1)", false), bool("isNotNull(NULL)", false), bool("isNotNull('')", true),
        bool("equals(1, 1)", true),
        bool("notEquals(1, 1)", false), bool("lessThan('a', 'b')", true), bool("gte(2, 2)", true), null("lte(NULL, 1)"),
    ])
    func choices(_ example: FunctionCase) { example.check() }

    @Test func choicesOfColumns() throws {
        let row = OneRow([
            ("a", .long, .null), ("b", .int, .integer(4)), ("d", .double, .double(2.5)),
            ("at", .timestamp, .integer(86_400_000)),
        ])
        int("coalesce(a, b)", 4).check(row)
        real("coalesce(a, d)", 2.5).check(row)
        real("least(b, d)", 2.5).check(row)
        null("greatest(a, b)").check(row)
        null("nullIf(b, 4)").check(row)
        int("nullIf(b, a)", 4).check(row)
        int("coalesce(at, '1970-01-03')", 86_400_000).check(row)
        #expect(try row.bind("least(at, '1970-01-03')").type == .timestamp)
        #expect(try row.bind("least(b, d)").type == .double)
        #expect(try row.bind("abs(b)").type == .long)
    }
}
