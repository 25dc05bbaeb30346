import Bytes
import Schema

/// An aggregate and what it must give for the rows of a group.
struct AggregateCase {
    let sql: String
    let expected: @Sendable ([[Value]]) -> Value

    init(_ sql: String, _ expected: @escaping @Sendable ([[Value]]) -> Value) {
        self.sql = sql
        self.expected = expected
    }

    /// Columns of the rows by position.
    enum Column { static let (g, i, l, d, s, b, ts, k) = (0, 1, 2, 3, 4, 5, 6, 7) }

    static let fields = [
        FieldSpec(name: "g", type: .string), FieldSpec(name: "i", type: .int), FieldSpec(name: "l", type: .long),
        FieldSpec(name: "d", type: .double), FieldSpec(name: "s", type: .string), FieldSpec(name: "b", type: .boolean),
        FieldSpec(name: "ts", type: .timestamp), FieldSpec(name: "k", type: .int),
    ]

    static let all = core + choices + distinct + quantiles + statistics + collections

    private typealias C = Column

    private static let core = [
        AggregateCase("count(*)") { .integer(Int64($0.count)) },
        AggregateCase("count(s)") { .integer(Int64(NaiveColumn($0, C.s).values.count)) },
        AggregateCase("sum(i)") { NaiveColumn($0, C.i).sum },
        AggregateCase("sumLong(l)") { NaiveColumn($0, C.l).sum },
        AggregateCase("sum(d)") { NaiveColumn($0, C.d).sum },
        AggregateCase("avg(i)") { rows in
            let column = NaiveColumn(rows, C.i)
            return column.values.isEmpty ? .null : .double(column.mean)
        },
        AggregateCase("min(d)") { NaiveColumn($0, C.d).values.min(by: NaiveColumn.isBefore) ?? .null },
        AggregateCase("maxLong(l)") { NaiveColumn($0, C.l).values.max(by: NaiveColumn.isBefore) ?? .null },
        AggregateCase("minString(s)") { NaiveColumn($0, C.s).values.min(by: NaiveColumn.isBefore) ?? .null },
        AggregateCase("max(ts)") { NaiveColumn($0, C.ts).values.max(by: NaiveColumn.isBefore) ?? .null },
        AggregateCase("min_max_range(l)") { rows in
            let column = NaiveColumn(rows, C.l).values.sorted(by: NaiveColumn.isBefore)
            guard case .integer(let least) = column.first, case .integer(let greatest) = column.last else {
                return .null
            }
            return .integer(greatest - least)
        },
        AggregateCase("minMaxRange(d)") { rows in
            let doubles = NaiveColumn(rows, C.d).doubles.sorted()
            return Value(doubles.last.map { $0 - doubles[0] })
        },
        AggregateCase("bool_and(b)") { NaiveColumn($0, C.b).values.min(by: NaiveColumn.isBefore) ?? .null },
        AggregateCase("boolOr(b)") { NaiveColumn($0, C.b).values.max(by: NaiveColumn.isBefore) ?? .null },
    ]

    private static let choices = [
        AggregateCase("anyValue(s)") { NaiveColumn($0, C.s).values.first ?? .null },
        AggregateCase("firstWithTime(s, ts, 'STRING')") { best($0, C.s, C.ts) { NaiveColumn.isBefore($0, $1) } },
        AggregateCase("lastWithTime(d, i, 'DOUBLE')") { best($0, C.d, C.i) { !NaiveColumn.isBefore($0, $1) } },
        AggregateCase("lastWithTime(i, ts, 'LONG')") { best($0, C.i, C.ts) { !NaiveColumn.isBefore($0, $1) } },
        AggregateCase("exprMin(s, d)") { extreme($0, C.s, [C.d], isGreatest: false) },
        AggregateCase("exprMax(i, s, b, d)") { extreme($0, C.i, [C.s, C.b, C.d], isGreatest: true) },
        AggregateCase("mode(i)") { NaiveColumn($0, C.i).modes.first ?? .null },
        AggregateCase("mode(s, 'MAX')") { NaiveColumn($0, C.s).modes.last ?? .null },
        AggregateCase("mode(d, 'avg')") { rows in
            let modes = NaiveColumn(values: NaiveColumn(rows, C.d).modes)
            return modes.values.isEmpty ? .null : .double(modes.mean)
        },
    ]

    private static func best(
        _ rows: [[Value]], _ value: Int, _ time: Int, isBetter: (Value, Value) -> Bool
    ) -> Value {
        let rows = rows.filter { !$0[value].isNull && !$0[time].isNull }
        guard var best = rows.first else { return .null }
        for row in rows.dropFirst() where isBetter(row[time], best[time]) { best = row }
        return best[value]
    }

    private static func extreme(_ rows: [[Value]], _ value: Int, _ keys: [Int], isGreatest: Bool) -> Value {
        let rows = rows.filter { row in keys.allSatisfy { !row[$0].isNull } }
        guard var best = rows.first else { return .null }
        for row in rows.dropFirst() {
            guard let key = keys.first(where: { row[$0] != best[$0] }) else { continue }
            if NaiveColumn.isBefore(row[key], best[key]) != isGreatest { best = row }
        }
        return best[value]
    }

    private static let distinct = [
        AggregateCase("count(DISTINCT s)") { .integer(Int64(NaiveColumn($0, C.s).distinct.count)) },
        AggregateCase("count(DISTINCT i + k % 5)") { rows in
            let sums = rows.compactMap { row -> Int64? in
                guard case .integer(let left) = row[C.i], case .integer(let right) = row[C.k] else { return nil }
                return left + right % 5
            }
            return .integer(Int64(Set(sums).count))
        },
        AggregateCase("count(DISTINCT s, b, d)") { rows in
            let tuples = rows.map { [$0[C.s], $0[C.b], $0[C.d]] }.filter { !$0.contains(.null) }
            return .integer(Int64(Set(tuples).count))
        },
        AggregateCase("distinctCountBitmap(l)") { .integer(Int64(NaiveColumn($0, C.l).distinct.count)) },
        AggregateCase("segmentPartitionedDistinctCount(ts)") {
            .integer(Int64(NaiveColumn($0, C.ts).distinct.count))
        },
        AggregateCase("sum(DISTINCT i)") { NaiveColumn(values: NaiveColumn($0, C.i).distinct).sum },
        AggregateCase("distinctSum(d)") { NaiveColumn(values: NaiveColumn($0, C.d).distinct).sum },
        AggregateCase("avg(DISTINCT d)") { rows in
            let column = NaiveColumn(values: NaiveColumn(rows, C.d).distinct)
            return column.values.isEmpty ? .null : .double(column.mean)
        },
        // Sketches are exact for few values.
        AggregateCase("distinctCountHLL(s)") { .integer(Int64(NaiveColumn($0, C.s).distinct.count)) },
        AggregateCase("distinctCountHLLPlus(d, 16)") { .integer(Int64(NaiveColumn($0, C.d).distinct.count)) },
        AggregateCase("distinctCountThetaSketch(s)") { .integer(Int64(NaiveColumn($0, C.s).distinct.count)) },
        AggregateCase("distinctCountThetaSketch(i, 'nominalEntries=64')") {
            .integer(Int64(NaiveColumn($0, C.i).distinct.count))
        },
    ]

    private static let quantiles = [
        AggregateCase("percentile(i, 50)") { Value(NaiveColumn.double(NaiveColumn($0, C.i).percentile(50))) },
        AggregateCase("percentile90(d)") { NaiveColumn($0, C.d).percentile(90) },
        AggregateCase("PERCENTILE_EST(l, 25)") { NaiveColumn($0, C.l).percentile(25) },
        AggregateCase("percentile(d, 100)") { NaiveColumn($0, C.d).percentile(100) },
        AggregateCase("percentile(d, 0)") { NaiveColumn($0, C.d).percentile(0) },
        AggregateCase("percentileSmartTDigest(d, 75)") { NaiveColumn($0, C.d).percentile(75) },
        // Sketches hold few values as they are.
        AggregateCase("percentileKLL(d, 30)") { NaiveColumn($0, C.d).percentile(30) },
        AggregateCase("percentileTDigest(d, 0)") { NaiveColumn($0, C.d).percentile(0) },
        AggregateCase("percentileTDigest100(d)") { NaiveColumn($0, C.d).percentile(100) },
    ]

    private static let statistics = [
        AggregateCase("var_pop(d)") { Value(NaiveColumn($0, C.d).variance(spare: 0)) },
        AggregateCase("varSamp(i)") { Value(NaiveColumn($0, C.i).variance(spare: 1)) },
        AggregateCase("stdDevPop(d)") { Value(NaiveColumn($0, C.d).variance(spare: 0)?.squareRoot()) },
        AggregateCase("stddev_samp(i)") { Value(NaiveColumn($0, C.i).variance(spare: 1)?.squareRoot()) },
        AggregateCase("skewness(d)") { Value(NaiveColumn($0, C.d).skewness) },
        AggregateCase("kurtosis(d)") { Value(NaiveColumn($0, C.d).kurtosis) },
        AggregateCase("covarPop(i, d)") { Value(NaivePairs($0, C.i, C.d).covariance(spare: 0)) },
        AggregateCase("covar_samp(d, k)") { Value(NaivePairs($0, C.d, C.k).covariance(spare: 1)) },
        AggregateCase("corr(i, k)") { Value(NaivePairs($0, C.i, C.k).correlation) },
        AggregateCase("histogram(d, -1, 2, 6)") { rows in
            let values = NaiveColumn(rows, C.d).doubles
            return .list(
                (0..<6).map { bin in
                    let (lower, upper) = (-1 + Double(bin) / 2, -0.5 + Double(bin) / 2)
                    return .double(
                        Double(values.count { $0 >= lower && ($0 < upper || (bin == 5 && $0 == upper)) }))
                })
        },
    ]

    private static let collections = [
        AggregateCase("arrayAgg(i, 'INT')") { list(NaiveColumn($0, C.i).values) },
        AggregateCase("array_agg(s, 'STRING', true)") { list(NaiveColumn($0, C.s).distinct) },
        AggregateCase("arrayAgg(DISTINCT d)") { list(NaiveColumn($0, C.d).distinct) },
        AggregateCase("listAgg(s, '; ')") { joined(NaiveColumn($0, C.s).values, "; ") },
        AggregateCase("listAgg(DISTINCT s, ',') WITHIN GROUP (ORDER BY s DESC)") { rows in
            joined(NaiveColumn(rows, C.s).distinct.sorted { NaiveColumn.isBefore($1, $0) }, ",")
        },
        AggregateCase("arrayAgg(k) WITHIN GROUP (ORDER BY i NULLS FIRST, d DESC)") { rows in
            let sorted = rows.enumerated().sorted { left, right in
                let (first, second) = (left.element, right.element)
                if first[C.i] != second[C.i] {
                    return first[C.i].isNull || (!second[C.i].isNull && NaiveColumn.isBefore(first[C.i], second[C.i]))
                }
                if first[C.d] != second[C.d] {
                    return first[C.d].isNull || (!second[C.d].isNull && NaiveColumn.isBefore(second[C.d], first[C.d]))
                }
                return left.offset < right.offset
            }
            return list(sorted.map { $0.element[C.k] })
        },
    ]

    private static func list(_ values: [Value]) -> Value { values.isEmpty ? .null : .list(values) }

    private static func joined(_ values: [Value], _ separator: String) -> Value {
        if values.isEmpty { return .null }
        let texts = values.map { value -> String in
            if case .string(let text) = value { text.string } else { "" }
        }
        return .text(texts.joined(separator: separator))
    }
}
