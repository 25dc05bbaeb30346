import Bytes
import Schema
import Testing

/// LIKE, ILIKE and regular expressions.
struct PatternTests {
    private let row = OneRow([
        ("s", .string, .string("Straße 10% off")), ("p", .string, .string("str%")), ("q", .string, .string("%\\%%")),
        ("e", .string, .string("a\\")), ("n", .string, .null),
        ("l", .list(.string), .list([.string("Ab"), .string("cd")])),
        ("i", .int, .integer(1)), ("none", .list(.string), .list([])), ("nl", .list(.string), .null),
    ])

    @Test(arguments: [
        bool("s ILIKE 'STRASSE%'", false), bool("s ILIKE 'sTRA_E%'", true), bool("s ILIKE '%OFF'", true),
        bool("s LIKE '%OFF'", false),
        bool("s NOT ILIKE '%OFF'", false), bool("'ÄÖ' ILIKE 'äö'", true), bool("'ÄÖ' ILIKE 'ä_'", true),
        bool("'İx' ILIKE '_X'", true),
        bool("s ILIKE p", true), bool("s LIKE p", false), bool("s LIKE q", true), null("n LIKE p"), null("s LIKE n"),
        bool("s NOT LIKE q", false),
        fails("s LIKE e", "INVALID_QUERY"), fails("s LIKE 'a\\'", "INVALID_QUERY"),
        bool("s LIKE '%!%%' ESCAPE '!'", true),
        bool("'10x' LIKE '10!%' ESCAPE '!'", false), bool("s LIKE q || '%'", true),
        fails("i LIKE 'a'", "TYPE_MISMATCH"), fails("s LIKE l", "TYPE_MISMATCH"),
        bool("l LIKE 'c%'", true), bool("l ILIKE 'AB'", true), bool("l NOT LIKE 'c%'", false),
        bool("l NOT LIKE 'x%'", true), bool("none LIKE '%'", false),
        bool("none NOT LIKE '%'", true), null("nl LIKE '%'"), null("nl NOT LIKE '%'"), bool("l LIKE p", false),
    ])
    func like(_ example: FunctionCase) { example.check(row) }

    @Test(arguments: [
        bool("REGEXP_LIKE(s, '^Stra.e')", true), bool("regexpLike(s, 'stra')", false),
        bool("REGEXP_LIKE(s, 'stra', 'i')", true),
        bool("REGEXP_LIKE(s, 'stra', 'ic')", false), bool("REGEXP_LIKE('a' || s, '\\d+%')", true),
        null("REGEXP_LIKE(n, 'a')"), null("REGEXP_LIKE(s, NULL)"),
        bool("REGEXP_LIKE('', '')", true), bool("REGEXP_LIKE('ß', '^.$')", true), bool("NOT REGEXP_LIKE(s, 'x')", true),
        bool("REGEXP_LIKE(l, '^c')", true),
        bool("REGEXP_LIKE(l, 'x')", false), bool("REGEXP_LIKE(none, '')", false), null("REGEXP_LIKE(nl, '')"),
        fails("REGEXP_LIKE(s, '(')", "INVALID_QUERY"),
        fails("REGEXP_LIKE(s, 'a', 'z')", "INVALID_ARGUMENT"), fails("REGEXP_LIKE(s, p)", "TYPE_MISMATCH"),
        fails("REGEXP_LIKE(i, 'a')", "TYPE_MISMATCH"),
        fails("REGEXP_LIKE(s, '\\C')", "INVALID_QUERY"),
    ])
    func regularExpressions(_ example: FunctionCase) { example.check(row) }

    @Test func aPatternThatNeverEndsIsStopped() {
        let text = OneRow([("s", .string, .string(ByteString(Array(repeating: 97, count: 60) + [98])))])
        #expect(errorCode("REGEXP_LIKE(s, '^(a+)+$')", text) == "RESOURCES_EXCEEDED")
    }

    @Test func errorsOfPatternsNameThePlace() {
        #expect(throws: (any Error).self) { try row.bind("REGEXP_LIKE(s, '[')") }
        do { _ = try row.bind("REGEXP_LIKE(s, '[')") } catch {
            #expect("\((error as? any CodedError)?.message ?? "")".contains("line 1, column 23"))
        }
    }
}
