import Bytes
import Engine
import Files
import Testing

@Suite struct ErrorTests {
    func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? EngineError)?.code
        }
    }

    @Test func eachMistakeHasItsCode() async throws {
        let test = try await TestDatabase.withTable()
        let database = test.database
        let table = TestDatabase.tableJSON()
        #expect(await code { _ = try await database.query("SELECT 1 FROM nowhere") } == "UNKNOWN_TABLE")
        #expect(await code { _ = try await database.query("SELECT nothing FROM events") } == "UNKNOWN_COLUMN")
        #expect(await code { _ = try await database.query("SELECT 'x FROM events") } == "SQL_SYNTAX")
        #expect(
            await code { _ = try await database.query("SELECT " + String(repeating: "(", count: 1_000_000)) }
                == "SQL_TOO_LARGE")
        #expect(
            await code { _ = try await database.query("SET nonsense=1; SELECT id FROM events") } == "UNSUPPORTED_OPTION"
        )
        #expect(
            await code { _ = try await database.query("SET timeoutMs=x; SELECT id FROM events") } == "INVALID_OPTION")
        #expect(await code { _ = try await database.produce([], to: "nowhere", keyField: nil) } == "UNKNOWN_TOPIC")
        #expect(await code { try await database.createTopic("events", partitions: 1) } == "TOPIC_EXISTS")
        #expect(await code { try await database.createTopic("../up", partitions: 1) } == "INVALID_ENTRY")
        #expect(await code { try await database.createTopic("t", partitions: 0) } == "INVALID_PARTITION_COUNT")
        #expect(await code { _ = try await database.createTable(Array(table.utf8)) } == "TABLE_EXISTS")
        let other = table.replacing(#""tableName":"events""#, with: #""tableName":"other""#)
        let missing = other.replacing(#"topic.name":"events""#, with: #"topic.name":"nowhere""#)
        #expect(await code { _ = try await database.createTable(Array(missing.utf8)) } == "UNKNOWN_TOPIC")
        let kafka = other.replacing("martlet", with: "kafka")
        #expect(await code { _ = try await database.createTable(Array(kafka.utf8)) } == "UNKNOWN_CLUSTER")
        let schemaless = other.replacing(#""schemaName":"events""#, with: #""schemaName":"nowhere""#)
        #expect(await code { _ = try await database.createTable(Array(schemaless.utf8)) } == "UNKNOWN_SCHEMA")
        #expect(await code { _ = try await database.createTable(Array("{".utf8)) } == "INVALID_JSON")
        #expect(await code { try await database.dropSchema("events") } == "IN_USE")
        #expect(
            await code { _ = try await database.records(of: "events", partition: 7, from: 0, limit: 1) }
                == "UNKNOWN_PARTITION")
        #expect(await code { _ = try await database.ingest([], into: "events_REALTIME") } == "NOT_OFFLINE")
        await database.close()
        #expect(await code { _ = try await database.query("SELECT id FROM events") } == "SHUTTING_DOWN")
        await database.close()
    }

    @Test func aSecondProcessIsRefused() async throws {
        let test = try TestDatabase.open()
        let error = #expect(throws: EngineError.self) { try TestDatabase.open(test.fileSystem) }
        #expect(error?.code == "DATA_DIRECTORY_LOCKED")
        await test.database.close()
    }

    @Test func aQueryEndsAtItsTimeout() async throws {
        let test = try await TestDatabase.withTable()
        try await test.produce(0..<20_000)
        let slow =
            "SET timeoutMs=1; SELECT id, COUNT(DISTINCT word), SUM(amount) FROM events WHERE word LIKE '%w%' GROUP BY id"
        var codes: Set<String?> = []
        for _ in 0..<5 { codes.insert(await code { _ = try await test.database.query(slow) }) }
        #expect(codes.contains("QUERY_TIMEOUT"))
        #expect(try await test.integer("SELECT COUNT(*) FROM events") == 20_000)
        await test.database.close()
    }

    @Test func aDamagedSegmentIsQuarantinedAndTheTableSaysSo() async throws {
        let test = try await TestDatabase.withTable()
        try await test.produce(0..<1000)
        try await test.database.forceCommit("events")
        let path = try #require(try test.database.segments("events")[0].segments.first?.path)
        await test.database.close()
        let file = try test.fileSystem.open(path, .readWrite)
        let byte = try file.read(at: 200, count: 1)
        try file.write([byte[0] ^ 0x10], at: 200)
        let again = try TestDatabase.open(test.fileSystem)
        let question =
            "SELECT COUNT(*), SUM(id), MAX(word), SUM(amount), MAX(at) FROM events WHERE id >= 0 AND word LIKE 'w%'"
        let first = await code { _ = try await again.database.query(question) }
        #expect(first == "UNREADABLE_SEGMENT")
        let second = await code { _ = try await again.database.query(question) }
        #expect(second == "SEGMENT_UNAVAILABLE")
        let answer = try await again.database.query("SET allowPartialResults=true; " + question)
        #expect(answer.unavailableSegments.count == 1)
        #expect(answer.unavailableSegments[0].contains("CORRUPT_FILE"))
        #expect(try again.database.segments("events")[0].segments.contains { $0.isQuarantined })
        await again.database.close()
    }
}
