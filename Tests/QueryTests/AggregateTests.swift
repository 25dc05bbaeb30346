import Bytes
import Query
import Schema
import TestSupport
import Testing

/// Every aggregate against a naive computation, over random rows with NULLs, in all forms of segments, with rows
/// divided into units that are merged.
struct AggregateTests {
    /// Rows that need no two segments to be alike; some groups have one row, some columns of a group only NULLs.
    static func table(_ random: inout SeededGenerator) -> TestTable {
        var (segments, key) = ([[[Value]]](), 0)
        for _ in 0..<(1 + random.below(4)) {
            var rows = [[Value]]()
            for _ in 0..<(random.chance(10) ? 0 : 1 + random.below(60)) {
                rows.append(row(key, &random))
                key += 1
            }
            segments.append(rows)
        }
        return TestTable(AggregateCase.fields, segments)
    }

    private static func row(_ key: Int, _ random: inout SeededGenerator) -> [Value] {
        let group = random.pick(["a", "b", "c", "d\(random.below(30))"])
        func value(_ value: Value) -> Value { random.chance(group == "c" ? 90 : 15) ? .null : value }
        return [
            .text(group), value(.integer(Int64(random.below(9)) - 4)),
            value(.integer(Int64(random.below(1 << 40)) - 1 << 39)), value(.double(Double(random.below(17) - 8) / 4)),
            value(.text(random.pick(["", "a", "ab", "abc", "b", "é", "a\u{0}b", "z"]))),
            value(.integer(random.chance(50) ? 1 : 0)),
            value(.integer(1_356_998_400_000 + Int64(random.below(5)) * 21_600_000)), .integer(Int64(key)),
        ]
    }

    #if DEBUG
        static let seeds = Array(UInt64(1)...6)
    #else
        static let seeds = Array(UInt64(1)...60)
    #endif

    @Test(arguments: seeds)
    func aggregatesGiveWhatANaiveComputationGives(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let table = Self.table(&random)
        var snapshots = [("mixed", table.mixedSnapshot(from: Int(seed)))]
        snapshots += try [(("sealed"), table.sealedSnapshot())]
        let form = random.pick(PhysicalForm.allCases)
        snapshots.append(("\(form)", table.snapshot(form)))
        for (name, snapshot) in snapshots {
            for shape in RunShape.all {
                try check(table.rows, snapshot, shape, isFiltered: random.chance(50), "seed \(seed), \(name), \(shape)")
            }
        }
    }

    private func check(
        _ rows: [[Value]], _ snapshot: TableSnapshot, _ shape: RunShape, isFiltered: Bool, _ comment: Comment
    ) throws {
        let filter = isFiltered ? " FILTER (WHERE i > 0 OR b)" : ""
        let items = AggregateCase.all.map { $0.sql + filter }.joined(separator: ", ")
        let all = try run("SELECT \(items) FROM t", on: snapshot, limits(shape)).rows[0]
        compare(all, rows, isFiltered, comment)
        let grouped = try run("SELECT g, \(items) FROM t GROUP BY g", on: snapshot, limits(shape)).rows
        #expect(grouped.count == Set(rows.map { $0[0] }).count, comment)
        for group in grouped {
            compare(Array(group.dropFirst()), rows.filter { $0[0] == group[0] }, isFiltered, comment)
        }
    }

    private func compare(_ actual: [Value], _ rows: [[Value]], _ isFiltered: Bool, _ comment: Comment) {
        let rows = isFiltered ? rows.filter(Self.passes) : rows
        for (aggregate, value) in zip(AggregateCase.all, actual) {
            let expected = aggregate.expected(rows)
            #expect(value.isNearly(expected), "\(comment): \(aggregate.sql) is \(value), expected \(expected)")
        }
    }

    private static func passes(_ row: [Value]) -> Bool {
        if row[AggregateCase.Column.b] == .integer(1) { return true }
        guard case .integer(let value) = row[AggregateCase.Column.i] else { return false }
        return value > 0
    }

    /// NULL and 0 where nothing counts, whatever was asked.
    @Test func emptyInputGivesNullOrZero() throws {
        let snapshot = TestTable(AggregateCase.fields, [[]]).snapshot(.raw)
        for aggregate in AggregateCase.all {
            let value = try run("SELECT \(aggregate.sql) FROM t", on: snapshot).rows[0][0]
            #expect(value == aggregate.expected([]), "\(aggregate.sql)")
        }
    }
}
