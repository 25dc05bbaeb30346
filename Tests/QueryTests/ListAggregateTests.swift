import Bytes
import Query
import Schema
import TestSupport
import Testing

/// Aggregates of the elements of lists, by their names with MV and without.
struct ListAggregateTests {
    private static let fields = [
        FieldSpec(name: "g", type: .string), FieldSpec(name: "xs", type: .int, isMultiValue: true),
        FieldSpec(name: "ys", type: .string, isMultiValue: true), FieldSpec(name: "b", type: .boolean),
    ]

    private static let cases: [AggregateCase] =
        ["sum", "sumMV"].map { name in AggregateCase("\(name)(xs)") { elements($0, 1).sum } }
        + ["min", "minMV"].map { name in AggregateCase("\(name)(xs)") { least(elements($0, 1)) } }
        + ["maxMV", "max"].map { name in AggregateCase("\(name)(ys)") { greatest(elements($0, 2)) } }
        + ["avgMV", "avg"].map { name in
            AggregateCase("\(name)(xs)") { rows in
                let column = elements(rows, 1)
                return column.values.isEmpty ? .null : .double(column.mean)
            }
        }
        + ["distinctCountMV", "distinctCount", "distinctCountBitmapMV", "distinctCountHLLMV", "distinctCountHLL"].map {
            name in AggregateCase("\(name)(ys)") { .integer(Int64(elements($0, 2).distinct.count)) }
        }
        + ["percentileMV(xs, 50)", "percentile50MV(xs)", "percentile(xs, 50)", "percentileKLLMV(xs, 50)"].map { sql in
            AggregateCase(sql) { Value(NaiveColumn.double(elements($0, 1).percentile(50))) }
        } + [
            AggregateCase("countMV(xs)") { .integer(Int64(elements($0, 1).values.count)) },
            AggregateCase("count(xs)") { .integer(Int64(NaiveColumn($0, 1).values.count)) },
            AggregateCase("percentileEst95MV(xs)") { elements($0, 1).percentile(95) },
            AggregateCase("percentileTDigest0MV(xs)") { Value(NaiveColumn.double(elements($0, 1).percentile(0))) },
            AggregateCase("minMaxRangeMV(xs)") { rows in
                guard case .integer(let low) = least(elements(rows, 1)),
                    case .integer(let high) = greatest(elements(rows, 1))
                else { return .null }
                return .integer(high - low)
            },
            AggregateCase("count(DISTINCT xs)") { .integer(Int64(elements($0, 1).distinct.count)) },
            AggregateCase("distinctSumMV(xs)") { NaiveColumn(values: elements($0, 1).distinct).sum },
            AggregateCase("mode(xs)") { elements($0, 1).modes.first ?? .null },
            AggregateCase("arrayAgg(ys, 'STRING')") { rows in
                let values = elements(rows, 2).values
                return values.isEmpty ? .null : .list(values)
            },
            AggregateCase("varPop(xs)") { Value(elements($0, 1).variance(spare: 0)) },
        ]

    private static func elements(_ rows: [[Value]], _ column: Int) -> NaiveColumn {
        NaiveColumn(elementsOf: rows, column)
    }

    private static func least(_ column: NaiveColumn) -> Value {
        column.values.min(by: NaiveColumn.isBefore) ?? .null
    }

    private static func greatest(_ column: NaiveColumn) -> Value {
        column.values.max(by: NaiveColumn.isBefore) ?? .null
    }

    private static func table(_ random: inout SeededGenerator) -> TestTable {
        var segments = [[[Value]]]()
        for _ in 0..<(1 + random.below(3)) {
            var rows = [[Value]]()
            for _ in 0..<(1 + random.below(40)) {
                let numbers = (0..<random.below(4)).map { _ in Value.integer(Int64(random.below(9)) - 4) }
                let texts = (0..<random.below(3)).map { _ in Value.text(random.pick(["", "a", "b", "cc"])) }
                rows.append([
                    .text(random.pick(["p", "q", "r"])), random.chance(20) ? .null : .list(numbers),
                    random.chance(20) ? .null : .list(texts), .integer(random.chance(50) ? 1 : 0),
                ])
            }
            segments.append(rows)
        }
        return TestTable(fields, segments)
    }

    @Test(arguments: SeededGenerator.seeds)
    func elementsAreAggregated(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let table = Self.table(&random)
        let snapshot = try table.sealedSnapshot()
        let stored = try run("SELECT g, xs, ys, b FROM t LIMIT 1000", on: snapshot).rows
        for (filter, rows) in [("", stored), (" FILTER (WHERE b)", stored.filter { $0[3] == .integer(1) })] {
            let items = Self.cases.map { $0.sql + filter }.joined(separator: ", ")
            for shape in RunShape.all {
                let groups = try run("SELECT g, \(items) FROM t GROUP BY g", on: snapshot, limits(shape)).rows
                let all = try run("SELECT \(items) FROM t", on: snapshot, limits(shape)).rows[0]
                for actual in [[.null] + all] + groups {
                    let members = rows.filter { actual[0].isNull || $0[0] == actual[0] }
                    for (aggregate, value) in zip(Self.cases, actual.dropFirst()) {
                        let expected = aggregate.expected(members)
                        #expect(value.isNearly(expected), "seed \(seed), \(shape): \(aggregate.sql)\(filter)")
                    }
                }
            }
        }
    }

    @Test(arguments: [
        ("corr(xs, xs)", "TYPE_MISMATCH"), ("firstWithTime(xs, b, 'INT')", "TYPE_MISMATCH"),
        ("exprMin(xs, b)", "TYPE_MISMATCH"), ("count(DISTINCT xs, b)", "TYPE_MISMATCH"),
        ("arrayAgg(xs) WITHIN GROUP (ORDER BY b)", "TYPE_MISMATCH"), ("sum(ys)", "TYPE_MISMATCH"),
        ("boolAnd(xs)", "TYPE_MISMATCH"), ("DISTINCT arrayAgg(xs)", "TYPE_MISMATCH"),
    ])
    func whatTakesNoListsSaysSo(item: String, code: String) {
        let snapshot = TestTable(Self.fields, [[]]).snapshot(.raw)
        #expect(errorCode("SELECT \(item) FROM t", on: snapshot) == code)
    }
}
