import Bytes
import Schema
import Testing

/// CASE and COALESCE: which branch counts, which are computed at all, and the common type.
struct CaseTests {
    private let row = OneRow([
        ("x", .int, .integer(0)), ("y", .long, .integer(7)), ("n", .int, .null), ("d", .double, .double(2.5)),
        ("s", .string, .string("b")), ("t", .timestamp, .integer(0)), ("b", .boolean, .null),
        ("dec", .bigDecimal, .string(BigDecimal(3).orderedBytes)),
        ("l", .list(.int), .list([.integer(1), .integer(2)])),
    ])

    @Test(arguments: [
        int("CASE WHEN x = 1 THEN 10 WHEN y = 7 THEN 20 ELSE 30 END", 20),
        int("CASE WHEN x = 1 THEN 10 ELSE 30 END", 30),
        null("CASE WHEN x = 1 THEN 10 END"), int("CASE x WHEN 1 THEN 10 WHEN 0 THEN 20 END", 20),
        int("CASE n WHEN NULL THEN 1 ELSE 2 END", 2), int("CASE WHEN b THEN 1 ELSE 2 END", 2),
        int("CASE WHEN NOT b THEN 1 ELSE 2 END", 2), int("CASE WHEN n = 1 THEN 1 WHEN n IS NULL THEN 2 END", 2),
        text("CASE s WHEN 'a' THEN 'first' WHEN 'b' THEN 'second' END", "second"),
        null("CASE WHEN x = 0 THEN NULL ELSE 1 / x END"), int("CASE WHEN x <> 0 THEN y % x ELSE -1 END", -1),
        fails("CASE WHEN x = 0 THEN y % x ELSE -1 END", "DIVISION_BY_ZERO"),
        fails("CASE WHEN y % x = 0 THEN 1 WHEN x = 0 THEN 2 END", "DIVISION_BY_ZERO"),
        int("CASE WHEN x = 0 THEN 2 WHEN y % x = 0 THEN 1 END", 2), real("CASE WHEN x = 0 THEN 1 ELSE d END", 1),
        int("CASE WHEN TRUE THEN 1 ELSE y % x END", 1), int("CASE WHEN FALSE THEN y % x ELSE 2 END", 2),
        bool("CASE WHEN x = 0 THEN t ELSE '1970-01-02' END = '1970-01-01'", true),
        bool("CASE WHEN x = 0 THEN dec ELSE 0.1 END = 3", true),
        bool("CASE WHEN x = 1 THEN dec ELSE 0.10 END = 0.1", true),
        bool("CASE WHEN x = 1 THEN dec ELSE x END = 0", true), int("CASE WHEN l = 2 THEN 1 ELSE 0 END", 1),
        bool("CASE WHEN x = 0 THEN l ELSE ARRAY[5] END = 2", true),
        bool("CASE WHEN x = 1 THEN l ELSE ARRAY[5] END = 5", true),
        fails("CASE WHEN x = 0 THEN 1 ELSE 'a' END", "TYPE_MISMATCH"), fails("CASE WHEN x THEN 1 END", "TYPE_MISMATCH"),
        fails("CASE x WHEN 'a' THEN 1 END", "TYPE_MISMATCH"),
        fails("CASE WHEN x = 0 THEN l ELSE 1 END", "TYPE_MISMATCH"),
        int("COALESCE(n, x, y % x)", 0), int("COALESCE(n, NULL, y)", 7), null("COALESCE(n, NULL)"),
        null("COALESCE(NULL)"),
        fails("COALESCE(n, y % x)", "DIVISION_BY_ZERO"), fails("COALESCE(n, 'a')", "TYPE_MISMATCH"),
        real("COALESCE(n, d)", 2.5), bool("COALESCE(n, dec) = 3", true),
    ])
    func branches(_ example: FunctionCase) { example.check(row) }

    @Test func theTypeIsCommonToTheBranches() throws {
        for (text, type) in [
            ("CASE WHEN x = 0 THEN x ELSE x END", ValueType.int), ("CASE WHEN x = 0 THEN x ELSE y END", .long),
            ("CASE WHEN x = 0 THEN x ELSE d END", .double), ("CASE WHEN x = 0 THEN dec ELSE y END", .bigDecimal),
            ("CASE WHEN x = 0 THEN dec ELSE d END", .double), ("CASE WHEN x = 0 THEN NULL ELSE t END", .timestamp),
            ("CASE WHEN x = 0 THEN NULL ELSE l END", .list(.int)), ("COALESCE(x, y)", .long),
            ("ARRAY[x, d]", .list(.double)),
        ] {
            #expect(try row.bind(text).type == type, "\(text)")
        }
    }

    @Test(arguments: [
        bool("n IS DISTINCT FROM NULL", false), bool("n IS NOT DISTINCT FROM NULL", true),
        bool("x IS DISTINCT FROM NULL", true),
        bool("x IS DISTINCT FROM n", true), bool("n IS DISTINCT FROM n", false), bool("x IS DISTINCT FROM 0", false),
        bool("x IS NOT DISTINCT FROM 0.0", true), bool("x IS DISTINCT FROM y", true),
        bool("NULL IS DISTINCT FROM NULL", false),
        fails("x IS DISTINCT FROM 'a'", "TYPE_MISMATCH"), fails("l IS DISTINCT FROM l", "TYPE_MISMATCH"),
        bool("b IS TRUE", false), bool("b IS FALSE", false), bool("b IS NOT TRUE", true), bool("b IS NOT FALSE", true),
        bool("(x = 0) IS TRUE", true), bool("(x = 0) IS FALSE", false), bool("(x = 0) IS NOT FALSE", true),
        bool("(n = 0) IS NOT TRUE", true), fails("x IS TRUE", "TYPE_MISMATCH"),
    ])
    func distinctionAndTruthAreNeverNull(_ example: FunctionCase) { example.check(row) }
}

extension CaseTests {
    /// Operands that are named more than once are computed once: a hundred levels would never end otherwise.
    @Test func nestingIsNotExponential() throws {
        var (coalesced, chosen, nulled) = ("n", "x", "x")
        for _ in 0..<60 {
            coalesced = "COALESCE(\(coalesced), n)"
            chosen = "CASE \(chosen) WHEN 1 THEN 2 WHEN 5 THEN 6 ELSE x END"
            nulled = "NULLIF(\(nulled), y)"
        }
        #expect(try row.evaluate(coalesced) == .null)
        #expect(try row.evaluate(chosen) == .integer(0))
        #expect(try row.evaluate(nulled) == .integer(0))
    }

    @Test(arguments: [
        int("CASE 1 WHEN x THEN 5 WHEN 1 THEN 6 END", 6), bool("CASE 0.1 WHEN dec THEN TRUE ELSE FALSE END", false),
        int("CASE NULL WHEN NULL THEN 1 ELSE 2 END", 2),
        int("CASE '1970-01-01' WHEN t THEN 1 ELSE 2 END", 1), int("CASE l WHEN 9 THEN 1 WHEN 2 THEN 2 END", 2),
        int("CASE CASE x WHEN 0 THEN 1 END WHEN 1 THEN 3 END", 3),
        int("CASE x WHEN CASE y WHEN 7 THEN 0 END THEN 4 END", 4), null("NULLIF(x, 0)"), int("NULLIF(x, 1)", 0),
        int("NULLIF(x, n)", 0), null("NULLIF(n, x)"),
        bool("l = CASE x WHEN 0 THEN 2 END", true), text("COALESCE(CAST(n AS STRING), s)", "b"),
        int("COALESCE(n, 4, y % x)", 4),
    ])
    func operandsAreValues(_ example: FunctionCase) { example.check(row) }
}
