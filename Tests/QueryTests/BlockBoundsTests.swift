import Bytes
import Query
import Schema
import TestSupport
import Testing

/// What is left out by the bounds of blocks, or by the first key of ORDER BY, changes no answer.
struct BlockBoundsTests {
    private static let fields = [
        FieldSpec(name: "id", type: .int), FieldSpec(name: "at", type: .timestamp, role: .dateTime),
        FieldSpec(name: "city", type: .string), FieldSpec(name: "day", type: .int), FieldSpec(name: "n", type: .long),
        FieldSpec(name: "customer", type: .int), FieldSpec(name: "same", type: .int),
    ]

    /// Rows in order of time but for some, NULLs at the ends of blocks, and a block of nothing but NULL.
    private static func rows(_ count: Int, _ random: inout SeededGenerator) -> [[Value]] {
        (0..<count).map { row in
            let isNull = row % 1024 == 1023 || (2048..<3072).contains(row)
            let late = random.next() % 500 == 0 ? 40_000 : 0
            return [
                .integer(Int64(row)), isNull ? .null : .integer(1_700_000_000_000 + Int64(row * 10 - late)),
                .string(ByteString("c\(random.next() % 40)")), row % 1024 == 0 ? .null : .integer(Int64(row / 700)),
                random.next() % 7 == 0 ? .null : .integer(Int64(random.next() % 5)),
                .integer(Int64(random.next() % 1500) * 1000), .integer(4),
            ]
        }
    }

    private static let conditions = [
        "at >= 1700000010240 AND at < 1700000020480", "at > 1700000010230 AND at <= 1700000010240",
        "at BETWEEN 1700000010230 AND 1700000010240", "at >= 1700000020480 AND at < 1700000030720",
        "at > 1700000020000 AND at < 1700000010000", "NOT (at < 1700000045000 OR at > 1700000046000)",
        "at < 1700000001000 AND city = 'c7'", "at >= 1700000010000 AND at < 1700000013000 AND city IN ('c1', 'c2')",
        "at >= 1700000040000 AND at < 1700000044000 AND day IN (5, 6) AND city <> 'c3'",
        "day = 3", "day BETWEEN 2 AND 3 AND at > 1700000020000", "day = 3 AND day = 4",
        "day IS NULL AND at > 1700000030000",
        "customer IN (1000, 5000, 999000, 7, -1)", "customer = 12000", "customer IN (3000) AND day = 2",
        "customer > 1498000", "customer >= 3000 AND customer < 3001", "at = 1700000010230 OR at = 1700000010240",
        "same = 4 AND at < 1700000000100", "same < 4 AND at < 1700000000100",
        "at < 1700000003000 AND 100 / (id - 4000) <> 7",
    ]

    private static let shapes = [
        "SELECT id FROM t WHERE % ORDER BY id LIMIT 5000",
        "SELECT COUNT(*), SUM(id), COUNT(DISTINCT customer) FROM t WHERE %",
        "SELECT id FROM t WHERE % ORDER BY n DESC, city, id LIMIT 7 OFFSET 3",
        "SELECT id FROM t WHERE % ORDER BY same, n NULLS FIRST, id DESC LIMIT 20",
        "SELECT city, COUNT(*) FROM t WHERE % GROUP BY city ORDER BY 2 DESC, 1 LIMIT 5",
        "SELECT customer FROM t WHERE % GROUP BY customer ORDER BY COUNT(*) DESC, MAX(id), customer LIMIT 9",
        "SELECT id FROM t WHERE % ORDER BY at DESC, city, id LIMIT 1",
    ]

    @Test(arguments: [1, 1023, 1024, 1025, 6000] as [Int])
    func answersAreThoseOfAScan(count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        let table = TestTable(Self.fields, [Self.rows(count, &random), Self.rows(count / 2, &random)])
        let sealed = try table.sealedSnapshot()
        let indexed = try table.sealedSnapshot(indexing: Self.inverted)
        let plain = table.snapshot(.raw)
        for (index, condition) in Self.conditions.enumerated() {
            for (shapeIndex, shape) in Self.shapes.enumerated() {
                let sql = shape.replacing("%", with: "(" + condition + ")")
                let expected = try run(sql, on: plain).rows
                for snapshot in [sealed, indexed] {
                    let small = RunShape.all[(index + shapeIndex) % RunShape.all.count]
                    for shape in [
                        RunShape(), RunShape(batchRows: 64, blockRows: 64, unitRows: 2000, threads: 2), small,
                    ] {
                        if shape.batchRows == 2 && count > 2000 { continue }
                        #expect(try run(sql, on: snapshot, limits(shape)).rows == expected, "\(sql), \(shape)")
                    }
                }
            }
        }
    }

    private static let inverted: IndexingConfig = {
        var config = IndexingConfig()
        for column in ["city", "day", "customer"] { config.columns[column] = IndexingConfig.Column(inverted: .always) }
        return config
    }()

    /// A later key is not computed for rows that the first one rules out, but for it to fail is no matter of luck.
    @Test(arguments: PhysicalForm.allCases)
    func keysThatFailDoSoWhateverTheirPlace(form: PhysicalForm) {
        let rows: [[Value]] = (0..<3000).map { [.integer(Int64($0)), .integer(Int64($0))] }
        let table = TestTable([FieldSpec(name: "k", type: .int), FieldSpec(name: "z", type: .int)], [rows])
        for batchRows in [2, 100, 4096] {
            let sql = "SELECT k FROM t ORDER BY k, 1 / (z - 2999) LIMIT 3"
            #expect(errorCode(sql, on: table.snapshot(form), limits(batchRows: batchRows)) == "DIVISION_BY_ZERO")
        }
    }
}
