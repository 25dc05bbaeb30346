import Bytes
import Engine
import Files
import Ingest
import Schema
import Testing

/// Tables that read topics of clusters outside of the process, which here are in memory.
struct ExternalSourceTests {
    private static func options(_ clusters: FakeClusters) -> DatabaseOptions {
        var options = TestDatabase.options()
        options.connector = clusters
        options.clusterCheckInterval = .milliseconds(50)
        options.clusterPatience = .seconds(3_600)
        return options
    }

    private static func table(_ stream: String, rows: Int = 10) -> [UInt8] {
        let text = """
            {"tableName":"events","tableType":"REALTIME","segmentsConfig":{"timeColumnName":"at","schemaName":"events"},
            "tableIndexConfig":{"streamConfigs":{"streamType":"kafka","stream.kafka.topic.name":"events",
            "realtime.segment.flush.threshold.rows":"\(rows)"\(stream)}}}
            """
        return Array(text.utf8)
    }

    private static func open(_ clusters: FakeClusters, stream: String = "", rows: Int = 10) async throws -> TestDatabase
    {
        let test = try TestDatabase.open(options: options(clusters))
        _ = try await test.database.putSchema(Array(TestDatabase.schemaJSON.utf8), replacing: nil)
        _ = try await test.database.createTable(table(stream, rows: rows))
        return test
    }

    /// Waits until the table has the ids from 0 on, each once, and a balanced ledger.
    private func expectRows(_ count: Int64, _ test: TestDatabase) async throws {
        for _ in 0..<2_000 where try await test.integer("SELECT COUNT(*) FROM events") < count {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(try await test.integer("SELECT COUNT(*) FROM events") == count)
        #expect(try await test.integer("SELECT COUNT(DISTINCT id) FROM events") == count)
        #expect(try await test.integer("SELECT MAX(id) FROM events") == count - 1)
        #expect(try await test.integer("SELECT COUNT(*) FROM events$ledger WHERE NOT balanced") == 0)
    }

    private func wait(_ what: String, _ condition: () throws -> Bool) async throws {
        for _ in 0..<2_000 {
            if try condition() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw TestFailure("in vain: \(what)")
    }

    @Test func aTopicThatGrowsIsReadWhole() async throws {
        let clusters = FakeClusters()
        clusters.create("a/events", partitions: 1)
        clusters.produce(0..<35, to: "a/events", 0)
        let test = try await Self.open(clusters, stream: #","stream.kafka.cluster.name":"a""#)
        try await expectRows(35, test)
        clusters.create("a/events", partitions: 3)
        clusters.produce(35..<60, to: "a/events", 2)
        clusters.produce(60..<75, to: "a/events", 0)
        try await expectRows(75, test)
        #expect(try test.database.consumingSegments("events").map(\.topicPartition) == [0, 1, 2])
        #expect(try test.database.consumingSegments("events").map(\.topic) == Array(repeating: "a/events", count: 3))
        await test.database.close()
    }

    @Test func aTopicMovesAndTheTableIsNotTouched() async throws {
        let clusters = FakeClusters()
        clusters.create("a/events", partitions: 2)
        clusters.setMap(["events": ["a", "b"]])
        clusters.produce(0..<20, to: "a/events", 1)
        // The topic is not in b yet.
        let test = try await Self.open(clusters)
        try await expectRows(20, test)
        clusters.create("b/events", partitions: 1)
        clusters.produce(20..<50, to: "b/events", 0)
        try await expectRows(50, test)
        #expect(try test.database.consumingSegments("events").map(\.partition) == [0, 1, 10_000])
        clusters.setMap(["events": ["b"]])
        test.database.clustersDidChange([])
        try await wait("the old source is retired") {
            try test.database.consumingSegments("events")[0].hindrance?.hasPrefix("SOURCE_RETIRED") == true
        }
        clusters.produce(50..<60, to: "b/events", 0)
        try await expectRows(60, test)
        await test.database.close()
    }

    @Test func whatIsNotSealedIsWaitedForAfterAStart() async throws {
        let clusters = FakeClusters()
        clusters.create("a/events", partitions: 1)
        clusters.produce(0..<15, to: "a/events", 0)
        let test = try await Self.open(clusters, stream: #","stream.kafka.cluster.name":"a""#, rows: 1_000)
        try await expectRows(15, test)
        await test.database.close()
        clusters.setDown(true)
        let next = try TestDatabase.open(test.fileSystem, options: Self.options(clusters))
        #expect(!next.database.isReady)
        try await wait("the cluster shows as being in the way") {
            try next.database.consumingSegments("events")[0].hindrance?.hasPrefix("CLUSTER_UNREACHABLE") == true
        }
        clusters.setDown(false)
        try await expectRows(15, next)
        #expect(next.database.isReady)
        try await wait("nothing is in the way any more") {
            try next.database.consumingSegments("events")[0].hindrance == nil
        }
        await next.database.close()
        // Without patience, the table answers from what it has.
        var options = Self.options(clusters)
        options.clusterPatience = .zero
        clusters.setDown(true)
        let impatient = try TestDatabase.open(test.fileSystem, options: options)
        #expect(impatient.database.isReady)
        #expect(try await impatient.integer("SELECT COUNT(*) FROM events") == 0)
        await impatient.database.close()
    }

    @Test func recordsThatExpiredBeforeTheyWereReadAreCounted() async throws {
        let clusters = FakeClusters()
        clusters.create("a/events", partitions: 1)
        clusters.produce(0..<5, to: "a/events", 0)
        let test = try await Self.open(clusters, stream: #","stream.kafka.cluster.name":"a""#)
        try await expectRows(5, test)
        clusters.change("a/events", 0) { state in
            (state.start, state.end) = (100, 100)
        }
        clusters.produce(5..<8, to: "a/events", 0)
        try await expectRows(8, test)
        #expect(try await test.integer("SELECT SUM(expired) FROM events$ledger") == 95)
        await test.database.close()
    }

    @Test func aPartitionThatStoppedReadsOnWhenItsClusterIsChanged() async throws {
        let clusters = FakeClusters()
        clusters.create("a/events", partitions: 1)
        let test = try await Self.open(clusters, stream: #","stream.kafka.cluster.name":"a""#)
        clusters.change("a/events", 0) { state in
            state.obstacle = ReadError(code: "OFFSET_OUT_OF_RANGE", message: "gone", mayPass: false)
        }
        try await wait("the partition stops") {
            try test.database.consumingSegments("events")[0].failure?.hasPrefix("OFFSET_OUT_OF_RANGE") == true
        }
        clusters.change("a/events", 0) { $0.obstacle = nil }
        clusters.produce(0..<4, to: "a/events", 0)
        test.database.clustersDidChange(["a"])
        try await expectRows(4, test)
        await test.database.close()
    }

    @Test func aTableBeginsWhereItIsTold() async throws {
        let clusters = FakeClusters()
        clusters.create("direct/events", partitions: 1)
        clusters.produce(100..<107, to: "direct/events", 0)
        let settings = #","stream.kafka.broker.list":"h:1","stream.kafka.consumer.prop.auto.offset.reset":"largest""#
        let test = try await Self.open(clusters, stream: settings)
        clusters.produce(0..<3, to: "direct/events", 0)
        try await expectRows(3, test)
        // Another address of the same cluster.
        try await test.database.alterTable("events", Self.table(settings.replacing("h:1", with: "i:1")))
        clusters.produce(3..<9, to: "direct/events", 0)
        try await expectRows(9, test)
        await #expect(throws: EngineError.self) {
            try await test.database.alterTable("events", Self.table(#","stream.kafka.cluster.name":"a""#))
        }
        await test.database.close()
    }

    @Test(arguments: [
        ("", "UNKNOWN_TOPIC"), (#","stream.kafka.cluster.name":"a""#, "UNKNOWN_TOPIC"),
        (#","stream.kafka.cluster.name":"down""#, "CLUSTER_UNREACHABLE"),
    ])
    func aTableOfNothingIsRefused(stream: String, code: String) async throws {
        let clusters = FakeClusters()
        if code == "CLUSTER_UNREACHABLE" { clusters.setDown(true) }
        let test = try TestDatabase.open(options: Self.options(clusters))
        _ = try await test.database.putSchema(Array(TestDatabase.schemaJSON.utf8), replacing: nil)
        let error = await #expect(throws: EngineError.self) {
            _ = try await test.database.createTable(Self.table(stream))
        }
        #expect(error?.code == code)
        #expect(test.database.tableNames().isEmpty)
        await test.database.close()
    }
}
