import Bytes
import Query
import Schema
import Testing

/// What EXPLAIN says of plans.
struct ExplainTests {
    static let table: TestTable = {
        let rows = (0..<3000).map { row -> [Value] in
            [
                .integer(Int64(row / 10)), .string(ByteString("v\(row % 50)")), .double(Double(row) / 7),
                .string(ByteString("unique \(row)")),
            ]
        }
        return TestTable(
            [
                FieldSpec(name: "k", type: .int), FieldSpec(name: "s", type: .string),
                FieldSpec(name: "d", type: .double), FieldSpec(name: "u", type: .string),
            ], [rows])
    }()

    private func lines(_ sql: String, _ snapshot: TableSnapshot) throws -> [[Value]] {
        try QueryPlanner.prepare(try select(sql), schema: Self.table.schema).explain(on: snapshot).rows
    }

    private func operators(_ sql: String, _ snapshot: TableSnapshot) throws -> [String] {
        try lines(sql, snapshot).map { row in
            guard case .string(let text) = row[0] else { return "" }
            return text.string
        }
    }

    @Test func plansAreTrees() throws {
        let snapshot = try Self.table.sealedSnapshot()
        let rows = try lines("SELECT s, SUM(d) FROM t WHERE k = 7 AND d > 1 GROUP BY s", snapshot)
        #expect(rows[0][1...] == [.integer(1), .integer(0)])
        #expect(rows[1][1...] == [.integer(2), .integer(1)])
        #expect(rows[2] == [.string("PLAN_START(numSegmentsForThisPlan:1)"), .integer(-1), .integer(-1)])
        #expect(rows[3][1...] == [.integer(3), .integer(2)])
        var known: Set<Value> = [.integer(0)]
        for row in rows where row[1] != .integer(-1) {
            #expect(known.contains(row[2]), "the parent comes first: \(row)")
            #expect(known.insert(row[1]).inserted, "numbers are given once: \(row)")
        }
    }

    @Test(arguments: [
        ("k = 7", "FILTER_SORTED_INDEX"), ("s = 'v3'", "FILTER_"), ("s = 'nothing'", "FILTER_EMPTY(pruned:dictionary"),
        ("d > 1", "FILTER_FULL_SCAN"), ("d > 1e9", "FILTER_EMPTY(pruned:statistics"),
        ("k + d > 9", "FILTER_EXPRESSION"), ("d >= 0", "FILTER_MATCH_ENTIRE_SEGMENT"),
        ("k = 7 AND d > 1", "FILTER_AND"), ("k = 7 OR d > 1", "FILTER_OR"),
    ])
    func accessPathsAreNamed(condition: String, path: String) throws {
        let found = try operators("SELECT COUNT(*) FROM t WHERE \(condition)", try Self.table.sealedSnapshot())
        #expect(found.contains { $0.hasPrefix(path) }, "\(found)")
    }

    @Test func analysisCountsRows() throws {
        var limits = limits()
        let start = ContinuousClock.now
        limits.clock = { ContinuousClock.now - start }
        let query = try QueryPlanner.prepare(
            try select("SELECT s, COUNT(*) FROM t WHERE k < 10 GROUP BY s"), schema: Self.table.schema)
        let result = try query.explainAnalyze(on: Self.table.snapshot(.raw), limits: limits)
        #expect(result.columnNames == ["Operator", "Operator_Id", "Parent_Id", "Rows", "Time_Micros"])
        #expect(result.rows[0][3] == .integer(50))
        #expect(result.rows.contains { $0[3] == .integer(100) }, "\(result.rows)")
    }
}
