import Bytes
import Schema
import Testing

struct JSONFunctionTests {
    private static let document = #"""
        { "a": {"b": [10, 20.9, "30"], "c.d": "dot"}, "s": "h\u00e9 \"x\"\n", "t": true, "n": null, "big": 9223372036854775808,
          "o": [{"k": 1}, {"k": 2, "m": {"k": 3}}], "e": [], "ts": "2013-03-01 05:06:07" }
        """#

    private let row = OneRow([("j", .json, .string(ByteString(document))), ("z", .string, .null)])

    @Test(arguments: [
        int("jsonExtractScalar(j, '$.a.b[0]', 'LONG')", 10), int("jsonExtractScalar(j, '$.a.b[1]', 'INT')", 20),
        int("jsonExtractScalar(j, '$.a.b[2]', 'INT')", 30),
        int("json_extract_scalar(j, '$[''a''][\"b\"][-1]', 'LONG')", 30),
        real("jsonExtractScalar(j, '$.a.b[1]', 'DOUBLE')", 20.9),
        text("jsonExtractScalar(j, '$.a[''c.d'']', 'STRING')", "dot"),
        text("jsonExtractScalar(j, '$.s', 'STRING')", "hé \"x\"\n"),
        text("jsonExtractScalar(j, '$.a', 'STRING')", #"{"b":[10,20.9,"30"],"c.d":"dot"}"#),
        text("jsonExtractScalar(j, '$.a.b[1]', 'STRING')", "20.9"),
        bool("jsonExtractScalar(j, '$.t', 'BOOLEAN')", true), null("jsonExtractScalar(j, '$.n', 'STRING')"),
        null("jsonExtractScalar(j, '$.x', 'LONG')"),
        int("jsonExtractScalar(j, '$.x', 'LONG', -1)", -1),
        text("jsonExtractScalar(j, '$.n', 'STRING', 'none')", "none"),
        real("jsonExtractScalar(j, '$.x', 'DOUBLE', 0.5e0)", 0.5),
        null("jsonExtractScalar(j, '$.x', 'LONG', NULL)"), int("jsonExtractScalar(j, '$.a.b[0]', 'LONG', NULL)", 10),
        null("jsonExtractScalar(j, '$.s', 'LONG')"),
        int("jsonExtractScalar(j, '$.s', 'LONG', 7)", 7), null("jsonExtractScalar(j, '$.big', 'LONG')"),
        real("jsonExtractScalar(j, '$.big', 'DOUBLE')", 9.223372036854775808e18),
        int("jsonExtractScalar(j, '$.ts', 'TIMESTAMP')", 1_362_114_367_000),
        null("jsonExtractScalar(z, '$.a', 'LONG', 5)"), text("jsonExtractScalar(j, '$.o[*].k', 'STRING')", "[1,2]"),
        text("jsonExtractScalar(j, '$..k', 'STRING')", "[1,2,3]"),
        text("jsonExtractScalar(j, '$.zz[*]', 'STRING')", "[]"), null("jsonExtractScalar(j, '$.a.b.c', 'LONG')"),
        null("jsonExtractScalar(j, '$.a[0]', 'LONG')"), null("jsonExtractScalar(j, '$.a.b[9]', 'LONG')"),
        null("jsonExtractScalar(j, '$.a.b[-9]', 'LONG')"),
        null("jsonExtractScalar('{bad', '$.a', 'LONG')"), null("jsonExtractScalar('', '$', 'STRING')"),
        text("jsonExtractScalar('\"x\"', '$', 'JSON')", "\"x\""),
        fails("jsonExtractScalar(j, 'a.b', 'LONG')", "INVALID_ARGUMENT"),
        fails("jsonExtractScalar(j, '$.', 'LONG')", "INVALID_ARGUMENT"),
        fails("jsonExtractScalar(j, '$[', 'LONG')", "INVALID_ARGUMENT"),
        fails("jsonExtractScalar(j, '$[?(@.a > 1)]', 'LONG')", "INVALID_ARGUMENT"),
        fails("jsonExtractScalar(j, '$[0:1]', 'LONG')", "INVALID_ARGUMENT"),
        fails("jsonExtractScalar(j, '$[''a', 'LONG')", "INVALID_ARGUMENT"),
        fails("jsonExtractScalar(j, '$.a', 'BLOB')", "INVALID_ARGUMENT"),
        fails("jsonExtractScalar(j, '$.a', 'LONG', 'x')", "INVALID_ARGUMENT"),
        fails("jsonExtractScalar(1, '$.a', 'LONG')", "TYPE_MISMATCH"),
        fails("jsonExtractScalar(j, '$.a')", "TYPE_MISMATCH"),
    ])
    func extraction(_ example: FunctionCase) { example.check(row) }

    @Test func lists() throws {
        func list(_ values: [Value]) -> Value { .list(values) }
        #expect(
            try row.evaluate("jsonExtractScalar(j, '$.a.b', 'LONG_ARRAY')")
                == list([.integer(10), .integer(20), .integer(30)]))
        #expect(try row.evaluate("jsonExtractScalar(j, '$.o[*].k', 'INT_ARRAY')") == list([.integer(1), .integer(2)]))
        #expect(try row.evaluate("jsonExtractScalar(j, '$.e', 'STRING_ARRAY')") == list([]))
        #expect(try row.evaluate("jsonExtractScalar(j, '$.x', 'STRING_ARRAY')") == .null)
        #expect(try row.bind("jsonExtractScalar(j, '$.x', 'STRING_ARRAY')").type == .list(.string))
        #expect(
            try row.evaluate("jsonPathArray(j, '$.a.b')") == list(["10", "20.9", "30"].map { .string(ByteString($0)) }))
        #expect(try row.evaluate("jsonPathArrayDefaultEmpty(j, '$.x')") == list([]))
        #expect(try row.evaluate("jsonPathArrayDefaultEmpty(z, '$.x')") == list([]))
        #expect(
            try row.evaluate("jsonExtractKey(j, '$.a.*')")
                == list(["$['a']['b']", "$['a']['c.d']"].map { .string(ByteString($0)) }))
        #expect(
            try row.evaluate("jsonExtractKey(j, '$.o[1]..k')")
                == list(["$['o'][1]['k']", "$['o'][1]['m']['k']"].map { .string(ByteString($0)) }))
        #expect(try row.evaluate("jsonExtractKey(j, '$.nothing')") == list([]))
    }

    @Test(arguments: [
        text("jsonPathString(j, '$.a.b[2]')", "30"), text("json_path_string(j, '$.x', 'd')", "d"),
        null("jsonPathString(j, '$.x')"), int("jsonPathLong(j, '$.a.b[1]')", 20),
        int("jsonPathLong(j, '$.x', -9)", -9), real("jsonPathDouble(j, '$.a.b[1]')", 20.9),
        real("jsonPathDouble(j, '$.x', 2)", 2), text("jsonPath(j, '$.a.b[2]')", "\"30\""),
        bool("jsonPathExists(j, '$.n')", true), bool("jsonPathExists(j, '$.x')", false),
        bool("jsonPathExists(j, '$.e[*]')", false), text("jsonFormat('{ \"a b\" : [ 1 , 2 ] }')", #"{"a b":[1,2]}"#),
        null("jsonFormat('{')"), bool("isJson(j)", true), bool("isJson('[1,]')", false),
        bool("isJson('{\"a\":1}x')", false), bool("isJson('01')", false), bool("isJson('-1.5e+3')", true),
        bool("isJson('1.')", false), bool("isJson('1e')", false), bool("isJson('-')", false),
        bool("isJson('\"\\u12\"')", false), bool("isJson('\"\\q\"')", false), bool("isJson('')", false),
        bool("isJson('{\"a\" 1}')", false),
        bool("isJson('nul')", false), bool("isJson('{\"a\":1,}')", false), bool("isJson(' null ')", true),
        bool("isJson('\"\\')", false), null("isJson(z)"),
    ])
    func reading(_ example: FunctionCase) { example.check(row) }

    @Test func deepAndWideDocumentsAreRefusedNotCrashed() throws {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        let row = OneRow([("j", .string, .string(ByteString(deep)))])
        #expect(try row.evaluate("isJson(j)") == .integer(0))
        #expect(try row.evaluate("jsonExtractScalar(j, '$[0]', 'STRING')") == .null)
        let wide = OneRow([("j", .string, .string(ByteString("[" + String(repeating: "1,", count: 70_000) + "1]")))])
        #expect(errorCode("jsonPathArray(j, '$[*]')", wide) == "RESULT_TOO_LARGE")
    }

    /// Every prefix of a document, and the document with each byte exchanged, is read without a trap.
    @Test func damagedDocumentsNeverTrap() throws {
        let bytes = Array(Self.document.utf8)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] = UInt8(ascii: index % 2 == 0 ? "\"" : "\\")
            for document in [Array(bytes[..<index]), damaged] {
                let row = OneRow([("j", .string, .string(ByteString(document)))])
                for call in [
                    "jsonPathString(j, '$..k')", "jsonExtractScalar(j, '$.s', 'STRING')", "jsonFormat(j)",
                    "jsonExtractKey(j, '$..*')",
                ] {
                    _ = try? row.evaluate(call)
                }
            }
        }
    }
}
