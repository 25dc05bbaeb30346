import Bytes
import Engine
import SQL
import Schema
import Testing

/// Pausing, skipping, waiting for what was written, and several topics.
@Suite struct ConsumptionTests {
    @Test func aPauseHoldsAcrossARestart() async throws {
        let test = try await TestDatabase.withTable()
        try await test.produce(0..<10)
        let paused = try await test.database.pauseConsumption("events")
        #expect(paused.isPaused)
        let more = (10..<30).map { TestDatabase.event($0) }.joined(separator: "\n")
        _ = try await test.database.produce(Array(more.utf8), to: "events", keyField: "id")
        let again = try await test.reopened()
        #expect(try again.database.pauseStatus("events").isPaused)
        #expect(try await again.integer("SELECT count(*) FROM events") == 10)
        #expect(try again.database.consumingSegments("events").reduce(0) { $0 + $1.lagRecords } == 20)
        _ = try await again.database.resumeConsumption("events")
        try await again.waitUntilConsumed()
        #expect(try await again.integer("SELECT count(*) FROM events") == 30)
        await again.database.close()
    }

    @Test func whatIsPassedOverIsExpired() async throws {
        let test = try await TestDatabase.withTable()
        try await test.produce(0..<10)
        _ = try await test.database.pauseConsumption("events")
        let more = (10..<30).map { TestDatabase.event($0) }.joined(separator: "\n")
        _ = try await test.database.produce(Array(more.utf8), to: "events", keyField: "id")
        _ = try await test.database.resumeConsumption("events", from: .largest)
        try await test.produce(30..<35)
        #expect(try await test.integer("SELECT count(*) FROM events") == 15)
        try await DeadLetterTests.expectBalanced(test, live: 15, deadLettered: 0, expired: 20)
        let next = try #require(try test.database.consumingSegments("events").first { $0.partition == 0 }).currentOffset
        try await test.database.skipRecords(of: "events", topic: "events", partition: 0, to: next)
        let error = await #expect(throws: EngineError.self) {
            try await test.database.skipRecords(of: "events", topic: "events", partition: 0, to: next - 1)
        }
        #expect(error?.code == "OFFSET_OUT_OF_RANGE")
        let again = try await test.reopened()
        try await again.waitUntilConsumed()
        try await DeadLetterTests.expectBalanced(again, live: 15, deadLettered: 0, expired: 20)
        await again.database.close()
    }

    @Test func aQueryWaitsForWhatItIsToSee() async throws {
        let test = try await TestDatabase.withTable()
        _ = try await test.database.pauseConsumption("events")
        let text = (0..<20).map { TestDatabase.event($0) }.joined(separator: "\n")
        let ranges = try await test.database.produce(Array(text.utf8), to: "events", keyField: "id")
        let wanted = ranges.map { "events/\($0.partition):\($0.last + 1)" }.joined(separator: ",")
        async let answer = test.database.query("SET minOffsets='\(wanted)'; SELECT count(*) FROM events")
        async let other = test.database.query("SET waitMs=8000; SELECT count(*) FROM events")
        for statement in ["SET waitMs=20; SELECT 1 FROM events", "SET minOffsets='events/0:9999', waitMs=5; SELECT 1 FROM events"] {
            let error = await #expect(throws: EngineError.self) {
                try await test.database.query(statement.replacing(", waitMs", with: "; SET waitMs"))
            }
            #expect(error?.code == "OFFSETS_NOT_REACHED", "\(statement): \(String(describing: error))")
        }
        // Both wait without a thread: the one thread for queries answers this one.
        #expect(try await test.integer("SELECT count(*) FROM events") == 0)
        _ = try await test.database.resumeConsumption("events")
        #expect(try await answer.result.columns[0][0] == .integer(20))
        #expect(try await other.result.columns[0][0] == .integer(20))
        let covered = try await answer.offsets
        #expect(covered.map(\.topic) == ["events", "events"] && covered.reduce(0) { $0 + $1.offset } == 20)
        for value in ["events/9:1", "other/0:1", "events/0", "events:1", "events/0:x", "/0:1,"] {
            let error = await #expect(throws: EngineError.self) {
                try await test.database.query("SET minOffsets='\(value)'; SELECT 1 FROM events")
            }
            #expect(error?.code == "INVALID_OPTION", "\(value): \(String(describing: error))")
        }
        await test.database.close()
    }

    static let twoTopics = """
        {"tableName":"events","tableType":"REALTIME","segmentsConfig":{"timeColumnName":"at","replication":"1"},
        "tenants":{},"tableIndexConfig":{},"metadata":{},"ingestionConfig":{"streamIngestionConfig":{"streamConfigMaps":[
        {"streamType":"martlet","stream.martlet.topic.name":"east"},
        {"streamType":"martlet","stream.martlet.topic.name":"west"}]}}}
        """

    @Test func severalTopicsFeedOneTable() async throws {
        let test = try TestDatabase.open()
        _ = try await test.database.putSchema(Array(TestDatabase.schemaJSON.utf8), replacing: nil)
        try await test.database.createTopic("east", partitions: 2)
        try await test.database.createTopic("west", partitions: 3)
        _ = try await test.database.createTable(Array(Self.twoTopics.utf8))
        for (topic, ids) in [("east", 0..<30), ("west", 30..<70)] {
            let text = ids.map { TestDatabase.event($0) }.joined(separator: "\n")
            _ = try await test.database.produce(Array(text.utf8), to: topic, keyField: "id")
        }
        try await test.waitUntilConsumed()
        for isSealed in [false, true] {
            if isSealed { try await test.database.forceCommit("events") }
            #expect(try await test.integer("SELECT count(*) FROM events") == 70)
            #expect(try await test.integer("SELECT count(DISTINCT id) FROM events") == 70)
            #expect(try await test.integer("SELECT sum(live) FROM \"events$ledger\" WHERE topic = 'west'") == 40)
            #expect(try await test.integer("SELECT count(*) FROM \"events$ledger\"") == 5)
        }
        let inUse = await #expect(throws: EngineError.self) { try await test.database.dropTopic("west") }
        #expect(inUse?.code == "IN_USE")
        let again = try await test.reopened()
        #expect(try await again.integer("SELECT count(DISTINCT id) FROM events") == 70)
        let partitions = try again.database.consumingSegments("events").map { "\($0.topic)/\($0.topicPartition)" }
        #expect(partitions == ["east/0", "east/1", "west/0", "west/1", "west/2"])
        await again.database.close()
    }

    @Test func aCommitHasAJob() async throws {
        let test = try await TestDatabase.withTable()
        try await test.produce(0..<10)
        let job = try await test.database.forceCommit("events")
        #expect(job.segments.count == 2 && job.pendingSegments.isEmpty)
        #expect(try test.database.commitJob(job.id).pendingSegments.isEmpty)
        #expect(throws: EngineError.self) { try test.database.commitJob("none") }
        await test.database.close()
    }

    /// Where memory is short consumption waits for seals and gets through.
    @Test func littleMemoryIsEnough() async throws {
        var options = TestDatabase.options()
        options.consumingMemoryBytes = 1
        let test = try await TestDatabase.withTable(options: options)
        for start in stride(from: 0, to: 200, by: 20) { try await test.produce(start..<start + 20) }
        #expect(try await test.integer("SELECT count(*) FROM events") == 200)
        try await DeadLetterTests.expectBalanced(test, live: 200, deadLettered: 0)
        await test.database.close()
    }
}
