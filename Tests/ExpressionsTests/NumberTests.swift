import Bytes
import Expressions
import Schema
import Testing

struct NumberTests {
    @Test(
        arguments: [
            ("1 + 2", Value.integer(3)), ("7 / 2", .double(3.5)), ("7 % 3", .integer(1)), ("-7 % 3", .integer(-1)),
            ("7.5 % 2", .double(1.5)), ("1 + 0.5", .double(1.5)), ("-(3)", .integer(-3)), ("2 * 3 - 1", .integer(5)),
            ("NULL + 1", .null), ("9223372036854775806 + 1", .integer(.max)),
            ("-9223372036854775808 % -1", .integer(0)), ("abs(-2)", .integer(2)), ("abs(-2.5)", .double(2.5)),
            ("ceil(1.2)", .double(2)), ("floor(-1.2)", .double(-2)), ("round(2.5)", .double(3)),
            ("round(-2.5)", .double(-3)), ("ceil(3)", .integer(3)), ("sqrt(9)", .double(3)),
            ("power(2, 10)", .double(1024)),
            ("ln(1)", .double(0)), ("log10(1000)", .double(3)), ("exp(0)", .double(1)), ("mod(7, 3)", .integer(1)),
            ("MOD(7, 3)", .integer(1)), ("coalesce(NULL, 2, 3)", .integer(2)), ("coalesce(NULL, 1.5, 3)", .double(1.5)),
            ("coalesce(NULL, NULL)", .null), ("coalesce(1, 2.5)", .double(1)),
        ] as [(String, Value)])
    func values(text: String, expected: Value) throws {
        #expect(try evaluate(text) == expected)
    }

    @Test(arguments: [
        "m + 1", "-n - 2", "m * 2", "n - 1", "-n", "abs(n)", "n * -1", "9223372036854775807 + 1",
    ])
    func overflowIsAnError(text: String) {
        let row = OneRow([("m", .long, .integer(.max)), ("n", .long, .integer(.min))])
        #expect(errorCode(text, row) == "NUMERIC_OVERFLOW")
    }

    @Test(arguments: ["1 / x", "1 % x", "1.5 / x", "1.5 % x", "mod(1, x)", "1 / 0", "1 % 0"])
    func divisionByZeroIsAnError(text: String) {
        #expect(errorCode(text, OneRow([("x", .int, .integer(0))])) == "DIVISION_BY_ZERO")
    }

    @Test(arguments: [
        "'a' + 1", "TRUE + 1", "'a' = 1", "1 = TRUE", "b = 1", "length(1)", "upper(b)", "abs('x')", "NOT 1",
        "1 AND TRUE", "1 LIKE 'a'", "'a' LIKE 1", "x IN ('a')", "x BETWEEN 1 AND 'b'", "coalesce(1, 'a')", "sqrt()",
        "sqrt(1, 2)", "substr('a')", "ts = 'yesterday'", "-'a'", "power(1)",
    ])
    func typesAreChecked(text: String) {
        let row = OneRow([("x", .int, .null), ("b", .boolean, .null), ("ts", .timestamp, .null)])
        #expect(errorCode(text, row) == "TYPE_MISMATCH")
    }

    @Test func unknownFunctionsSuggestTheNearest() throws {
        #expect(errorCode("uper('a')") == "UNKNOWN_FUNCTION")
        do {
            _ = try evaluate("uper('a')")
        } catch let error as ExpressionError {
            #expect(error.message == "line 1, column 8: there is no function uper; did you mean upper?")
        }
    }

    /// Every comparison of these integers with these doubles, against arithmetic that cannot round.
    @Test func integersAndDoublesCompareExactly() throws {
        let integers: [Int64] = [.min, .min + 1, -1, 0, 1, 1 << 53, 1 << 53 + 1, .max - 1, .max]
        let doubles = [
            -0x1p63, -0x1p63 - 2048, -1.5, -0.5, 0, 0.5, 0x1p53, 0x1p53 + 2, 0x1p63, 0x1p63 - 1024, 1e300, -1e300,
            .infinity, -.infinity,
        ]
        for integer in integers {
            for double in doubles {
                let row = OneRow([("i", .long, .integer(integer)), ("d", .double, .double(double))])
                let order = exactOrder(integer, double)
                for (sign, holds) in [
                    ("=", order == 0), ("<>", order != 0), ("<", order < 0), ("<=", order <= 0), (">", order > 0),
                    (">=", order >= 0),
                ] {
                    #expect(try row.evaluate("i \(sign) d") == .integer(holds ? 1 : 0), "\(integer) \(sign) \(double)")
                    if double.isFinite {
                        #expect(
                            try row.evaluate("i \(sign) \(double)") == .integer(holds ? 1 : 0),
                            "\(integer) \(sign) literal \(double)")
                    }
                }
                #expect(try row.evaluate("i IN (d)") == .integer(order == 0 ? 1 : 0))
                #expect(try row.evaluate("d IN (\(integer))") == .integer(order == 0 ? 1 : 0))
            }
        }
    }

    private func exactOrder(_ integer: Int64, _ double: Double) -> Int {
        guard double.magnitude < 0x1p100 else { return double > 0 ? -1 : 1 }
        // Ten binary digits behind the point are enough for the doubles above.
        let (left, right) = (Int128(integer) << 10, Int128(double * 1024))
        return left == right ? 0 : (left < right ? -1 : 1)
    }

    @Test func floatColumnsMeetLiteralsInSinglePrecision() throws {
        let row = OneRow([("f", .float, .double(Double(Float(0.1)))), ("d", .double, .double(0.1))])
        #expect(try row.evaluate("f = 0.1") == .integer(1))
        #expect(try row.evaluate("f IN (0.1, 0.2)") == .integer(1))
        #expect(try row.evaluate("f BETWEEN 0.1 AND 0.1") == .integer(1))
        #expect(try row.evaluate("d = 0.1") == .integer(1))
        #expect(try row.evaluate("f = d") == .integer(0))
    }
}
