import Expressions
import Schema
import Testing

/// Three-valued logic, by its tables.
struct LogicTests {
    static let truths: [(name: String, value: Bool?)] = [("TRUE", true), ("FALSE", false), ("NULL", nil)]

    private func row(_ left: Bool?, _ right: Bool?) -> OneRow {
        func value(_ truth: Bool?) -> Value { truth.map { .integer($0 ? 1 : 0) } ?? .null }
        return OneRow([("x", .boolean, value(left)), ("y", .boolean, value(right))])
    }

    private func truth(_ value: Value) -> Bool? { value.isNull ? nil : value == .integer(1) }

    @Test func andOrNotFollowTheirTables() throws {
        for (leftName, left) in Self.truths {
            for (rightName, right) in Self.truths {
                let both: Bool? = left == false || right == false ? false : (left == nil || right == nil ? nil : true)
                let either: Bool? = left == true || right == true ? true : (left == nil || right == nil ? nil : false)
                for (x, y) in [("x", "y"), (leftName, "y"), ("x", rightName), (leftName, rightName)] {
                    #expect(
                        truth(try row(left, right).evaluate("\(x) AND \(y)")) == both, "\(leftName) AND \(rightName)")
                    #expect(
                        truth(try row(left, right).evaluate("\(x) OR \(y)")) == either, "\(leftName) OR \(rightName)")
                    #expect(
                        truth(try row(left, right).evaluate("NOT (\(x) AND \(y))")) == both.map { !$0 },
                        "NOT (\(leftName) AND \(rightName))")
                }
            }
        }
    }

    @Test(
        arguments: [
            ("x IN (1, 2)", true), ("x IN (2, 3)", false), ("x IN (2, NULL)", nil), ("x IN (1, NULL)", true),
            ("x NOT IN (2, NULL)", nil), ("x NOT IN (1, NULL)", false), ("x NOT IN (2, 3)", true), ("n IN (1)", nil),
            ("n NOT IN (1)", nil), ("n IN (NULL)", nil), ("x IN (n, 1)", true), ("x IN (n, 2)", nil),
            ("x NOT IN (n, 2)", nil), ("x BETWEEN 0 AND n", nil), ("x BETWEEN 2 AND n", false),
            ("x NOT BETWEEN 2 AND n", true), ("x NOT BETWEEN 0 AND n", nil), ("n BETWEEN 0 AND 1", nil),
            ("x BETWEEN NULL AND 0", false), ("NULL BETWEEN x AND x", nil), ("n = n", nil), ("n <> 1", nil),
            ("NOT (n = 1)", nil), ("n IS NULL", true), ("n IS NOT NULL", false), ("(n = 1) IS NULL", true),
            ("s LIKE 'a%'", nil), ("s NOT LIKE 'a%'", nil), ("NULL LIKE 'a'", nil), ("'a' LIKE NULL", nil),
            ("NULL IS NULL", true), ("x > 0 AND n > 0", nil), ("x < 0 AND n > 0", false), ("x > 0 OR n > 0", true),
        ] as [(String, Bool?)])
    func nullIsUnknown(text: String, expected: Bool?) throws {
        let row = OneRow([("x", .int, .integer(1)), ("n", .int, .null), ("s", .string, .null)])
        #expect(truth(try row.evaluate(text)) == expected)
    }

    @Test func decidedRowsAreNotComputed() throws {
        let row = OneRow([("x", .int, .integer(0)), ("y", .long, .integer(.max))])
        #expect(try row.evaluate("x <> 0 AND 1 / x > 0") == .integer(0))
        #expect(try row.evaluate("x = 0 OR y + 1 > 0") == .integer(1))
        #expect(errorCode("x = 0 AND 1 / x > 0", row) == "DIVISION_BY_ZERO")
        #expect(errorCode("x <> 0 OR y + 1 > 0", row) == "NUMERIC_OVERFLOW")
    }
}
