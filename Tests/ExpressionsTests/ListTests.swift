import Bytes
import Expressions
import Schema
import TestSupport
import Testing

/// Conditions on lists hold if they do for any element; negated ones if they do for none.
struct ListTests {
    private let row = OneRow([
        ("l", .list(.int), .list([.integer(1), .integer(3), .integer(3)])), ("e", .list(.int), .list([])),
        ("n", .list(.int), .null), ("x", .int, .integer(3)),
        ("s", .list(.string), .list([.string("a"), .string("b")])), ("u", .int, .null),
        ("t", .list(.timestamp), .list([.integer(0)])),
    ])

    @Test(arguments: [
        bool("l = 3", true), bool("3 = l", true), bool("l = 2", false), bool("l <> 3", false), bool("l <> 2", true),
        bool("2 <> l", true), bool("NOT l = 3", false),
        bool("l > 2", true), bool("2 < l", true), bool("l < 1", false), bool("l = x", true), bool("l > x", false),
        null("l = u"), null("l <> u"), bool("e = u", false),
        bool("l IN (2, 3)", true), bool("l IN (2, 4)", false), bool("l NOT IN (2, 4)", true),
        bool("l NOT IN (1)", false), null("l IN (2, NULL)"), bool("l IN (1, NULL)", true),
        null("l NOT IN (2, NULL)"), bool("l NOT IN (1, NULL)", false), bool("l BETWEEN 2 AND 2", false),
        bool("l BETWEEN 2 AND 3", true), bool("l NOT BETWEEN 2 AND 3", false),
        bool("l NOT BETWEEN 4 AND 9", true), bool("l BETWEEN x AND x", true), bool("e = 1", false),
        bool("e <> 1", true), bool("e NOT IN (1)", true), null("n = 1"),
        null("n <> 1"), null("n NOT IN (1)"), bool("n IS NULL", true), bool("l IS NULL", false),
        bool("e IS NULL", false), bool("s = 'a'", true), bool("t = '1970-01-01'", true),
        bool("l = 1 AND l = 3", true), bool("l = 1 OR l = 5", true), bool("ARRAY[1, 2] = 2", true),
        bool("ARRAY[1, x] = 3", true), bool("ARRAY[1, 2] > 2", false),
        null("ARRAY[1, NULL] = 1"), null("ARRAY[u] = 1"), fails("l = l", "TYPE_MISMATCH"),
        fails("l = 'a'", "TYPE_MISMATCH"), fails("l IN (e)", "TYPE_MISMATCH"),
        fails("l + 1", "TYPE_MISMATCH"), fails("-l", "TYPE_MISMATCH"), fails("NOT l", "TYPE_MISMATCH"),
        fails("x BETWEEN l AND 3", "TYPE_MISMATCH"), fails("abs(l)", "TYPE_MISMATCH"),
        fails("ARRAY[l]", "TYPE_MISMATCH"), fails("ARRAY[1, 'a']", "TYPE_MISMATCH"),
    ])
    func conditions(_ example: FunctionCase) { example.check(row) }

    @Test(arguments: SeededGenerator.seeds)
    func batchesOfListsFollowTheirRows(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var (starts, elements, nulls, rows) = ([UInt32(0)], [Int64](), [Bool](), [[Int64]?]())
        for _ in 0..<200 {
            let list = random.oneIn(6) ? nil : (0..<random.below(4)).map { _ in Int64(random.below(6)) }
            elements += list ?? []
            starts.append(UInt32(elements.count))
            nulls.append(list == nil)
            rows.append(list)
        }
        let others = rows.map { _ in Int64(random.below(6)) }
        let inputs = [
            Vector(.lists(starts: starts, elements: .integers(elements)), nulls: nulls), Vector(.integers(others)),
        ]
        let scope = OneRow([("l", .list(.int), .null), ("x", .int, .null)])
        for (text, holds) in [
            ("l = x", { (list: [Int64], other: Int64) in list.contains(other) }),
            ("l <> x", { list, other in !list.contains(other) }),
            ("l >= x", { list, other in list.contains { $0 >= other } }),
            (
                "CASE WHEN l = x THEN l = 0 ELSE l = 1 END",
                { list, other in list.contains(other) ? list.contains(0) : list.contains(1) }
            ),
        ] {
            let result = try Evaluator.evaluate(try scope.bind(text), on: Batch(count: rows.count, inputs: inputs))
            for row in rows.indices {
                let expected = rows[row].map { Value.integer(holds($0, others[row]) ? 1 : 0) } ?? .null
                #expect(result[row] == expected, "\(text), row \(row), seed \(seed)")
            }
        }
    }
}
