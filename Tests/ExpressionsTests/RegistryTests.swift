import Bytes
import Expressions
import SQL
import Schema
import Testing

struct RegistryTests {
    @Test(arguments: [
        text("LOWER('A')", "a"), text("lower('A')", "a"), text("SubStr('abc', 1)", "bc"),
        bool("starts_with('abc', 'a')", true), bool("STARTSWITH('abc', 'a')", true), text("l_pad('a', 2, 'x')", "xa"),
        real("pow(2, 10)", 1024), int("ceiling(3)", 3),
        fails("lowre('A')", "UNKNOWN_FUNCTION"), fails("lower()", "TYPE_MISMATCH"),
        fails("lower('a', 'b')", "TYPE_MISMATCH"), fails("lower(1)", "TYPE_MISMATCH"),
        fails("lower(DISTINCT 'a')", "INVALID_QUERY"), fails("lower(*)", "INVALID_QUERY"),
    ])
    func namesAndArguments(_ example: FunctionCase) { example.check() }

    @Test func errorsSayWhatIsWrongAndWhere() {
        func message(_ call: String) -> String {
            do {
                _ = try evaluate(call)
                return ""
            } catch { return (error as? any CodedError)?.message ?? "\(error)" }
        }
        #expect(message("lowre('A')").contains("did you mean lower?"))
        #expect(message("starts_wiht('A', 'b')").contains("did you mean startsWith?"))
        #expect(message("lower(1)") == "line 1, column 14: argument 1 of lower is STRING, found LONG")
        #expect(message("lower('a', 'b')").contains("lower takes 1 argument, found 2"))
        #expect(message("substr('a')").contains("substr takes 2 to 3 arguments, found 1"))
        #expect(message("concatws('a')").contains("concatWS takes 2 or more arguments, found 1"))
        #expect(message("abs('x')").contains("abs does not take (STRING); its forms are abs(LONG) -> LONG; abs("))
    }

    @Test func everyFunctionIsDescribed() {
        for function in FunctionRegistry.functions {
            #expect(function.summary.hasSuffix("."), "\(function.name)")
            #expect(function.signatureText.contains("->"), "\(function.name)")
            #expect(FunctionRegistry.function(named: function.name.uppercased())?.name == function.name)
            for synonym in function.synonyms {
                #expect(FunctionRegistry.function(named: synonym)?.name == function.name, "\(synonym)")
            }
        }
    }

    /// NULL for every argument: propagated, or an answer, but never a trap.
    @Test func nullArgumentsNeverTrap() {
        for function in FunctionRegistry.functions {
            for count in 0...6 {
                let call = "\(function.name)(\(Array(repeating: "NULL", count: count).joined(separator: ", ")))"
                let result = Result { try evaluate(call) }
                guard case .success(let value) = result, function.nullBehavior == .propagates, count > 0 else {
                    continue
                }
                #expect(value == .null, "\(call)")
            }
        }
    }

    @Test func rowsThatAreNullAreNotComputed() throws {
        let row = OneRow([
            ("n", .long, .null), ("zero", .long, .integer(0)), ("t", .string, .null), ("d", .double, .null),
        ])
        for call in ["intDiv(n, zero)", "gcd(n, zero)", "repeat(t, 99999999)", "abs(d)", "chr(n)", "round(n, zero)"] {
            #expect(try row.evaluate(call) == .null, "\(call)")
        }
        #expect(errorCode("intDiv(zero, zero)", row) == "DIVISION_BY_ZERO")
    }
}
