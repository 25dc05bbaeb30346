import Bitmaps
import Bytes
import Query
import Schema
import Segment
import TestSupport
import Testing

/// Tables with dead rows against the same tables built from the live ones alone.
struct LiveRowsTests {
    #if DEBUG
        static let seeds = Array(UInt64(1)...6)
    #else
        static let seeds = Array(UInt64(1)...100)
    #endif

    static let storage: [(String, IndexingConfig)] = [
        ("automatic", IndexingConfig()), ("inverted", wishes(dictionary: .always, inverted: .always)),
        ("dictionary", wishes(dictionary: .always, inverted: .never)),
        ("raw", wishes(dictionary: .never, inverted: .never)),
    ]

    private static func wishes(dictionary: IndexingConfig.Choice, inverted: IndexingConfig.Choice) -> IndexingConfig {
        let column = IndexingConfig.Column(dictionary: dictionary, inverted: inverted)
        let names = RandomQueries.fields.map(\.name) + lists.map(\.name)
        return IndexingConfig(columns: Dictionary(uniqueKeysWithValues: names.map { ($0, column) }))
    }

    static let lists = [
        FieldSpec(name: "tags", type: .string, isMultiValue: true),
        FieldSpec(name: "numbers", type: .int, isMultiValue: true),
    ]

    /// What could be answered from metadata, and what reads lists.
    static let statements = [
        "SELECT COUNT(*) FROM t", "SELECT COUNT(*), COUNT(i), COUNT(s), MIN(i), MAX(i), MIN(l), MAX(l) FROM t",
        "SELECT COUNT(*) FROM t WHERE 1 = 1", "SELECT MIN(k), MAX(k) FROM t", "SELECT MIN(s), MAX(u) FROM t",
        "SELECT MIN(d), MAX(f), SUM(d), AVG(i) FROM t", "SELECT DISTINCT s FROM t", "SELECT DISTINCT u, b FROM t",
        "SELECT COUNT(DISTINCT u), DISTINCTCOUNT(i) FROM t", "SELECT COUNT(*) FROM t WHERE s = 'a'",
        "SELECT COUNT(*) FROM t WHERE s IN ('a', 'ab') OR u = 'user7'", "SELECT COUNT(*) FROM t WHERE s <> 'a'",
        "SELECT COUNT(*) FROM t WHERE k >= 20 AND k < 130", "SELECT k FROM t WHERE k BETWEEN 5 AND 90 LIMIT 20",
        "SELECT COUNT(*) FROM t WHERE s IS NULL", "SELECT k, s FROM t ORDER BY s DESC, k LIMIT 12",
        "SELECT k FROM t ORDER BY k LIMIT 9 OFFSET 3", "SELECT s, COUNT(*) FROM t GROUP BY s",
        "SELECT COUNT(*) FILTER (WHERE i > 0), COUNT(*) FROM t", "SELECT * FROM t LIMIT 1000",
        "SELECT tags, COUNT(*) FROM t GROUP BY tags", "SELECT COUNT(*) FROM t WHERE tags = 'a'",
        "SELECT k FROM t WHERE tags <> 'a' AND numbers > 3 LIMIT 50", "SELECT COUNT(*) FROM t WHERE numbers IN (1, 2)",
        "SELECT 100 / (k - 7) FROM t WHERE k <> 7 LIMIT 1000", "SELECT i, SUM(k) FROM t WHERE l > 0 GROUP BY i",
    ]

    /// A table, which of its rows are live, and the table of those alone.
    private static func tables(_ seed: UInt64, _ queries: inout RandomQueries) -> (TestTable, [LiveRows?], TestTable) {
        var random = SeededGenerator(seed: seed &+ 77)
        var table = queries.table()
        table.fields += lists
        var live = [LiveRows?]()
        var rebuilt = table
        for index in table.segments.indices {
            for row in table.segments[index].indices {
                table.segments[index][row] += listValues(&random)
            }
            let rows = table.segments[index]
            var liveRows = LiveRows(rowCount: rows.count)
            let percent = random.pick([0, 2, 50, 95, 100])
            for row in rows.indices where random.below(100) < percent { liveRows.kill(row) }
            live.append(percent == 0 && random.oneIn(2) ? nil : liveRows)
            rebuilt.segments[index] = rows.indices.filter { liveRows[$0] }.map { rows[$0] }
        }
        return (table, live, rebuilt)
    }

    private static func listValues(_ random: inout SeededGenerator) -> [Value] {
        let tags = (0..<random.below(4)).map { _ in Value.string(ByteString(random.pick(["a", "ab", "b", ""]))) }
        let numbers = (0..<random.below(4)).map { _ in Value.integer(Int64(random.below(6))) }
        return [random.oneIn(8) ? .null : .list(tags), random.oneIn(8) ? .null : .list(numbers)]
    }

    private static func snapshots(_ table: TestTable, _ seed: UInt64) throws -> [(String, TableSnapshot)] {
        var result: [(String, TableSnapshot)] = []
        for (name, indexing) in storage { result.append((name, try table.sealedSnapshot(indexing: indexing))) }
        return result
    }

    private static func hiding(_ table: TableSnapshot, _ live: [LiveRows?]) -> TableSnapshot {
        TableSnapshot(
            name: table.name, schema: table.schema,
            views: zip(table.segments, live).map { SegmentView($0.source, liveRows: $1) })
    }

    @Test(arguments: seeds) func answersAreThoseOfTheLiveRows(seed: UInt64) throws {
        var queries = RandomQueries(seed: seed)
        let (table, live, rebuilt) = Self.tables(seed, &queries)
        let (whole, plain) = (try table.sealedSnapshot(), try rebuilt.sealedSnapshot())
        let forms = try Self.snapshots(table, seed).map { ($0, Self.hiding($1, live)) }
        for sql in Self.statements + (0..<25).map({ _ in queries.statement() }) {
            let expected = try run(sql, on: plain).rows
            let all = try run(sql, on: whole).rows
            for (form, snapshot) in forms {
                for shape in [RunShape(), RunShape.tiny, RunShape(unitRows: 5, threads: 2)] {
                    let actual = try run(sql, on: snapshot, limits(shape)).rows
                    #expect(actual == expected, "seed \(seed), \(form), \(shape): \(sql)")
                    if actual != expected { return }
                }
                let shown = try run("SET skipUpsert=true; " + sql, on: snapshot).rows
                #expect(shown == all, "seed \(seed), \(form): \(sql)")
            }
        }
    }

    @Test func explainNamesTheFilterAndOtherOptionsAreRefused() throws {
        let table = TestTable([FieldSpec(name: "k", type: .int)], [[[.integer(1)], [.integer(2)], [.integer(3)]]])
        var live = LiveRows(rowCount: 3)
        live.kill(1)
        let snapshot = Self.hiding(table.snapshot(PhysicalForm.allCases[0]), [live])
        func plan(_ sql: String) throws -> String {
            let query = try QueryPlanner.prepare(select(sql), schema: table.schema)
            return try query.explain(on: snapshot).rows.map { "\($0[0])" }.joined(separator: "\n")
        }
        #expect(try plan("SELECT COUNT(*) FROM t").contains("FILTER_LIVE_ROWS(docs:2)"))
        #expect(try plan("SELECT COUNT(*) FROM t WHERE k > 1").contains("FILTER_AND"))
        #expect(try !plan("SET skipUpsert=true; SELECT COUNT(*) FROM t").contains("FILTER_LIVE_ROWS"))
        #expect(errorCode("SET skipUpsert=1; SELECT k FROM t", on: snapshot) == "UNSUPPORTED_OPTION")
        #expect(try run("SELECT COUNT(*) FROM t", on: snapshot).statistics.totalDocs == 2)
        #expect(try run("SELECT COUNT(*) FROM t", on: snapshot).statistics.docsScanned == 2)
        #expect(try run("SET skipUpsert=true; SELECT COUNT(*) FROM t", on: snapshot).statistics.totalDocs == 3)
        #expect(try run("SELECT $docId FROM t", on: snapshot).rows == [[.integer(0)], [.integer(2)]])
    }

    /// A dead row takes part in nothing, so that nothing fails because of it.
    /// The same in the forms of consuming segments, which tests make without lists.
    @Test(arguments: seeds) func allFormsSeeTheLiveRows(seed: UInt64) throws {
        var queries = RandomQueries(seed: seed)
        var (table, live, rebuilt) = Self.tables(seed, &queries)
        let count = RandomQueries.fields.count
        (table.fields, rebuilt.fields) = (RandomQueries.fields, RandomQueries.fields)
        table.segments = table.segments.map { $0.map { Array($0.prefix(count)) } }
        rebuilt.segments = rebuilt.segments.map { $0.map { Array($0.prefix(count)) } }
        let plain = rebuilt.snapshot(PhysicalForm.allCases[0])
        var forms = PhysicalForm.allCases.map { ("\($0)", Self.hiding(table.snapshot($0), live)) }
        forms.append(("mixed", Self.hiding(table.mixedSnapshot(from: Int(seed)), live)))
        let own = Self.statements.filter { !$0.contains("tags") && !$0.contains("numbers") && !$0.contains("100 /") }
        for sql in own + (0..<25).map({ _ in queries.statement() }) {
            let expected = try run(sql, on: plain).rows
            for (form, snapshot) in forms {
                for shape in [RunShape(), RunShape.tiny] {
                    let actual = try run(sql, on: snapshot, limits(shape)).rows
                    #expect(actual == expected, "seed \(seed), \(form), \(shape): \(sql)")
                    if actual != expected { return }
                }
            }
        }
    }

    @Test(arguments: PhysicalForm.allCases) func deadRowsDoNotFail(form: PhysicalForm) throws {
        let rows: [[Value]] = (0..<200).map { [.integer($0 % 50), .integer($0)] }
        let table = TestTable([FieldSpec(name: "k", type: .int), FieldSpec(name: "n", type: .int)], [rows])
        var live = LiveRows(rowCount: 200)
        for row in stride(from: 7, to: 200, by: 50) { live.kill(row) }
        let whole = table.snapshot(form)
        let snapshot = Self.hiding(whole, [live])
        #expect(try run("SELECT COUNT(*), MIN(n) FROM t WHERE k = 7", on: snapshot).rows == [[.integer(0), .null]])
        for sql in [
            "SELECT 100 / (k - 7) FROM t LIMIT 1000", "SELECT n FROM t WHERE 100 / (k - 7) > 0 LIMIT 1000",
            "SELECT n FROM t WHERE 100 / (k - 7) > n LIMIT 1000",
            "SELECT COUNT(*) FROM t WHERE 1 < 100 / (k - 7 + 0 * n)",
            "SELECT 100 / (k - 7), COUNT(*) FROM t GROUP BY 100 / (k - 7)", "SELECT SUM(100 / (k - 7)) FROM t",
            "SELECT n FROM t ORDER BY 100 / (k - 7), n LIMIT 5", "SELECT DISTINCT 100 / (k - 7) FROM t",
        ] {
            #expect(errorCode(sql, on: whole) == "DIVISION_BY_ZERO", "\(sql)")
            #expect(errorCode(sql, on: snapshot) == nil, "\(sql)")
        }
    }
}
