import Bytes
import Query
import SQL
import Schema
import Synchronization
import Testing

/// Limits, cancellation and options.
struct LimitTests {
    static let table: TestTable = {
        var segments = [[[Value]]]()
        for segment in 0..<3 {
            var rows = [[Value]]()
            for row in 0..<1000 {
                rows.append([.integer(Int64(segment * 1000 + row)), .string(ByteString("text \(row)"))])
            }
            segments.append(rows)
        }
        return TestTable([FieldSpec(name: "k", type: .int), FieldSpec(name: "s", type: .string)], segments)
    }()

    @Test(arguments: [
        "SELECT k, COUNT(*) FROM t GROUP BY k", "SELECT DISTINCT k FROM t", "SELECT k % 1000, s FROM t GROUP BY 1, 2",
        "SELECT k, s FROM t GROUP BY s, k LIMIT 1",
    ])
    func groupsOverTheLimitAreAnError(sql: String) {
        for form in PhysicalForm.allCases {
            var limits = QueryLimits()
            limits.maximumGroups = 999
            #expect(errorCode(sql, on: Self.table.snapshot(form), limits) == "RESOURCES_EXCEEDED")
            limits.maximumGroups = 3000
            #expect(errorCode(sql, on: Self.table.snapshot(form), limits) == nil)
        }
    }

    @Test(arguments: [
        "SELECT k, COUNT(*) FROM t GROUP BY k", "SELECT COUNT(DISTINCT k) FROM t",
        "SELECT s, COUNT(DISTINCT k) FROM t GROUP BY s",
        "SELECT k FROM t ORDER BY s LIMIT 3000", "SELECT k, s FROM t LIMIT 3000", "SELECT DISTINCT s FROM t",
    ])
    func memoryOverTheBudgetIsAnError(sql: String) {
        for form in PhysicalForm.allCases {
            var limits = QueryLimits()
            limits.maximumBytes = 20_000
            #expect(errorCode(sql, on: Self.table.snapshot(form), limits) == "RESOURCES_EXCEEDED")
            limits.maximumBytes = 10 << 20
            #expect(errorCode(sql, on: Self.table.snapshot(form), limits) == nil)
        }
    }

    @Test func smallQueriesOverManyRowsNeedLittleMemory() {
        var limits = QueryLimits()
        limits.maximumBytes = 20_000
        limits.batchRows = 16
        for sql in ["SELECT COUNT(*), SUM(k) FROM t WHERE s LIKE '%9'", "SELECT k FROM t WHERE k > 5 LIMIT 3"] {
            for form in PhysicalForm.allCases {
                #expect(errorCode(sql, on: Self.table.snapshot(form), limits) == nil)
            }
        }
    }

    /// Stops the query at each poll in turn; every one must end it, and they must come often.
    @Test(arguments: [
        "SELECT COUNT(*) FROM t WHERE k % 2 = 0", "SELECT s, SUM(k) FROM t GROUP BY s",
        "SELECT k FROM t ORDER BY s LIMIT 50",
        "SELECT k, s FROM t LIMIT 3000",
    ])
    func stopsAtEveryPoll(sql: String) throws {
        let snapshot = Self.table.snapshot(.raw)
        let total = Mutex(0)
        var limits = QueryLimits()
        limits.batchRows = 64
        limits.stop = {
            total.withLock { $0 += 1 }; return nil
        }
        _ = try run(sql, on: snapshot, limits)
        let polls = total.withLock { $0 }
        #expect(polls > 3 * 1000 / 64)
        let pool = MemoryPool(limit: 1 << 30)
        limits.memory = pool
        for stopped in 1...polls {
            let seen = Mutex(0)
            // Now and then with small units on two threads.
            limits.unitRows = stopped % 3 == 0 ? 300 : 1 << 16
            if stopped % 3 == 0 { limits.executor = TestThreads(width: 2) }
            limits.stop = {
                seen.withLock {
                    $0 += 1; return $0 == stopped ? (stopped % 2 == 0 ? .timeout : .cancelled) : nil
                }
            }
            #expect(errorCode(sql, on: snapshot, limits) == (stopped % 2 == 0 ? "QUERY_TIMEOUT" : "QUERY_CANCELLED"))
            #expect(pool.used == 0, "stopped at poll \(stopped)")
        }
    }

    @Test func optionsAreKnownOrRefused() throws {
        func code(_ text: String, recognized: Set<String> = []) -> String? {
            do {
                _ = try QueryPlanner.prepare(
                    try select(text), schema: Self.table.schema, recognizedOptions: recognized)
                return nil
            } catch let error as any CodedError {
                return error.code
            } catch {
                return "\(error)"
            }
        }
        #expect(code("SET timeoutMs=100; SELECT k FROM t") == "UNSUPPORTED_OPTION")
        #expect(code("SET timeoutMs=100; SELECT k FROM t", recognized: ["timeoutMs"]) == nil)
        #expect(code("SELECT k FROM t OPTION(enableNullHandling=true)") == nil)
        #expect(code("SELECT k FROM t OPTION(enableNullHandling=false)") == nil)
        #expect(code("SELECT k FROM t OPTION(enableNullHandling=maybe)") == "UNSUPPORTED_OPTION")
        #expect(code("SET useMultistageEngine=false; SELECT k FROM t") == nil)
        #expect(code("SET useMultistageEngine=true; SELECT k FROM t") == "UNSUPPORTED_OPTION")
    }

    @Test func hugeLimitsAndOffsetsAreHarmless() throws {
        let snapshot = Self.table.snapshot(.sortedDictionary)
        for sql in [
            "SELECT k FROM t WHERE k = 5 LIMIT 9223372036854775807",
            "SELECT k FROM t WHERE k = 5 ORDER BY s LIMIT 9223372036854775807",
            "SELECT k FROM t WHERE k = 5 GROUP BY k LIMIT 9223372036854775807",
        ] {
            #expect(try run(sql, on: snapshot).rows == [[.integer(5)]])
            #expect(try run(sql + " OFFSET 9223372036854775807", on: snapshot).rows.isEmpty)
        }
    }

    @Test func longChainsOfConditionsAreFlat() throws {
        let snapshot = Self.table.snapshot(.raw)
        let terms = (0..<20_000).map { "k = \($0 * 7 + 1)" }.joined(separator: " OR ")
        #expect(try run("SELECT COUNT(*) FROM t WHERE \(terms)", on: snapshot).rows == [[.integer(429)]])
        let mixed = (0..<1000).map { $0 % 2 == 0 ? "k < \($0)" : "k > \(3000 - $0)" }.joined(separator: " OR ")
        #expect(try run("SELECT COUNT(*) FROM t WHERE \(mixed)", on: snapshot).rows == [[.integer(1996)]])
        let list = (0..<20_000).map { "\($0 * 7 + 1)" }.joined(separator: ", ")
        #expect(try run("SELECT COUNT(*) FROM t WHERE k IN (\(list))", on: snapshot).rows == [[.integer(429)]])
    }

    @Test func deepTreesFitTheStack() throws {
        let snapshot = Self.table.snapshot(.sortedDictionary)
        let sum = "k" + String(repeating: " + 1", count: 500)
        #expect(try run("SELECT \(sum) FROM t LIMIT 1", on: snapshot).rows == [[.integer(500)]])
        #expect(try run("SELECT MAX(\(sum)) FROM t WHERE \(sum) > 0", on: snapshot).rows == [[.integer(3499)]])
        let nested = String(repeating: "abs(", count: 120) + "k" + String(repeating: ")", count: 120)
        #expect(try run("SELECT \(nested) FROM t GROUP BY \(nested) LIMIT 1", on: snapshot).rows == [[.integer(0)]])
        let negations = String(repeating: "NOT (", count: 60) + "k = 1" + String(repeating: ")", count: 60)
        #expect(try run("SELECT k FROM t WHERE \(negations)", on: snapshot).rows == [[.integer(1)]])
    }

    /// Each level doubles the work if an operand is computed twice.
    @Test func nestedRangesAreComputedOnce() throws {
        let depth = 60
        let condition =
            String(repeating: "(", count: depth) + "k > 5"
            + String(repeating: ") BETWEEN FALSE AND TRUE", count: depth)
        #expect(
            try run("SELECT COUNT(*) FROM t WHERE \(condition)", on: Self.table.snapshot(.raw)).rows == [
                [.integer(3000)]
            ])
    }
}
