import Bytes
import Query
import SQL
import Schema
import Segment
import TestSupport
import Testing

/// What an execution touches, and what happens around segments.
struct PlanTests {
    static let table: TestTable = {
        var segments = [[[Value]]]()
        for segment in 0..<4 {
            var rows = [[Value]]()
            for row in 0..<100 {
                let key = Value.integer(Int64(segment * 100 + row))
                let number = row % 10 == 0 ? Value.null : .integer(Int64(row))
                rows.append([key, .string(ByteString("s\(segment)_\(row % 20)")), number])
            }
            segments.append(rows)
        }
        let fields = [
            FieldSpec(name: "k", type: .int), FieldSpec(name: "s", type: .string), FieldSpec(name: "n", type: .long),
        ]
        return TestTable(fields, segments)
    }()

    @Test func countsAndExtremesComeFromMetadata() throws {
        for form in [PhysicalForm.sortedDictionaryWithIndex, .unsortedDictionaryWithIndex, .rawWithStatistics] {
            let result = try run(
                "SELECT COUNT(*), MIN(k), MAX(k), COUNT(n), MIN(s), MAX(n) FROM t", on: Self.table.snapshot(form))
            #expect(
                result.rows == [
                    [.integer(400), .integer(0), .integer(399), .integer(360), .string("s0_0"), .integer(99)]
                ])
            #expect(result.statistics.entriesScannedPostFilter == 0)
            #expect(result.statistics.entriesScannedInFilter == 0)
            #expect(result.statistics.docsScanned == 400)
        }
    }

    @Test(arguments: [
        "k = 250", "k BETWEEN 210 AND 220", "k > 199 AND k < 300", "k IN (205, 206) AND s <> 'x'", "k = 250 OR k = 260",
    ])
    func segmentsWithoutMatchAreSkipped(condition: String) throws {
        for form in [PhysicalForm.sortedDictionary, .unsortedDictionary, .sortedDictionaryWithIndex] {
            let result = try run("SELECT COUNT(*) FROM t WHERE \(condition)", on: Self.table.snapshot(form))
            #expect(result.statistics.segmentsPrunedByValue == 3, "\(form)")
            #expect(result.statistics.segmentsProcessed == 1, "\(form)")
            #expect(result.statistics.segmentsMatched == 1, "\(form)")
            #expect(result.statistics.segmentsQueried == 4)
            #expect(result.statistics.totalDocs == 400)
        }
    }

    @Test func statisticsSkipSegmentsOfRawIntegers() throws {
        let snapshot = Self.table.snapshot(.rawWithStatistics)
        let result = try run("SELECT COUNT(*) FROM t WHERE k >= 100 AND k < 200", on: snapshot)
        #expect(result.rows == [[.integer(100)]])
        #expect(result.statistics.segmentsPrunedByValue == 3)
        #expect(result.statistics.entriesScannedInFilter == 0)
        #expect(try run("SELECT COUNT(*) FROM t WHERE n <> 1000", on: snapshot).rows == [[.integer(360)]])
        #expect(try run("SELECT COUNT(*) FROM t WHERE n = 1000", on: snapshot).statistics.segmentsPrunedByValue == 4)
    }

    @Test func indexesAnswerWithoutScan() throws {
        let result = try run(
            "SELECT COUNT(*) FROM t WHERE s IN ('s1_3', 's2_4')", on: Self.table.snapshot(.sortedDictionaryWithIndex))
        #expect(result.rows == [[.integer(10)]])
        #expect(result.statistics.entriesScannedInFilter == 0)
        #expect(result.statistics.docsScanned == 10)
    }

    @Test func furtherConditionsSeeOnlyTheRowsOfAnIndex() throws {
        let snapshot = Self.table.snapshot(.sortedDictionaryWithIndex)
        let result = try run("SELECT COUNT(*), MIN(k) FROM t WHERE n + k > 0 AND s = 's1_3'", on: snapshot)
        #expect(result.rows == [[.integer(5), .integer(103)]])
        #expect(result.statistics.entriesScannedInFilter == 2 * 5)
        let either = try run(
            "SELECT COUNT(*) FROM t WHERE s = 's1_3' AND (n + k < 0 OR k > 140 OR k = 123)", on: snapshot)
        #expect(either.rows == [[.integer(4)]])
        var limits = limits()
        limits.rowsPerLookup = 1000
        let scanned = try run("SELECT COUNT(*) FROM t WHERE s = 's1_3'", on: snapshot, limits)
        #expect(scanned.rows == [[.integer(5)]] && scanned.statistics.entriesScannedInFilter == 100)
    }

    @Test func laterConditionsSeeOnlyTheRowsThatAreLeft() throws {
        let result = try run(
            "SELECT COUNT(*) FROM t WHERE n + k > 0 AND s = 's1_3'", on: Self.table.snapshot(.sortedDictionary))
        #expect(result.rows == [[.integer(5)]])
        // One segment's codes of s, then two columns of five rows.
        #expect(result.statistics.entriesScannedInFilter == 100 + 2 * 5)
    }

    @Test func selectionsEndEarly() throws {
        let result = try run(
            "SELECT k FROM t WHERE k >= 0 LIMIT 3", on: Self.table.snapshot(.raw), limits(batchRows: 64))
        #expect(result.statistics.docsScanned <= 64)
        #expect(result.statistics.segmentsProcessed == 1)
    }

    @Test func segmentsOlderThanAColumnAnswerItsDefault() throws {
        var fields = Self.table.fields
        fields.append(FieldSpec(name: "added", type: .string, defaultValue: .string("none")))
        fields.append(FieldSpec(name: "unknown", type: .double))
        for form in PhysicalForm.allCases {
            let old = Self.table.snapshot(form)
            let newRows: [[Value]] = [[.integer(1000), .string("z"), .null, .string("new"), .double(2)]]
            let added = MemorySegment("t_new", fields: fields, rows: newRows, form: form)
            let segments = old.segments.map(\.source) + [added]
            let snapshot = TableSnapshot(
                name: "t", schema: Schema(name: "t", fields: fields), segments: segments)
            #expect(
                try run("SELECT added, COUNT(*), SUM(unknown) FROM t GROUP BY added", on: snapshot).rows == [
                    [.string("none"), .integer(400), .null], [.string("new"), .integer(1), .double(2)],
                ])
            let pruned = try run("SELECT k FROM t WHERE added = 'new'", on: snapshot)
            #expect(pruned.rows == [[.integer(1000)]])
            #expect(pruned.statistics.segmentsPrunedByValue == 4)
            #expect(try run("SELECT COUNT(*) FROM t WHERE unknown IS NULL", on: snapshot).rows == [[.integer(400)]])
        }
    }

    @Test func damagedSegmentsAreNamed() throws {
        let snapshot = TableSnapshot(name: "t", schema: Self.table.schema, segments: [DamagedSegment()])
        do {
            _ = try run("SELECT k FROM t", on: snapshot)
            Issue.record("a damaged segment answered")
        } catch let error as QueryError {
            #expect(error.code == "UNREADABLE_SEGMENT")
            #expect(error.message == "segment broken: CORRUPT_FILE: a.seg: codes at byte 64: found 1, expected 2")
        }
    }

    @Test func preparedQueriesRunOnLaterVersions() throws {
        let query = try QueryPlanner.prepare(try select("SELECT COUNT(*) AS n FROM t"), schema: Self.table.schema)
        #expect(query.columnNames == ["n"])
        #expect(query.columnTypes == [.long])
        var table = Self.table
        #expect(try query.execute(on: table.snapshot(.raw)).rows == [[.integer(400)]])
        table.segments.removeFirst()
        #expect(try query.execute(on: table.snapshot(.sortedDictionary)).rows == [[.integer(300)]])
    }

    /// Doubles that do not add up exactly: the same version must give the same bits each time and for each batch size.
    @Test func sumsOfDoublesAreTheSameBits() throws {
        var random = SeededGenerator(seed: 11)
        let rows = (0..<5000).map { _ in [Value.double(Double.random(in: -1e6...1e6, using: &random))] }
        let table = TestTable([FieldSpec(name: "d", type: .double)], [Array(rows[..<1700]), Array(rows[1700...])])
        let expected = try run("SELECT SUM(d), AVG(d) FROM t", on: table.snapshot(.raw)).rows
        for form in PhysicalForm.allCases {
            for batchRows in [1, 2, 63, 64, 65, 1000, 8192] {
                #expect(
                    try run("SELECT SUM(d), AVG(d) FROM t", on: table.snapshot(form), limits(batchRows: batchRows)).rows
                        == expected)
            }
        }
    }
}

/// A segment of which a column's bytes are not what was written.
final class DamagedSegment: SegmentSource {
    let name = "broken"
    let rowCount = 10
    let isConsuming = false

    func column(_ name: String) throws(FormatError) -> (any ColumnSource)? {
        throw FormatError(.corrupt, file: "a.seg", section: "codes", offset: 64, "found 1, expected 2")
    }
}
