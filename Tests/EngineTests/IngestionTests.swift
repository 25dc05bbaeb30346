import Engine
import Files
import Schema
import Testing

@Suite struct IngestionTests {
    static let questions = [
        "SELECT COUNT(*), COUNT(DISTINCT id), SUM(id), MIN(at), MAX(at) FROM events",
        "SELECT word, COUNT(*), SUM(amount) FROM events GROUP BY word ORDER BY word",
        "SELECT id, word, amount FROM events WHERE id IN (3, 77, 501) ORDER BY id",
    ]

    func answers(_ test: TestDatabase) async throws -> [[[Value]]] {
        var answers: [[[Value]]] = []
        for question in Self.questions { answers.append(try await test.rows(question)) }
        return answers
    }

    @Test func answersStayThroughSealAndRestart() async throws {
        let test = try await TestDatabase.withTable()
        try await test.produce(0..<1000)
        let before = try await answers(test)
        #expect(before[0][0][0] == .integer(1000))
        #expect(before[0][0][2] == .integer(499_500))

        try await test.database.forceCommit("events")
        #expect(try test.database.segments("events")[0].segments.reduce(0) { $0 + $1.rowCount } == 1000)
        #expect(try test.database.tableSize("events").consumingRows == 0)
        #expect(try await answers(test) == before)

        let again = try await test.reopened()
        #expect(try await answers(again) == before)
        await again.database.close()
    }

    @Test func unsealedRowsAreThereAfterARestart() async throws {
        let test = try await TestDatabase.withTable()
        try await test.produce(0..<300)
        try await test.database.forceCommit("events")
        try await test.produce(300..<500)
        let before = try await answers(test)
        let again = try await test.reopened()
        #expect(try await answers(again) == before)
        #expect(try again.database.tableSize("events").sealedRows == 300)
        await again.database.close()
    }

    @Test func sealsByRowsWhileConsumptionGoesOn() async throws {
        let test = try await TestDatabase.withTable(rows: 50)
        for start in stride(from: 0, to: 1000, by: 100) { try await test.produce(start..<start + 100) }
        #expect(try await test.integer("SELECT COUNT(*) FROM events") == 1000)
        #expect(try await test.integer("SELECT COUNT(DISTINCT id) FROM events") == 1000)
        for _ in 0..<400 where try test.database.segments("events")[0].segments.count < 15 {
            try await Task.sleep(for: .milliseconds(5))
        }
        let segments = try test.database.segments("events")[0].segments
        #expect(segments.count >= 15)
        #expect(segments.allSatisfy { $0.rowCount <= 50 })
        await test.database.close()
    }

    @Test func badRecordsAreCountedAndBlockNothing() async throws {
        let test = try await TestDatabase.withTable()
        let text = [TestDatabase.event(1), #"{"id":"seven"}"#, TestDatabase.event(2)].joined(separator: "\n")
        _ = try await test.database.produce(Array(text.utf8), to: "events", keyField: nil)
        try await test.waitUntilConsumed()
        #expect(try await test.integer("SELECT COUNT(*) FROM events") == 2)
        for sealed in [false, true] {
            if sealed { try await test.database.forceCommit("events") }
            let partitions = try test.database.consumingSegments("events")
            #expect(partitions.reduce(0) { $0 + $1.rejectedCount } == 1)
            let shown = partitions.flatMap(\.recentRejections)
            #expect(shown.count == 1 && shown[0].contains("WRONG_TYPE") && shown[0].contains("'id'"))
        }
        let again = try await test.reopened()
        #expect(try again.database.consumingSegments("events").reduce(0) { $0 + $1.rejectedCount } == 1)
        await again.database.close()
    }

    @Test func aBatchWithABadLineIsRefusedWhole() async throws {
        let test = try await TestDatabase.withTable()
        let text = TestDatabase.event(1) + "\n{\"id\":"
        let error = await #expect(throws: EngineError.self) {
            try await test.database.produce(Array(text.utf8), to: "events", keyField: nil)
        }
        #expect(error?.code == "MALFORMED_RECORD")
        #expect(error?.message.contains("line 2") == true)
        #expect(try test.database.topic("events").partitions.allSatisfy { $0.endOffset == 0 })
        await test.database.close()
    }

    @Test func oneKeyGoesToOnePartitionAndRecordsCanBeRead() async throws {
        let test = try await TestDatabase.withTable()
        try await test.produce(0..<100)
        try await test.produce(0..<100)
        var partitionOf: [[UInt8]: Int] = [:]
        var count = 0
        for partition in 0..<2 {
            for record in try await test.database.records(of: "events", partition: partition, from: 0, limit: 1000) {
                let key = try #require(record.key)
                #expect(partitionOf[key] ?? partition == partition)
                partitionOf[key] = partition
                count += 1
            }
        }
        #expect(count == 200)
        #expect(Set(partitionOf.values) == [0, 1])
        let some = try await test.database.records(of: "events", partition: 0, from: 5, limit: 3)
        #expect(some.map(\.offset) == [5, 6, 7])
        await test.database.close()
    }

    @Test func aFileBecomesOneSegmentOfAnOfflineTable() async throws {
        let test = try TestDatabase.open()
        _ = try await test.database.putSchema(Array(TestDatabase.schemaJSON.utf8), replacing: nil)
        let table = #"{"tableName":"events","tableType":"OFFLINE","segmentsConfig":{"timeColumnName":"at"}}"#
        _ = try await test.database.createTable(Array(table.utf8))
        let text = (0..<100).map { TestDatabase.event($0) }.joined(separator: "\n")
        let segment = try await test.database.ingest(Array(text.utf8), into: "events_OFFLINE")
        #expect(segment.rowCount == 100)
        _ = try await test.database.ingest(Array(TestDatabase.event(100).utf8), into: "events")
        #expect(try await test.integer("SELECT COUNT(*) FROM events") == 101)
        let bad = await #expect(throws: EngineError.self) {
            try await test.database.ingest(Array((text + "\n{\"id\":1.5}").utf8), into: "events")
        }
        #expect(bad?.code == "WRONG_TYPE" && bad?.message.contains("line 101") == true)
        let again = try await test.reopened()
        #expect(try await again.integer("SELECT COUNT(*) FROM events") == 101)
        #expect(try await again.integer("SELECT SUM(id) FROM events WHERE $segmentName = '\(segment.name)'") == 4950)
        await again.database.close()
    }
}
