import Bytes
import Engine
import Ingest
import Log
import Schema
import Synchronization
import Testing

/// Records on their way to rows, before the seal, after it, and after a restart.
@Suite struct PipelineTests {
    static let schema = """
        {"schemaName":"events","dimensionFieldSpecs":[{"name":"id","dataType":"LONG"},{"name":"items.sku",
        "dataType":"STRING"},{"name":"kind","dataType":"STRING"},{"name":"tags","dataType":"STRING",
        "singleValueField":false}],"metricFieldSpecs":[{"name":"total","dataType":"DOUBLE"},
        {"name":"seenAt","dataType":"LONG"}],"dateTimeFieldSpecs":[{"name":"at","dataType":"TIMESTAMP",
        "format":"TIMESTAMP","granularity":"1:MILLISECONDS"}]}
        """

    static let ingestion = """
        {"complexTypeConfig":{"fieldsToUnnest":["items"]},"rowTimeValueCheck":true,"transformConfigs":[
        {"columnName":"kind","transformFunction":"upper(type)"},{"columnName":"seenAt","transformFunction":"now()"},
        {"columnName":"total","transformFunction":"\\"items.price\\" * \\"items.count\\""},
        {"columnName":"at","transformFunction":"seconds * 1000"}],"filterConfig":{"filterFunction":"kind = 'TEST'"}}
        """

    static func table(_ ingestion: String, decoder: String = "", rows: Int = 1_000_000) -> String {
        """
        {"tableName":"events","tableType":"REALTIME","segmentsConfig":{"timeColumnName":"at","schemaName":"events"},
        "ingestionConfig":\(ingestion),"tableIndexConfig":{"streamConfigs":{"streamType":"martlet",\(decoder)
        "stream.martlet.topic.name":"events","realtime.segment.flush.threshold.rows":"\(rows)"}}}
        """
    }

    static func database(
        _ config: String, schema: String = schema, options: DatabaseOptions = TestDatabase.options()
    ) async throws -> TestDatabase {
        let test = try TestDatabase.open(options: options)
        _ = try await test.database.putSchema(Array(schema.utf8), replacing: nil)
        try await test.database.createTopic("events", partitions: 2)
        _ = try await test.database.createTable(Array(config.utf8))
        return test
    }

    static func order(_ id: Int) -> String {
        let items = (0..<id % 4).map { #"{"sku":"s\#($0)","price":\#($0 + 1),"count":2}"# }.joined(separator: ",")
        let type = id % 5 == 0 ? "test" : "real"
        let seconds = id % 7 == 0 ? 5 : 1_700_000_000 + id
        return #"{"id":\#(id),"type":"\#(type)","seconds":\#(seconds),"tags":["a","t\#(id % 3)"],"items":[\#(items)]}"#
    }

    static let questions = [
        "SELECT COUNT(*), COUNT(DISTINCT id), SUM(total), MIN(at), MAX(at) FROM events",
        "SELECT id, \"items.sku\", kind, total, at, tags, \"$offset\", \"$subRow\" FROM events WHERE id < 30 "
            + "ORDER BY id, \"$subRow\" LIMIT 100",
        "SELECT \"$subRow\", COUNT(*) FROM events GROUP BY \"$subRow\" ORDER BY \"$subRow\"",
        "SELECT SUM(seenAt), MIN(seenAt) FROM events", "SELECT COUNT(*) FROM events WHERE \"$subRow\" = 2",
    ]

    static func answers(_ test: TestDatabase) async throws -> [[[Value]]] {
        var answers: [[[Value]]] = []
        for question in questions { answers.append(try await test.rows(question)) }
        return answers
    }

    @Test func unnestedTransformedFilteredRowsStay() async throws {
        let test = try await Self.database(Self.table(Self.ingestion))
        func produce(_ ids: Range<Int>) async throws {
            let text = ids.map(Self.order).joined(separator: "\n")
            _ = try await test.database.produce(Array(text.utf8), to: "events", keyField: "id")
            try await test.waitUntilConsumed()
        }
        try await produce(0..<200)
        // A record has as many rows as items, and one without any.
        let ids = (0..<200).filter { $0 % 5 != 0 && $0 % 7 != 0 }
        let rows = ids.reduce(0) { $0 + max(1, $1 % 4) }
        let before = try await Self.answers(test)
        #expect(before[0][0][0] == .integer(Int64(rows)) && before[0][0][1] == .integer(Int64(ids.count)))
        #expect(before[1].first?[1] == .string("s0") && before[1].first?[2] == .string("REAL"))
        #expect(before[2].map { $0[0] } == [.integer(0), .integer(1), .integer(2)])
        #expect(before[2][0][1] == .integer(Int64(ids.count)))

        try await test.database.forceCommit("events")
        #expect(try await Self.answers(test) == before, "after the seal")
        var again = try await test.reopened()
        #expect(try await Self.answers(again) == before, "after a restart")
        await again.database.close()

        // And the same from the log alone.
        let unsealed = try await Self.database(Self.table(Self.ingestion))
        let text = (0..<200).map(Self.order).joined(separator: "\n")
        _ = try await unsealed.database.produce(Array(text.utf8), to: "events", keyField: "id")
        try await unsealed.waitUntilConsumed()
        let first = try await Self.answers(unsealed)
        again = try await unsealed.reopened()
        try await again.waitUntilConsumed()
        #expect(try await Self.answers(again) == first, "read from the log again")
        await again.database.close()
    }

    @Test func everyRecordIsAccountedFor() async throws {
        let test = try await Self.database(Self.table(Self.ingestion))
        let text = (0..<70).map(Self.order).joined(separator: "\n")
        _ = try await test.database.produce(Array(text.utf8), to: "events", keyField: nil)
        try await test.waitUntilConsumed()
        let filtered = (0..<70).filter { $0 % 5 == 0 }.count
        let late = (0..<70).filter { $0 % 7 == 0 && $0 % 5 != 0 }.count
        let letters = try await test.rows("SELECT errorCode, COUNT(*) FROM \"events$deadletters\" GROUP BY errorCode")
        #expect(letters == [[.string("OUT_OF_TIME_RANGE"), .integer(Int64(late))]])
        for sealed in [false, true] {
            if sealed { try await test.database.forceCommit("events") }
            let ledger = try await test.rows("SELECT SUM(filtered), SUM(live), SUM(produced) FROM \"events$ledger\"")
            #expect(
                ledger == [[.integer(Int64(filtered)), .integer(Int64(70 - filtered - late)), .integer(70)]],
                "\(sealed)")
        }
        await test.database.close()
    }

    @Test func newRulesHoldFromTheNextRecordOn() async throws {
        let plain = """
            {"transformConfigs":[{"columnName":"kind","transformFunction":"concat(type, '1', '')"}]}
            """
        let test = try await Self.database(Self.table(plain))
        func produce(_ ids: Range<Int>) async throws {
            let text = ids.map { #"{"id":\#($0),"type":"t"}"# }.joined(separator: "\n")
            _ = try await test.database.produce(Array(text.utf8), to: "events", keyField: "id")
            try await test.waitUntilConsumed()
        }
        try await produce(0..<20)
        let newer = Self.table(plain.replacing("'1'", with: "'2'"))
        try await test.database.alterTable("events", Array(newer.utf8))
        try await produce(20..<50)
        try await test.database.alterTable("events", Array(Self.table("{}").utf8))
        try await produce(50..<60)
        let question = "SELECT kind, MIN(id), COUNT(*) FROM events GROUP BY kind ORDER BY MIN(id)"
        let expected: [[Value]] = [
            [.string("t1"), .integer(0), .integer(20)], [.string("t2"), .integer(20), .integer(30)],
            [.null, .integer(50), .integer(10)],
        ]
        #expect(try await test.rows(question) == expected)
        let again = try await test.reopened()
        try await again.waitUntilConsumed()
        #expect(try await again.rows(question) == expected)
        try await again.database.forceCommit("events")
        #expect(try await again.rows(question) == expected)
        await again.database.close()
    }

    @Test(arguments: [
        #"{"transformConfigs":[{"columnName":"kind","transformFunction":"nofunction(type)"}]}"#,
        #"{"transformConfigs":[{"columnName":"unused","transformFunction":"upper(type)"}]}"#,
        #"{"filterConfig":{"filterFunction":"upper(kind)"}}"#,
    ])
    func rulesThatCannotBeCarriedOutAreRefused(_ ingestion: String) async throws {
        let test = try await Self.database(Self.table("{}"))
        for attempt in 0..<2 {
            let error = await #expect(throws: EngineError.self) {
                if attempt == 0 {
                    try await test.database.alterTable("events", Array(Self.table(ingestion).utf8))
                } else {
                    _ = try await test.database.dropTable("events")
                    _ = try await test.database.createTable(Array(Self.table(ingestion).utf8))
                }
            }
            #expect(error?.code == "INVALID_FIELD")
        }
        await test.database.close()
    }

    @Test func batchesGoTheSameWay() async throws {
        let test = try TestDatabase.open()
        _ = try await test.database.putSchema(Array(Self.schema.utf8), replacing: nil)
        let config = """
            {"tableName":"events","tableType":"OFFLINE","segmentsConfig":{"timeColumnName":"at","schemaName":"events"},
            "ingestionConfig":\(Self.ingestion)}
            """
        _ = try await test.database.createTable(Array(config.utf8))
        let text = [1, 2, 3, 5].map(Self.order).joined(separator: "\n")
        let info = try await test.database.ingest(Array(text.utf8), into: "events")
        #expect(info.rowCount == 6)
        #expect(try await test.integer("SELECT COUNT(DISTINCT \"$offset\") FROM events") == 6)
        await test.database.close()
    }
}

/// A registry of one schema that can be down.
private final class SwitchedRegistry: AvroSchemaSource {
    private let isDown = Mutex(true)

    func goUp() { isDown.withLock { $0 = false } }

    func writerSchema(
        id: UInt32, in registry: AvroRegistryConfig
    ) throws(AvroSchemaSourceError) -> [UInt8] {
        if isDown.withLock({ $0 }) { throw .unavailable("down") }
        if id != 7 { throw .unknown("there is no schema \(id)") }
        return Array(#"{"type":"record","name":"T","fields":[{"name":"id","type":"long"}]}"#.utf8)
    }
}

@Suite struct RegistryTests {
    static let decoder = """
        "stream.martlet.decoder.class.name":"confluent-avro",
        "stream.martlet.decoder.prop.schema.registry.rest.url":"http://registry",
        """

    @Test func recordsWaitForTheRegistry() async throws {
        let registry = SwitchedRegistry()
        var options = TestDatabase.options()
        options.avroSchemas = registry
        let test = try await PipelineTests.database(PipelineTests.table("{}", decoder: Self.decoder), options: options)
        func produce(_ values: [[UInt8]]) async throws {
            var builder = RecordBatchBuilder()
            for value in values { try builder.append(key: nil, value: value[...], timestamp: 0) }
            let (topic, batch) = (try #require(test.database.topicLogs("events")), builder.finish())
            let outcome = await withCheckedContinuation { continuation in
                test.database.append([.init(topic, 0, batch) { continuation.resume(returning: $0) }])
            }
            _ = try outcome.get()
        }
        try await produce([[0, 0, 0, 0, 7, 2], [0, 0, 0, 0, 8, 2], [0, 0, 0, 0, 7, 4]])
        for _ in 0..<400 where try test.database.consumingSegments("events")[0].hindrance == nil {
            try await Task.sleep(for: .milliseconds(5))
        }
        let waiting = try test.database.consumingSegments("events")[0]
        #expect(waiting.hindrance?.contains("SCHEMA_REGISTRY_UNAVAILABLE") == true)
        #expect(waiting.currentOffset == 0 && waiting.rejectedCount == 0)
        registry.goUp()
        try await test.waitUntilConsumed()
        #expect(try await test.rows("SELECT id FROM events ORDER BY id") == [[.integer(1)], [.integer(2)]])
        let after = try test.database.consumingSegments("events")[0]
        #expect(after.hindrance == nil && after.rejectedCount == 1)
        #expect(
            try await test.rows("SELECT errorCode FROM \"events$deadletters\"") == [[.string("UNKNOWN_AVRO_SCHEMA")]])
        await test.database.close()
    }
}
