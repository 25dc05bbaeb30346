import Bytes
import Expressions
import Schema
import Testing

struct ArrayFunctionTests {
    private static func list(_ values: Int64...) -> Value { .list(values.map { .integer($0) }) }
    private static func reals(_ values: Double...) -> Value { .list(values.map { .double($0) }) }
    private static func texts(_ values: String...) -> Value { .list(values.map { .string(ByteString($0)) }) }

    private let row: OneRow = OneRow([
        ("n", .list(.int), Self.list(3, 1, 2, 1)), ("l", .list(.long), Self.list(Int64.max, 1)),
        ("d", .list(.double), Self.reals(2.5, 0.5)),
        ("s", .list(.string), Self.texts("b", "a", "b")), ("e", .list(.long), Self.list()),
        ("z", .list(.string), .null),
        ("at", .list(.timestamp), Self.list(86_400_000)), ("x", .long, .integer(1)), ("null", .long, .null),
    ])

    @Test(arguments: [
        int("arrayLength(n)", 4), int("cardinality(e)", 0), null("array_length(z)"), int("arraySum(n)", 7),
        real("arraySum(d)", 3), int("arraySum(e)", 0),
        fails("arraySum(l)", "NUMERIC_OVERFLOW"), fails("arraySum(s)", "TYPE_MISMATCH"), real("arrayAverage(n)", 1.75),
        null("arrayAverage(e)"), real("arrayAverage(d)", 1.5),
        int("arrayMin(n)", 1), int("arrayMax(n)", 3), text("arrayMax(s)", "b"), null("arrayMin(e)"),
        real("arrayMin(d)", 0.5), int("arrayIndexOf(n, 1)", 1), int("arrayIndexOf(n, 9)", -1),
        int("arrayIndexOfInt(n, x)", 1), int("arrayIndexOf(d, 0.5e0)", 1), int("arrayIndexOf(d, 7)", -1),
        null("arrayIndexOf(n, null)"), null("arrayIndexOf(n, NULL)"), fails("arrayIndexOf(n, 'a')", "TYPE_MISMATCH"),
        fails("arrayIndexOf(n, 1.5e0)", "TYPE_MISMATCH"), bool("arrayContains(s, 'a')", true),
        bool("arrayContainsString(s, 'c')", false), bool("arrayContains(at, '1970-01-02')", true),
        bool("arrayContains(e, 1)", false),
        int("arrayElementAt(n, 1)", 3), null("arrayElementAt(n, 0)"), null("arrayElementAt(n, 5)"),
        null("arrayElementAt(n, -1)"), null("arrayElementAt(n, 9223372036854775807)"),
        text("arrayElementAtString(s, 3)", "b"),
        bool("arraysOverlap(n, e)", false), bool("arraysOverlap(n, l)", true),
        fails("arraysOverlap(n, s)", "TYPE_MISMATCH"), fails("arraysOverlap(n, 1)", "TYPE_MISMATCH"),
        text("arrayToString(s, '-')", "b-a-b"), text("arrayToString(n, ', ')", "3, 1, 2, 1"),
        text("arrayToString(e, ',')", ""), null("arrayToString(z, ',')"),
        fails("arrayToString(at, ',')", "TYPE_MISMATCH"),
        fails("abs(n)", "TYPE_MISMATCH"), fails("coalesce(n, l)", "TYPE_MISMATCH"),
        fails("least(s, s)", "TYPE_MISMATCH"), fails("arrayLength(x)", "TYPE_MISMATCH"),
        fails("isNaN(d)", "TYPE_MISMATCH"),
    ])
    func values(_ example: FunctionCase) { example.check(row) }

    @Test func lists() throws {
        let cases: [(String, Value)] = [
            ("arrayDistinct(n)", Self.list(3, 1, 2)), ("arrayDistinct(s)", Self.texts("b", "a")),
            ("arrayDistinct(e)", Self.list()), ("arrayDistinct(z)", .null),
            ("arraySort(n)", Self.list(1, 1, 2, 3)), ("arraySortString(s)", Self.texts("a", "b", "b")),
            ("arraySort(d)", Self.reals(0.5, 2.5)), ("arrayReverse(n)", Self.list(1, 2, 1, 3)),
            ("arraySlice(n, 1, 3)", Self.list(1, 2)), ("arraySlice(n, -5, 99)", Self.list(3, 1, 2, 1)),
            ("arraySlice(n, 3, 1)", Self.list()), ("arraySlice(n, 9, 10)", Self.list()),
            ("arrayRemove(n, 1)", Self.list(3, 2, 1)), ("arrayRemove(n, 7)", Self.list(3, 1, 2, 1)),
            ("arrayIndexesOf(n, 1)", Self.list(1, 3)), ("arrayIndexesOf(n, 7)", Self.list()),
            ("valueIn(n, 1, 3)", Self.list(3, 1, 1)), ("valueIn(s, 'c')", Self.list()),
            ("arrayUnion(n, l)", Self.list(3, 1, 2, .max)),
            ("arrayConcat(s, s)", Self.texts("b", "a", "b", "b", "a", "b")),
            ("arrayConcat(e, n)", Self.list(3, 1, 2, 1)), ("arrayConcat(s, z)", .null),
            ("split('a,b,,c', ',')", Self.texts("a", "b", "c")), ("split('a,b,,c', ',', 2)", Self.texts("a", "b,,c")),
            ("split('', ',')", Self.list()), ("split('a b  c', '')", Self.texts("a", "b", "c")),
            ("split('a b  c', '', 2)", Self.texts("a", "b  c")), ("split('abc', ',', -1)", Self.texts("abc")),
            ("prefixes('hé', 5)", Self.texts("h", "hé")), ("suffixes('abc', 2)", Self.texts("c", "bc")),
            ("prefixes('abc', 0)", Self.list()), ("prefixes('abc', -3)", Self.list()),
            ("generateArray(1, 3)", Self.list(1, 2, 3)), ("generateArray(3, 1)", Self.list()),
            ("generateArray(3, 1, -1)", Self.list(3, 2, 1)), ("generateArray(0, 10, 4)", Self.list(0, 4, 8)),
            ("generateArray(9223372036854775806, 9223372036854775807)", Self.list(.max - 1, .max)),
        ]
        for (call, expected) in cases { #expect(try row.evaluate(call) == expected, "\(call)") }
        #expect(errorCode("generateArray(1, 10001)") == "RESULT_TOO_LARGE")
        #expect(errorCode("generateArray(1, 2, 0)") == "INVALID_ARGUMENT")
        #expect(errorCode("prefixes(repeat('a', 5000), 5000)") == "RESULT_TOO_LARGE")
        #expect(try row.bind("arrayUnion(n, l)").type == .list(.long))
        #expect(try row.bind("arrayMax(n)").type == .int)
        #expect(try row.bind("arraySum(n)").type == .long)
        #expect(try row.bind("arrayReverse(d)").type == .list(.double))
    }
}
