import Engine
import Files
import Schema
import Synchronization
import Testing

@Suite struct AlterationTests {
    static let widerSchema = TestDatabase.schemaJSON.replacing(
        #"{"name":"word","dataType":"STRING"}"#,
        with:
            #"{"name":"word","dataType":"STRING"},{"name":"note","dataType":"STRING","defaultNullValue":"-"},{"name":"rank","dataType":"INT"}"#
    )

    @Test func aNewColumnHoldsFromTheNextRecordOn() async throws {
        let test = try await TestDatabase.withTable()
        let early = #"{"id":1,"word":"a","note":"too early","rank":1,"at":1}"#
        _ = try await test.database.produce(Array(early.utf8), to: "events", keyField: nil)
        try await test.waitUntilConsumed()
        try await test.database.forceCommit("events")
        let second = #"{"id":2,"word":"b","note":"too early","at":2}"#
        _ = try await test.database.produce(Array(second.utf8), to: "events", keyField: nil)
        try await test.waitUntilConsumed()

        _ = try await test.database.putSchema(Array(Self.widerSchema.utf8), replacing: "events")
        let late = #"{"id":3,"word":"c","note":"in time","rank":3,"at":3}"#
        _ = try await test.database.produce(Array(late.utf8), to: "events", keyField: nil)
        try await test.waitUntilConsumed()

        let question = "SELECT id, note, rank FROM events ORDER BY id"
        let expected: [[Value]] = [
            [.integer(1), .string("-"), .null], [.integer(2), .string("-"), .null],
            [.integer(3), .string("in time"), .integer(3)],
        ]
        #expect(try await test.rows(question) == expected)
        // The rows that are not sealed are built again from the log: by the schema that held then.
        let again = try await test.reopened()
        #expect(try await again.rows(question) == expected)
        try await again.waitUntilConsumed()
        try await again.database.forceCommit("events")
        #expect(try await again.rows(question) == expected)
        #expect(
            try await again.rows("SELECT COUNT(*) FROM events WHERE rank IS NULL AND note = '-'") == [[.integer(2)]])
        let third = try await again.reopened()
        #expect(try await third.rows(question) == expected)
        await third.database.close()
    }

    @Test func aSchemaOnlyGainsColumns() async throws {
        let test = try await TestDatabase.withTable()
        let narrower = TestDatabase.schemaJSON.replacing("LONG", with: "STRING")
        let error = await #expect(throws: EngineError.self) {
            try await test.database.putSchema(Array(narrower.utf8), replacing: "events")
        }
        #expect(error?.code == "INCOMPATIBLE_SCHEMA")
        await test.database.close()
    }

    @Test func flushThresholdsChangeAtOnce() async throws {
        let test = try await TestDatabase.withTable()
        try await test.produce(0..<100)
        #expect(try test.database.tableSize("events").segments.isEmpty)
        try await test.database.alterTable("events", Array(TestDatabase.tableJSON(rows: 10).utf8))
        try await test.produce(100..<120)
        for _ in 0..<400 where try test.database.tableSize("events").segments.isEmpty {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(try !test.database.tableSize("events").segments.isEmpty)
        let config = try test.database.tableConfigs("events_REALTIME")
        #expect(String(decoding: config[0].json, as: UTF8.self).contains(#""metadata""#))
        await test.database.close()
    }

    @Test func droppedAndCreatedAgainSharesNothing() async throws {
        let test = try await TestDatabase.withTable(rows: 10)
        try await test.produce(0..<100)
        try await test.database.forceCommit("events")
        let inUse = await #expect(throws: EngineError.self) { try await test.database.dropTopic("events") }
        #expect(inUse?.code == "IN_USE")
        #expect(try await test.database.dropTable("events") == ["events_REALTIME"])
        try await test.database.dropTopic("events")
        let files = try test.fileSystem.list("tables") + test.fileSystem.list("log")
        #expect(files.isEmpty, "left behind: \(files)")

        try await test.database.createTopic("events", partitions: 2)
        _ = try await test.database.createTable(Array(TestDatabase.tableJSON().utf8))
        #expect(try await test.integer("SELECT COUNT(*) FROM events") == 0)
        try await test.produce(0..<5)
        #expect(try await test.integer("SELECT COUNT(*) FROM events") == 5)
        let again = try await test.reopened()
        #expect(try await again.integer("SELECT COUNT(*) FROM events") == 5)
        await again.database.close()
    }

    @Test func retentionDropsOldSegmentsAndKeepsWhatIsNotSealed() async throws {
        var options = TestDatabase.options()
        let now = Mutex<Int64>(1_700_000_000_000)
        options.now = { now.withLock { $0 } }
        let test = try await TestDatabase.withTable(options: options)
        try await test.produce(0..<50)
        try await test.database.forceCommit("events")
        try await test.produce(50..<60)
        try await test.database.alterTable("events", Array(TestDatabase.tableJSON(retentionDays: 2).utf8))
        try await Task.sleep(for: .milliseconds(200))
        #expect(try await test.integer("SELECT COUNT(*) FROM events") == 60)
        now.withLock { $0 += 3 * 86_400_000 }
        for _ in 0..<400 where try !test.database.tableSize("events").segments.isEmpty {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(try await test.integer("SELECT COUNT(*) FROM events") == 10)
        let again = try await test.reopened()
        #expect(try await again.integer("SELECT COUNT(*) FROM events") == 10)
        await again.database.close()
    }

    @Test func logRetentionNeverPassesWhatATableHasNotSealed() async throws {
        var options = TestDatabase.options()
        options.logFileBytes = 4096
        let test = try TestDatabase.open(options: options)
        _ = try await test.database.putSchema(Array(TestDatabase.schemaJSON.utf8), replacing: nil)
        try await test.database.createTopic("events", partitions: 1, settings: [("retention.bytes", "4096")])
        _ = try await test.database.createTable(Array(TestDatabase.tableJSON().utf8))
        for start in stride(from: 0, to: 500, by: 20) { try await test.produce(start..<start + 20) }
        try await Task.sleep(for: .milliseconds(200))
        #expect(try test.database.topic("events").partitions[0].firstOffset == 0)
        try await test.database.forceCommit("events")
        for _ in 0..<400 where try test.database.topic("events").partitions[0].firstOffset == 0 {
            try await Task.sleep(for: .milliseconds(5))
        }
        let partition = try test.database.topic("events").partitions[0]
        #expect(partition.firstOffset > 0 && partition.firstOffset < 500)
        #expect(try await test.integer("SELECT COUNT(*) FROM events") == 500)
        let again = try await test.reopened()
        #expect(try await again.integer("SELECT COUNT(*) FROM events") == 500)
        await again.database.close()
    }
}
