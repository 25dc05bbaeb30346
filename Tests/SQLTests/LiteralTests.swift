import SQL
import Testing

private func literal(_ text: String) throws -> Literal? {
    guard case .literal(let literal) = try expression(text).kind else { return nil }
    return literal
}

@Suite struct LiteralTests {
    @Test(
        arguments: [
            ("0", 0), ("007", 7), ("9223372036854775807", .max), ("-9223372036854775808", .min), ("- 5", -5),
            ("-/* sign */5", -5), ("-0", 0), ("+3", 3),
        ] as [(String, Int64)])
    func integers(text: String, value: Int64) throws {
        #expect(try literal(text) == .integer(value))
    }

    @Test(
        arguments: [
            ("1e3", 1000), ("1E+3", 1000), ("25e-1", 2.5), ("1.e2", 100), (".5e1", 5),
            ("1.7976931348623157e308", .greatestFiniteMagnitude), ("4.9e-324", .leastNonzeroMagnitude), ("1e-400", 0),
            ("-0e0", -0.0), ("1e-1", 0.1),
        ] as [(String, Double)])
    func doubles(text: String, value: Double) throws {
        #expect(try literal(text) == .double(value))
    }

    @Test(arguments: [
        ("1.5", "1.5"), ("1.", "1.0"), (".5", "0.5"), ("-.5", "-0.5"), ("- 1.50", "-1.50"), ("-0.0", "-0.0"),
        ("0.1", "0.1"), ("007.10", "007.10"), ("9223372036854775808", "9223372036854775808"),
        ("-9223372036854775809", "-9223372036854775809"), ("0.000000000000000000001", "0.000000000000000000001"),
        (String(repeating: "9", count: 400), String(repeating: "9", count: 400)),
    ])
    func decimals(text: String, digits: String) throws {
        #expect(try literal(text) == .decimal(digits))
        #expect(try expression(text).sql == digits)
    }

    @Test(arguments: [
        ("''", ""), ("'a'", "a"), ("'it''s'", "it's"), ("''''", "'"), ("''''''", "''"), ("'\"`'", "\"`"),
        ("'-- no comment /* */'", "-- no comment /* */"), ("'two\nlines'", "two\nlines"), ("'\u{0}'", "\u{0}"),
        ("'čšž 🐦'", "čšž 🐦"), ("'back\\slash'", "back\\slash"), ("'a''''b'", "a''b"),
    ])
    func strings(text: String, value: String) throws {
        let found = try literal(text)
        #expect(found == .string(value))
        guard case .string(let string) = found else { return }
        #expect(Array(string.utf8) == Array(value.utf8))
    }

    @Test(
        arguments: [
            ("TRUE", .boolean(true)), ("false", .boolean(false)), ("Null", .null),
        ] as [(String, Literal)])
    func words(text: String, value: Literal) throws {
        #expect(try literal(text) == value)
    }

    @Test func minusBelongsToTheNumberDirectlyBehindIt() throws {
        #expect(try expression("-(5)").kind == .negate(expression("5")))
        #expect(try expression("a-5").sql == "a - 5")
        #expect(try expression("-a").kind == .negate(expression("a")))
    }

    @Test(arguments: ["1e400", "-1e400", "\(String(repeating: "9", count: 400))e0"])
    func outOfRange(text: String) {
        let error = failure("SELECT \(text) FROM t")
        #expect(error?.kind == .syntax)
        #expect(error?.message.hasSuffix("which is beyond the range of a DOUBLE") == true)
    }

    @Test(arguments: ["12abc", "1e", "1e+", "0x1F", "1_000", "1.5x", "5é", "1$", "1.e"])
    func malformed(text: String) {
        #expect(
            failure("SELECT \(text) FROM t")?.message.hasPrefix("line 1, column 8: found '\(text.prefix(2))") == true)
    }
}
