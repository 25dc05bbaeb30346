import Query
import Schema
import Testing

/// Calls that are refused, names, and memory.
struct AggregateBindingTests {
    static let table = TestTable(AggregateCase.fields, [(0..<3000).map(row)])

    private static func row(_ number: Int) -> [Value] {
        let integer = Value.integer(Int64(number))
        return [
            .text("g\(number % 7)"), .integer(Int64(number % 100)), integer, .double(Double(number)),
            .text("text \(number)"), .integer(1), integer, integer,
        ]
    }

    @Test(arguments: [
        ("sum(s)", "TYPE_MISMATCH"), ("sum(i, d)", "TYPE_MISMATCH"), ("sum(*)", "INVALID_QUERY"),
        ("count(i, d)", "TYPE_MISMATCH"), ("boolAnd(i)", "TYPE_MISMATCH"), ("percentile(d, 101)", "TYPE_MISMATCH"),
        ("percentile(d, i)", "TYPE_MISMATCH"), ("percentile(d)", "TYPE_MISMATCH"),
        ("percentile95(d, 50)", "TYPE_MISMATCH"), ("percentile101(d)", "UNKNOWN_FUNCTION"),
        ("percentileTDigest(d, 50, 5)", "TYPE_MISMATCH"), ("percentileKLL(d, 50, 'k')", "TYPE_MISMATCH"),
        ("mode(s, 'AVG')", "TYPE_MISMATCH"), ("mode(i, 'MEDIAN')", "TYPE_MISMATCH"),
        ("firstWithTime(s, ts, 'LONG')", "TYPE_MISMATCH"), ("firstWithTime(s, s, 'STRING')", "TYPE_MISMATCH"),
        ("firstWithTime(l, ts, 'INT')", "TYPE_MISMATCH"), ("arrayAgg(i, 'TEXT')", "TYPE_MISMATCH"),
        ("listAgg(i, ',')", "TYPE_MISMATCH"), ("listAgg(s)", "TYPE_MISMATCH"), ("listAgg(s, s)", "TYPE_MISMATCH"),
        ("histogram(d, 2, 1, 10)", "TYPE_MISMATCH"), ("histogram(d, 0, 1, 0)", "TYPE_MISMATCH"),
        ("histogram(d, 0, 1)", "TYPE_MISMATCH"), ("sumMV(i)", "TYPE_MISMATCH"),
        ("distinctCountHLL(s, 3)", "TYPE_MISMATCH"), ("distinctCountHLL(s, 12, 1)", "TYPE_MISMATCH"),
        ("distinctCountThetaSketch(s, 'k=1')", "TYPE_MISMATCH"),
        ("distinctCountThetaSketch(s, '', 'i = 1', '$1')", "SQL_UNSUPPORTED"),
        ("distinctCountRawHLL(s)", "SQL_UNSUPPORTED"), ("percentileRawTDigest(d, 50)", "SQL_UNSUPPORTED"),
        ("distinctCountCPC(s)", "SQL_UNSUPPORTED"), ("distinctCountULL(s)", "SQL_UNSUPPORTED"),
        ("funnelCount(s)", "SQL_UNSUPPORTED"), ("stdDevPop(DISTINCT d)", "SQL_UNSUPPORTED"),
        ("sum(i) WITHIN GROUP (ORDER BY i)", "SQL_UNSUPPORTED"), ("sum(sum(i))", "INVALID_QUERY"),
        ("sum(i) FILTER (WHERE sum(i) > 0)", "INVALID_QUERY"), ("sum(i) FILTER (WHERE i)", "TYPE_MISMATCH"),
        ("upper(s) FILTER (WHERE b)", "INVALID_QUERY"), ("upper(DISTINCT s)", "INVALID_QUERY"),
    ])
    func wrongCallsAreRefused(item: String, code: String) {
        #expect(errorCode("SELECT \(item) FROM t", on: Self.table.snapshot(.raw)) == code)
    }

    @Test(arguments: [
        ("distinctCont(i)", "distinctCount"), ("percentil(d, 5)", "percentile"), ("cuont(*)", "count"),
        ("stdevPop(d)", "stdDevPop"), ("lisAgg(s, ',')", "listAgg"), ("uper(s)", "upper"),
    ])
    func unknownNamesGetTheNearest(item: String, suggestion: String) {
        do {
            _ = try run("SELECT \(item) FROM t", on: Self.table.snapshot(.raw))
            Issue.record("\(item) is no function")
        } catch {
            #expect("\(error)".contains("did you mean \(suggestion)?"), "\(error)")
        }
    }

    @Test func sumsOutsideLongAreAnError() throws {
        let fields = [FieldSpec(name: "l", type: .long)]
        let snapshot = TestTable(fields, [[[.integer(.max)], [.integer(.max)], [.integer(-.max)]]]).snapshot(.raw)
        #expect(try run("SELECT sum(l), avg(l) FROM t", on: snapshot).rows[0][0] == .integer(.max))
        #expect(errorCode("SELECT minMaxRange(l) FROM t", on: snapshot) == "NUMERIC_OVERFLOW")
        #expect(errorCode("SELECT sum(l) FILTER (WHERE l > 0) FROM t", on: snapshot) == "NUMERIC_OVERFLOW")
    }

    @Test func decimalsAreSummedExactly() throws {
        let texts = ["0.1", "0.2", "1e30", "-1e30", "12345678901234567890.5", "0.1"]
        let rows = try texts.map { [Value.string(try BigDecimal($0).orderedBytes), .integer(.max), .double(0.1)] }
        let fields = [
            FieldSpec(name: "n", type: .bigDecimal), FieldSpec(name: "l", type: .long),
            FieldSpec(name: "d", type: .double),
        ]
        let snapshot = TestTable(fields, [Array(rows.prefix(2)), [[.null, .null, .null]] + rows.dropFirst(2)]).snapshot(
            .raw)
        let sql =
            "SELECT sum(n), sum(DISTINCT n), sumPrecision(l), sumPrecision(d), avg(n), min(n), sumPrecision(n) FILTER (WHERE d > 1) FROM t"
        let expected: [Value] = [
            .string(try BigDecimal("12345678901234567890.9").orderedBytes),
            .string(try BigDecimal("12345678901234567890.8").orderedBytes),
            .string(try BigDecimal("55340232221128654842").orderedBytes), .string(try BigDecimal("0.6").orderedBytes),
            .double(12345678901234567890.9 / 6), .string(try BigDecimal("-1e30").orderedBytes), .null,
        ]
        for shape in RunShape.all { #expect(try run(sql, on: snapshot, limits(shape)).rows == [expected]) }
    }

    /// What a row outside the filter would do does not happen.
    @Test func filteredRowsAreNotComputed() throws {
        let sql = "SELECT sum(10 / i) FILTER (WHERE i > 0), count(*) FILTER (WHERE i = 0) FROM t WHERE i < 3"
        let rows = try run(sql, on: Self.table.snapshot(.sortedDictionary)).rows
        #expect(rows == [[.double(450), .integer(30)]])
    }

    @Test(arguments: [
        "percentile(d, 50)", "arrayAgg(i)", "listAgg(s, ',')", "arrayAgg(i) WITHIN GROUP (ORDER BY d)", "mode(s)",
        "count(DISTINCT s, i)", "distinctCountHLLPlus(s, 18)", "distinctCountThetaSketch(s, 'nominalEntries=65536')",
        "percentileTDigest(d, 50, 10000)", "percentileKLL(d, 50, 10000)", "exprMin(s, s)",
    ])
    func memoryOverTheBudgetIsAnError(item: String) {
        for sql in ["SELECT \(item) FROM t", "SELECT s, \(item) FROM t GROUP BY s"] {
            var limits = QueryLimits()
            limits.maximumBytes = item.hasPrefix("exprMin") && !sql.contains("GROUP") ? 16 : 8_000
            #expect(errorCode(sql, on: Self.table.snapshot(.raw), limits) == "RESOURCES_EXCEEDED", "\(sql)")
            limits.maximumBytes = 4 << 30
            #expect(errorCode(sql, on: Self.table.snapshot(.raw), limits) == nil, "\(sql)")
        }
    }

    @Test func theRegistryIsComplete() {
        let names = AggregateRegistry.functions.map(\.name)
        #expect(Set(names.map { $0.lowercased() }).count == names.count)
        for function in AggregateRegistry.functions {
            #expect(function.signature.hasPrefix(function.name + "(") && function.summary.hasSuffix("."))
            for name in [function.name] + function.synonyms {
                #expect(AggregateRegistry.function(named: name.uppercased()) == function)
            }
        }
        #expect(names.contains("percentileKLLMV") && names.contains("sumMV"))
        #expect(AggregateRegistry.function(named: "percentile_tdigest_99_mv")?.name == "percentileTDigestMV")
    }
}
