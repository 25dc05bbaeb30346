import Bytes
import Expressions
import Schema
import Testing

/// CAST and TRY_CAST, by pairs of types.
struct CastTests {
    private let row = OneRow([
        ("big", .long, .integer(1 << 40)), ("d", .double, .double(-2.9)), ("f", .float, .double(Double(Float(0.1)))),
        ("nan", .double, .double(.nan)), ("t", .timestamp, .integer(1_362_114_367_120)), ("b", .boolean, .integer(1)),
        ("s", .string, .string("12")), ("bad", .string, .string("x1")), ("n", .string, .null),
        ("bytes", .bytes, .string(ByteString([0xAB, 0]))), ("j", .json, .string("{\"a\":1}")),
        ("dec", .bigDecimal, .string((try? BigDecimal("12345678901234567890.5"))?.orderedBytes ?? "")),
        ("l", .list(.string), .list([.string("1"), .string("2")])),
        ("m", .list(.string), .list([.string("1"), .string("x")])), ("e", .list(.double), .list([])),
        ("ln", .list(.int), .null),
    ])

    @Test(arguments: [
        int("CAST(d AS INT)", -2), int("CAST(d AS BIGINT)", -2), fails("CAST(big AS INT)", "CAST_ERROR"),
        null("TRY_CAST(big AS INTEGER)"),
        int("CAST(big AS LONG)", 1 << 40), fails("CAST(nan AS LONG)", "CAST_ERROR"),
        fails("CAST(1e30 AS LONG)", "CAST_ERROR"),
        int("CAST(s AS INT)", 12), int("CAST('1.9' AS INT)", 1), int("CAST('-1e3' AS LONG)", -1000),
        fails("CAST(bad AS INT)", "CAST_ERROR"),
        null("TRY_CAST(bad AS INT)"), null("CAST(n AS INT)"), null("CAST(NULL AS INT)"), int("CAST(b AS INT)", 1),
        int("CAST(t AS LONG)", 1_362_114_367_120),
        fails("CAST(t AS INT)", "CAST_ERROR"), bool("CAST(0 AS BOOLEAN)", false), bool("CAST(d AS BOOLEAN)", true),
        bool("CAST('TRUE' AS BOOLEAN)", true),
        bool("CAST('false' AS BOOLEAN)", false), bool("CAST('1' AS BOOLEAN)", true),
        fails("CAST('yes' AS BOOLEAN)", "CAST_ERROR"),
        real("CAST('0x10' AS DOUBLE)", 0).failing("CAST_ERROR"), real("CAST('1.5e3' AS DOUBLE)", 1500),
        real("CAST('NaN' AS DOUBLE)", .nan),
        fails("CAST('' AS DOUBLE)", "CAST_ERROR"), fails("CAST('1e999' AS DOUBLE)", "CAST_ERROR"),
        fails("CAST(1e300 AS FLOAT)", "CAST_ERROR"),
        real("CAST(0.1 AS FLOAT)", Double(Float(0.1))), real("CAST(s AS DOUBLE)", 12),
        real("CAST(dec AS DOUBLE)", 12345678901234567890.5),
        text("CAST(d AS STRING)", "-2.9"), text("CAST(f AS VARCHAR)", "0.1"),
        text("CAST(t AS STRING)", "2013-03-01 05:06:07.12"),
        text("CAST(b AS STRING)", "true"), text("CAST(bytes AS STRING)", "ab00"),
        text("CAST(j AS STRING)", "{\"a\":1}"),
        text("CAST(dec AS STRING)", "12345678901234567890.5"), text("CAST(big AS STRING)", "1099511627776"),
        text("CAST(CAST('ABcd' AS BYTES) AS STRING)", "abcd"), fails("CAST('abc' AS BYTES)", "CAST_ERROR"),
        null("TRY_CAST('0g' AS VARBINARY)"),
        text("CAST(t AS JSON)", "\"2013-03-01 05:06:07.12\""), text("CAST('[1]' AS JSON)", "[1]"),
        fails("CAST('[1' AS JSON)", "CAST_ERROR"),
        int("CAST('2013-03-01 05:06:07.12' AS TIMESTAMP)", 1_362_114_367_120), int("CAST('5' AS TIMESTAMP)", 5),
        int("CAST(5 AS TIMESTAMP)", 5),
        fails("CAST('2013-02-30' AS TIMESTAMP)", "CAST_ERROR"), int("CAST(dec AS LONG)", 0).failing("CAST_ERROR"),
        int("CAST(CAST('7.9' AS DECIMAL) AS INT)", 7),
        text("CAST(CAST(0.1 AS BIG_DECIMAL) AS STRING)", "0.1"), text("CAST(CAST(d AS NUMERIC) AS STRING)", "-2.9"),
        fails("CAST(nan AS BIG_DECIMAL)", "CAST_ERROR"),
        text("CAST(CAST(1234567890123456789012.50 AS BIG_DECIMAL) AS STRING)", "1234567890123456789012.5"),
        text("CAST('a' AS STRING)", "a"),
        fails("CAST(bytes AS INT)", "TYPE_MISMATCH"), fails("CAST(1 AS BYTES)", "TYPE_MISMATCH"),
        fails("CAST(l AS INT)", "TYPE_MISMATCH"),
        fails("CAST(1 AS INT ARRAY)", "TYPE_MISMATCH"), fails("CAST(1 AS POINT)", "TYPE_MISMATCH"),
        null("CAST(m AS INT ARRAY)").failing("CAST_ERROR"),
        null("TRY_CAST(m AS INT ARRAY)"), null("CAST(ln AS STRING ARRAY)"),
    ])
    func values(_ example: FunctionCase) { example.check(row) }

    @Test func listsAreCastElementByElement() throws {
        #expect(try row.evaluate("CAST(l AS INT ARRAY)") == .list([.integer(1), .integer(2)]))
        #expect(try row.evaluate("CAST(l AS DOUBLE_ARRAY)") == .list([.double(1), .double(2)]))
        #expect(try row.evaluate("CAST(e AS STRING ARRAY)") == .list([]))
        #expect(try row.bind("CAST(l AS LONG ARRAY)").type == .list(.long))
    }

    /// Only the rows that are NULL by the failure of an element become NULL, and they have no elements then.
    @Test func failingElementsTouchOnlyTheirRow() throws {
        let lists = Vector(.lists(starts: [0, 2, 3, 3, 4], elements: .strings(["1", "x", "2", "3"])))
        let bound = try OneRow([("l", .list(.string), .null)]).bind("TRY_CAST(l AS INT ARRAY)")
        let result = try Evaluator.evaluate(bound, on: Batch(count: 4, inputs: [lists]))
        #expect((0..<4).map { result[$0] } == [.null, .list([.integer(2)]), .list([]), .list([.integer(3)])])
    }

    @Test(arguments: [
        text("'a' || 'b'", "ab"), text("s || 1", "121"), text("s || d || b", "12-2.9true"), text("'x' || 1.50", "x1.5"),
        null("n || 'a'"), null("NULL || 'a'"),
        text("'' || t", "2013-03-01 05:06:07.12"), text("'' || bytes", "ab00"), fails("l || 'a'", "TYPE_MISMATCH"),
    ])
    func concatenation(_ example: FunctionCase) { example.check(row) }

    @Test func concatenatedTextsAreBounded() {
        let half = OneRow([("s", .string, .string(ByteString(Array(repeating: 97, count: 600_000))))])
        #expect(errorCode("s || s", half) == "NUMERIC_OVERFLOW")
    }
}

extension FunctionCase {
    /// The same call, which ends with an error.
    func failing(_ code: String) -> FunctionCase { FunctionCase(call: call, expected: .error(code)) }
}
