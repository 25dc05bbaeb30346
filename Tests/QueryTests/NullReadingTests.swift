import Bytes
import Query
import Schema
import Segment
import Testing

/// `enableNullHandling=false`: NULLs read as Pinot's default values, wherever a column is read.
struct NullReadingTests {
    private static let zero = Value.string(BigDecimal.zero.orderedBytes)

    /// A field with what its NULLs read as.
    private static let fields: [(field: FieldSpec, value: Value)] = [
        (FieldSpec(name: "i", type: .int), .integer(Int64(Int32.min))),
        (FieldSpec(name: "l", type: .long), .integer(.min)),
        (FieldSpec(name: "f", type: .float), .double(-.infinity)),
        (FieldSpec(name: "d", type: .double), .double(-.infinity)),
        (FieldSpec(name: "s", type: .string), "null"), (FieldSpec(name: "j", type: .json), "null"),
        (FieldSpec(name: "b", type: .boolean), .integer(0)),
        (FieldSpec(name: "t", type: .timestamp, role: .dateTime), .integer(0)),
        (FieldSpec(name: "y", type: .bytes), ""), (FieldSpec(name: "n", type: .bigDecimal), zero),
        (FieldSpec(name: "mi", type: .int, role: .metric), .integer(0)),
        (FieldSpec(name: "md", type: .double, role: .metric), .double(0)),
        (FieldSpec(name: "mn", type: .bigDecimal, role: .metric), zero),
        (FieldSpec(name: "o", type: .int, defaultValue: .integer(42)), .integer(42)),
        (FieldSpec(name: "ml", type: .string, isMultiValue: true), .list(["null"])),
    ]

    private static func other(_ field: FieldSpec) -> Value {
        let value: Value =
            switch field.type.representation {
            case .integer: .integer(1)
            case .double: .double(1)
            case .string:
                field.type == .bigDecimal ? .string(BigDecimal(1).orderedBytes) : field.type == .json ? "1" : "x"
            }
        return field.isMultiValue ? .list([value]) : value
    }

    /// One segment without NULLs, one with, and one of NULLs.
    private static let table = TestTable(
        fields.map(\.field),
        [
            [fields.map { other($0.field) }, fields.map { other($0.field) }],
            [fields.map { other($0.field) }, fields.map { _ in .null }],
            [fields.map { _ in .null }],
        ])

    private static let off = "SET enableNullHandling=false; "

    @Test func valuesStandForNulls() throws {
        let snapshot = try Self.table.sealedSnapshot()
        for (field, value) in Self.fields where !field.isMultiValue {
            let all = try run("\(Self.off)SELECT \(field.name) FROM t", on: snapshot)
            #expect(
                all.rows.map { $0[0] } == [Self.other(field), Self.other(field), Self.other(field), value, value],
                "\(field.name)")
            let counts = try run(
                "\(Self.off)SELECT COUNT(*), COUNT(\(field.name)) FROM t WHERE \(field.name) IS NOT NULL", on: snapshot)
            #expect(counts.rows == [[.integer(5), .integer(5)]], "\(field.name)")
            #expect(
                try run("SELECT COUNT(\(field.name)) FROM t", on: snapshot).rows == [[.integer(3)]], "\(field.name)")
            let groups = try run(
                "\(Self.off)SELECT \(field.name), COUNT(*) FROM t GROUP BY \(field.name)", on: snapshot)
            #expect(Set(groups.rows) == [[Self.other(field), .integer(3)], [value, .integer(2)]], "\(field.name)")
        }
    }

    @Test func conditionsSeeTheValues() throws {
        let snapshot = try Self.table.sealedSnapshot()
        for (condition, count) in [
            ("i < 0", 2), ("i = 1", 3), ("i <> 1", 2), ("l < 0", 2), ("s = 'null'", 2), ("s <> 'x'", 2), ("d < 0", 2),
            ("b = FALSE", 2), ("NOT b", 2),
            ("t = '1970-01-01'", 2), ("n = 0", 2), ("mi = 0", 2), ("o = 42", 2), ("o BETWEEN 2 AND 50", 2),
            ("y = ''", 2), ("s LIKE 'n%'", 2), ("i IS NULL", 0),
            ("ml = 'null'", 2), ("ml <> 'null'", 3), ("ml IS NULL", 0), ("i < 0 AND s = 'null' AND ml = 'null'", 2),
        ] {
            let sql = "SELECT COUNT(*) FROM t WHERE \(condition)"
            #expect(try run(Self.off + sql, on: snapshot).rows == [[.integer(Int64(count))]], "\(condition)")
        }
    }

    @Test func aggregatesAndExtremesSeeTheValues() throws {
        let snapshot = try Self.table.sealedSnapshot()
        let result = try run(
            "\(Self.off)SELECT MIN(i), MAX(o), SUM(mi), MIN(s), COUNT(DISTINCT l) FROM t", on: snapshot)
        #expect(result.rows == [[.integer(Int64(Int32.min)), .integer(42), .integer(3), "null", .integer(2)]])
        #expect(
            try run("SELECT MIN(i), MAX(o), MIN(s) FROM t", on: snapshot).rows == [[.integer(1), .integer(1), "x"]])
        let lists = try run("\(Self.off)SELECT ml, COUNT(*) FROM t GROUP BY ml ORDER BY ml", on: snapshot)
        #expect(lists.rows == [["null", .integer(2)], ["x", .integer(3)]])
    }

    /// All physical forms of the columns with one value in each row.
    @Test func formsAgree() throws {
        let single = Self.fields.map(\.field).filter { !$0.isMultiValue }
        let table = TestTable(single, Self.table.segments.map { $0.map { Array($0.dropLast()) } })
        let queries = [
            "SELECT i, s, d FROM t ORDER BY i, s", "SELECT s, MAX(d), MIN(i) FROM t WHERE d < 5 GROUP BY s ORDER BY s",
            "SELECT COUNT(*) FROM t WHERE s = 'null' OR i = 1",
        ]
        for sql in queries {
            let expected = try run(Self.off + sql, on: try table.sealedSnapshot()).rows
            for form in PhysicalForm.allCases {
                #expect(try run(Self.off + sql, on: table.snapshot(form)).rows == expected, "\(sql), \(form)")
            }
        }
    }

    @Test func columnsYoungerThanTheSegmentReadAsTheValueToo() throws {
        let old = TestTable([FieldSpec(name: "i", type: .int)], [[[.integer(1)]]])
        let young = FieldSpec(name: "s", type: .string)
        let snapshot = TableSnapshot(
            name: "t", schema: Schema(name: "t", fields: old.fields + [young]),
            views: try old.sealedSnapshot().segments)
        #expect(try run("\(Self.off)SELECT s FROM t WHERE s = 'null'", on: snapshot).rows == [["null"]])
        #expect(try run("SELECT s FROM t", on: snapshot).rows == [[.null]])
    }

    @Test func otherValuesOfTheOptionAreRefused() throws {
        let table = try Self.table.sealedSnapshot()
        #expect(errorCode("SET enableNullHandling=maybe; SELECT i FROM t", on: table) == "UNSUPPORTED_OPTION")
        #expect(errorCode("SET enableNullHandling=true; SELECT i FROM t", on: table) == nil)
    }
}

extension Value: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self = .string(ByteString(value)) }
}
