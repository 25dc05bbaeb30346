import Bytes
import Engine
import Files
import Schema
import Testing

/// Records that cannot become rows: kept, counted, seen in queries, and sent once more.
@Suite struct DeadLetterTests {
    /// Ten records in two partitions, of which those of ids 3 and 7 have a word where a number belongs, and one is no
    /// JSON.
    static func produce(to test: TestDatabase) async throws {
        var records: [(key: [UInt8]?, value: [UInt8])] = []
        for id in 0..<10 {
            let amount = id == 3 || id == 7 ? "\"much\"" : "\(id)"
            records.append((Array("\(id)".utf8), Array(#"{"id":\#(id),"amount":\#(amount),"at":\#(id)}"#.utf8)))
        }
        records.append((nil, [0xFF, 0x00]))
        _ = try await test.database.produce(records, to: "events")
        try await test.waitUntilConsumed()
    }

    private func checkBefore(_ test: TestDatabase) async throws {
        #expect(try await test.integer("SELECT count(*) FROM events") == 8)
        let rows = try await test.rows(
            "SELECT topic, recordCount, errorCode, errorColumn, \"key\" FROM \"events$deadletters\" ORDER BY errorCode, \"key\"")
        let expected: [[Value]] = [
            [.string("events"), .integer(1), .string("MALFORMED_RECORD"), .null, .null],
            [.string("events"), .integer(1), .string("WRONG_TYPE"), .string("amount"), .string("3")],
            [.string("events"), .integer(1), .string("WRONG_TYPE"), .string("amount"), .string("7")],
        ]
        #expect(rows == expected)
        let value = try await test.rows(
            "SELECT \"value\" FROM \"events_REALTIME$deadletters\" WHERE \"key\" = '37'")
        #expect(value == [[.string(ByteString(#"{"id":7,"amount":"much","at":7}"#))]])
        try await Self.expectBalanced(test, live: 8, deadLettered: 3)
    }

    static func expectBalanced(
        _ test: TestDatabase, live: Int64, deadLettered: Int64, redriven: Int64 = 0, filtered: Int64 = 0,
        expired: Int64 = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let sums = try await test.rows(
            """
            SELECT sum(live), sum(deadLettered), sum(redriven), sum(filtered), sum(expired),
                sum(produced) - sum(live + deadLettered + redriven + filtered + expired), bool_and(balanced)
            FROM "events$ledger"
            """)
        let expected: [Value] = [live, deadLettered, redriven, filtered, expired, 0, 1].map { .integer($0) }
        #expect(sums == [expected], sourceLocation: sourceLocation)
    }

    @Test func areKeptAndSeen() async throws {
        let test = try await TestDatabase.withTable()
        try await Self.produce(to: test)
        try await checkBefore(test)
        try await test.database.forceCommit("events")
        try await checkBefore(test)
        let again = try await test.reopened()
        try await checkBefore(again)
        await again.database.close()
    }

    @Test func survivesARestartBeforeTheSeal() async throws {
        let test = try await TestDatabase.withTable()
        try await Self.produce(to: test)
        let again = try await test.reopened()
        try await again.waitUntilConsumed()
        try await checkBefore(again)
        await again.database.close()
    }

    /// The schema is mended so that words are numbers: the records come in, in the end by the second attempt.
    @Test func comeInWhenTheSchemaIsMended() async throws {
        let test = try TestDatabase.open()
        let notNull = TestDatabase.schemaJSON.replacing(
            #"{"name":"word","dataType":"STRING"}"#, with: #"{"name":"word","dataType":"STRING"},{"name":"code","dataType":"INT","notNull":true}"#)
        _ = try await test.database.putSchema(Array(notNull.utf8), replacing: nil)
        try await test.database.createTopic("events", partitions: 2)
        _ = try await test.database.createTable(Array(TestDatabase.tableJSON().utf8))
        try await test.produce(0..<20)
        try await Self.expectBalanced(test, live: 0, deadLettered: 20)
        // They are no better than before.
        let first = try await test.database.redriveDeadLetters("events", where: "partition = 0")
        let inFirst = first.redriven
        #expect(inFirst > 0 && inFirst < 20 && first.left == 20 - inFirst)
        try await test.waitUntilConsumed()
        try await Self.expectBalanced(test, live: 0, deadLettered: 20, redriven: inFirst)
        #expect(
            try await test.integer("SELECT count(*) FROM \"events$deadletters\" WHERE topic = '__redrive.events_REALTIME'")
                == inFirst)
        let mended = notNull.replacing(#","notNull":true"#, with: "")
        _ = try await test.database.putSchema(Array(mended.utf8), replacing: nil)
        let second = try await test.database.redriveDeadLetters("events")
        #expect(second == RedriveOutcome(redriven: 20, left: 0))
        try await test.waitUntilConsumed()
        for step in 0..<3 {
            #expect(try await test.integer("SELECT count(*) FROM events") == 20, "step \(step)")
            #expect(try await test.integer("SELECT sum(id) FROM events") == 190)
            #expect(try await test.integer("SELECT count(*) FROM \"events$deadletters\"") == 0)
            try await Self.expectBalanced(test, live: 20, deadLettered: 0, redriven: 20 + inFirst)
            if step == 0 { try await test.database.forceCommit("events") }
            if step == 1 { break }
        }
        let again = try await test.reopened()
        try await again.waitUntilConsumed()
        try await Self.expectBalanced(again, live: 20, deadLettered: 0, redriven: 20 + inFirst)
        #expect(try await again.integer("SELECT count(*) FROM events") == 20)
        _ = try await again.database.dropTable("events")
        #expect(again.database.topics().map(\.name) == ["events"])
        await again.database.close()
    }

    @Test func aConditionIsAConditionAndNothingElse() async throws {
        let test = try await TestDatabase.withTable()
        try await Self.produce(to: test)
        for (condition, code) in [
            ("errorCode =", "SQL_SYNTAX"), ("1 = 1 LIMIT 3", "INVALID_QUERY"), ("1 = 1 GROUP BY topic", "INVALID_QUERY"),
            ("nothing = 1", "UNKNOWN_COLUMN"), ("errorCode", "TYPE_MISMATCH"),
        ] {
            let error = await #expect(throws: EngineError.self) {
                try await test.database.redriveDeadLetters("events", where: condition)
            }
            #expect(error?.code == code, "\(condition): \(String(describing: error))")
        }
        let outcome = try await test.database.redriveDeadLetters("events", where: "errorCode LIKE 'MAL%'")
        #expect(outcome == RedriveOutcome(redriven: 1, left: 2))
        await test.database.close()
    }

    /// A copy in the redrive topic that no edit speaks of, as a crash between the two leaves it.
    @Test func aRedriveThatWasNotCommittedIsPassedOver() async throws {
        let test = try await TestDatabase.withTable()
        try await Self.produce(to: test)
        _ = try await test.database.redriveDeadLetters("events", where: "errorCode = 'MALFORMED_RECORD'")
        try await test.waitUntilConsumed()
        let topic = try #require(test.database.topicLogs("__redrive.events_REALTIME"))
        let orphan = try #require(try topic.logs[0].read(from: 0, maximumBytes: 1).first)
        _ = try topic.logs[0].append(orphan)
        _ = try topic.logs[0].sync()
        let outcome = try await test.database.redriveDeadLetters("events", where: "errorCode = 'WRONG_TYPE'")
        #expect(outcome.redriven == 2)
        try await test.waitUntilConsumed()
        // Three offsets of the redrive topic have a dead letter, one was never committed.
        try await Self.expectBalanced(test, live: 8, deadLettered: 3, redriven: 3, expired: 1)
        await test.database.close()
    }
}
