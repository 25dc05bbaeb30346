import Bytes
import Engine
import Files
import KafkaBroker
import KafkaProtocol
import Log
import Testing

@Suite struct AdminTests {
    private func configs(_ test: TestBroker, _ topic: String = "events") async throws -> [String: String] {
        var request = DescribeConfigsRequest()
        var resource = DescribeConfigsRequest.Resource()
        (resource.resourceType, resource.resourceName) = (2, topic)
        request.resources = [resource]
        let configs = try await test.ask(request).results[0].configs
        return Dictionary(
            uniqueKeysWithValues: configs.map { ($0.name, ($0.value ?? "") + ($0.configSource == 1 ? "!" : "")) })
    }

    private func alter(
        _ test: TestBroker, _ changes: [(String, Int8, String?)], topic: String = "events", validateOnly: Bool = false
    ) async throws -> AlterConfigsResponse.Resource {
        var request = IncrementalAlterConfigsRequest()
        var resource = ConfigResource<IncrementalAlterConfigsRequest.Config>()
        (resource.resourceType, resource.resourceName) = (2, topic)
        resource.configs = changes.map { name, operation, value in
            var config = IncrementalAlterConfigsRequest.Config()
            (config.name, config.operation, config.value) = (name, operation, value)
            return config
        }
        request.resources = [resource]
        request.validateOnly = validateOnly
        return try await test.ask(request).responses[0]
    }

    @Test func settingsHoldAtOnceAndAfterARestart() async throws {
        var test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 1)
        #expect(try await configs(test)["segment.ms"] == "-1")
        let set = try await alter(
            test,
            [
                ("segment.ms", 0, "1000"), ("max.message.bytes", 0, "200"), ("cleanup.policy", 2, "compact"),
                ("retention.bytes", 0, "5000"), ("segment.bytes", 0, "4096"), ("delete.retention.ms", 0, "0"),
            ])
        #expect(set.error == .none, "\(set.errorMessage ?? "")")
        for round in 0..<2 {
            let told = try await configs(test)
            #expect(told["segment.ms"] == "1000!" && told["max.message.bytes"] == "200!", "\(round)")
            #expect(told["cleanup.policy"] == "compact,delete!" && told["retention.bytes"] == "5000!")
            #expect(told["segment.bytes"] == "4096!" && told["delete.retention.ms"] == "0!")
            #expect(told["retention.ms"] == "-1" && told["martlet.sync"] == "true")
            let long = try TestBroker.batch([String(repeating: "x", count: 300)])
            #expect(try await test.produce(long).error == .messageTooLarge)
            test = try await test.killed()
        }
        // The older form resets what it does not name.
        var request = AlterConfigsRequest()
        var resource = ConfigResource<AlterConfigsRequest.Config>()
        (resource.resourceType, resource.resourceName) = (2, "events")
        var config = AlterConfigsRequest.Config()
        (config.name, config.value) = ("retention.ms", "77")
        resource.configs = [config]
        request.resources = [resource]
        #expect(try await test.ask(request).responses[0].error == .none)
        let told = try await configs(test)
        #expect(told["retention.ms"] == "77!" && told["segment.ms"] == "-1" && told["cleanup.policy"] == "delete")
        await test.close()
    }

    @Test func whatIsNotPossibleIsRefusedByItsName() async throws {
        let test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 1)
        for (name, operation, value) in [
            ("compression.type", 0, "zstd"), ("message.timestamp.type", 0, "LogAppendTime"), ("flush.ms", 0, "1"),
            ("cleanup.policy", 0, "shrink"), ("cleanup.policy", 3, "delete"), ("retention.ms", 0, "0"),
            ("retention.ms", 0, "soon"), ("retention.ms", 2, "5"), ("segment.bytes", 0, "1"),
            ("segment.bytes", 0, "99999999999"), ("martlet.sync", 0, "maybe"), ("retention.ms", 9, "5"),
            ("segment.ms", 0, ""), ("max.message.bytes", 0, "-1"),
        ] as [(String, Int8, String)] {
            let answer = try await alter(test, [("retention.bytes", 0, "9"), (name, operation, value)])
            #expect(answer.error == .invalidConfig, "\(name) \(operation) \(value)")
            #expect(answer.errorMessage?.contains(operation == 9 ? "9" : name) == true, "\(answer.errorMessage ?? "")")
        }
        #expect(try await alter(test, [("retention.ms", 0, "5")], validateOnly: true).error == .none)
        #expect(try await alter(test, [("retention.ms", 0, "5")], topic: "none").error == .unknownTopicOrPartition)
        #expect(try await alter(test, [], topic: "__consumer_offsets").error == .topicAuthorizationFailed)
        // One bad setting leaves all as they were.
        #expect(try await configs(test)["retention.bytes"] == "-1")
        #expect(try await configs(test)["retention.ms"] == "-1")
        await test.close()
    }

    private func grow(_ test: TestBroker, to count: Int32, validateOnly: Bool = false) async throws -> ErrorCode {
        var request = CreatePartitionsRequest()
        var topic = CreatePartitionsRequest.Topic()
        (topic.name, topic.count) = ("events", count)
        request.topics = [topic]
        request.validateOnly = validateOnly
        return try await test.ask(request).results[0].error
    }

    @Test func newPartitionsAreThereAtOnceAndAfterARestart() async throws {
        let test = try await TestBroker.open()
        #expect(try await grow(test, to: 2) == .unknownTopicOrPartition)
        try await test.database.createTopic("events", partitions: 1)
        #expect(try await grow(test, to: 1) == .invalidPartitions)
        #expect(try await grow(test, to: 5000) == .invalidPartitions)
        #expect(try await grow(test, to: 3, validateOnly: true) == .none)
        #expect(try await test.produce(TestBroker.batch(["a"]), partition: 2).error == .unknownTopicOrPartition)
        #expect(try await grow(test, to: 3) == .none)
        #expect(try await test.produce(TestBroker.batch(["a"]), partition: 2).error == .none)
        let part = try await test.ask(TestBroker.fetchRequest(0, partition: 2)).topics[0].partitions[0]
        #expect(part.error == .none && part.highWatermark == 1)
        let next = try await test.killed()
        #expect(try await next.ask(MetadataRequest()).topics[0].partitions.count == 3)
        let again = try await next.ask(TestBroker.fetchRequest(0, partition: 2)).topics[0].partitions[0]
        #expect(again.highWatermark == 1)
        await next.close()
    }

    private func delete(_ test: TestBroker, below offset: Int64, _ partition: Int32 = 0) async throws
        -> DeleteRecordsResponse.Partition
    {
        var request = DeleteRecordsRequest()
        var topic = DeleteRecordsRequest.Topic()
        topic.name = "events"
        var part = DeleteRecordsRequest.Partition()
        (part.index, part.offset) = (partition, offset)
        topic.partitions = [part]
        request.topics = [topic]
        return try await test.ask(request).topics[0].partitions[0]
    }

    @Test func deletedRecordsStayDeleted() async throws {
        var test = try await TestBroker.open()
        #expect(try await delete(test, below: 1).error == .unknownTopicOrPartition)
        try await test.database.createTopic("events", partitions: 1)
        _ = try await test.produce(TestBroker.batch(["a", "b", "c", "d"]))
        #expect(try await delete(test, below: 5).error == .offsetOutOfRange)
        #expect(try await delete(test, below: 0, 7).error == .unknownTopicOrPartition)
        let answer = try await delete(test, below: 3)
        #expect(answer.error == .none && answer.lowWatermark == 3)
        for _ in 0..<2 {
            let early = try await test.ask(TestBroker.fetchRequest(2)).topics[0].partitions[0]
            #expect(early.error == .offsetOutOfRange && early.logStartOffset == 3)
            #expect(try await test.ask(TestBroker.fetchRequest(3)).topics[0].partitions[0].error == .none)
            test = try await test.killed()
        }
        #expect(try await delete(test, below: -1).lowWatermark == 4)
        #expect(try await test.produce(TestBroker.batch(["e"])).baseOffset == 4)
        _ = try await alter(test, [("cleanup.policy", 0, "compact")])
        #expect(try await delete(test, below: 5).error == .policyViolation)
        await test.close()
    }

    @Test func recordsThatATableHasNotSealedAreNotDeleted() async throws {
        let test = try await TestBroker.open()
        let schema = #"{"schemaName":"events","dimensionFieldSpecs":[{"name":"id","dataType":"LONG"}]}"#
        let table = """
            {"tableName":"events","tableType":"REALTIME","segmentsConfig":{"schemaName":"events","replication":"1"},
            "tenants":{},"tableIndexConfig":{"streamConfigs":{"streamType":"martlet","stream.martlet.topic.name":"events"}},
            "metadata":{}}
            """
        _ = try await test.database.putSchema(Array(schema.utf8), replacing: nil)
        try await test.database.createTopic("events", partitions: 1)
        _ = try await test.database.createTable(Array(table.utf8))
        _ = try await test.produce(TestBroker.batch([#"{"id":1}"#, #"{"id":2}"#]))
        #expect(try await delete(test, below: 1).error == .policyViolation)
        #expect(try test.database.topic("events").partitions[0].firstOffset == 0)
        await #expect { _ = try await test.database.deleteRecords(of: "events", partition: 0, below: 1) } throws: {
            ($0 as? EngineError)?.message.contains("events_REALTIME") == true
        }
        await test.close()
    }

    @Test func compactedTopicsKeepTheLastOfEachKeyAndTakeNoRecordWithoutOne() async throws {
        let test = try await TestBroker.open()
        let settings = [("cleanup.policy", "compact"), ("segment.bytes", "1024"), ("segment.ms", "1")]
        try await test.database.createTopic("events", partitions: 1, settings: settings.map { ($0.0, $0.1) })
        #expect(try await test.produce(TestBroker.batch(["a"])).error == .invalidRecord)
        await #expect(throws: EngineError.self) {
            try await test.database.produce(Array(#"{"a":1}"#.utf8), to: "events", keyField: nil)
        }
        for round in 0..<30 {
            var builder = RecordBatchBuilder()
            for key in 0..<3 {
                let value = "\(round)" + String(repeating: "x", count: 50)
                try builder.append(key: Array("k\(key)".utf8)[...], value: Array(value.utf8)[...], timestamp: 1000)
            }
            #expect(try await test.produce(builder.finish()).error == .none)
        }
        let log = try #require(test.database.topicLogs("events")?.logs[0])
        var first: Int64 = 0
        for _ in 0..<1000 where first < 60 {
            try await Task.sleep(for: .milliseconds(10))
            first = try log.read(from: 0, maximumBytes: 1).first?.baseOffset ?? 0
        }
        #expect(first >= 60 && log.startOffset == 0 && log.highWatermark == 90)
        let part = try await test.ask(TestBroker.fetchRequest(0)).topics[0].partitions[0]
        #expect(part.error == .none && part.records?.isEmpty == false)
        await test.close()
    }

    @Test func aTopicThatDoesNotWaitForTheDiskSaysSo() async throws {
        let test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 1)
        _ = try await test.produce(TestBroker.batch(["a", "b"]))
        #expect(try await alter(test, [("martlet.sync", 0, "false")]).error == .none)
        #expect(try await configs(test)["martlet.sync"] == "false!")
        #expect(try test.database.topic("events").isUnsynced)
        let metric = test.database.metrics().first { $0.name == "martlet_topic_unsynced" }
        #expect(metric?.samples.count == 1)
        #expect(try await test.produce(TestBroker.batch(["c"])).baseOffset == 2)
        let part = try await test.ask(TestBroker.fetchRequest(0)).topics[0].partitions[0]
        #expect(part.highWatermark == 3)
        let next = try await test.killed()
        let base = try await next.produce(TestBroker.batch(["d"])).baseOffset
        #expect(base >= 2 + LogLimits.unsyncedOffsets)
        // What was acknowledged before it was switched is there.
        let old = try await next.ask(TestBroker.fetchRequest(0)).topics[0].partitions[0]
        #expect(old.error == .none && old.records?.isEmpty == false)
        #expect(try await alter(next, [("martlet.sync", 1, nil)]).error == .none)
        #expect(try !next.database.topic("events").isUnsynced)
        let last = try await next.killed()
        #expect(try await last.produce(TestBroker.batch(["e"])).baseOffset == base + 1)
        await last.close()
    }

    @Test func committedOffsetsAreForgottenOneByOne() async throws {
        let test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 2)
        var commit = OffsetCommitRequest()
        commit.groupID = "g"
        var topic = OffsetCommitRequest.Topic()
        topic.name = "events"
        topic.partitions = [Int32(0), 1].map { index in
            var partition = OffsetCommitRequest.Partition()
            (partition.index, partition.committedOffset) = (index, 0)
            return partition
        }
        commit.topics = [topic]
        #expect(try await test.ask(commit).topics[0].partitions.map(\.error) == [.none, .none])
        var request = OffsetDeleteRequest()
        request.groupID = "nobody"
        #expect(try await test.ask(request).error == .groupIDNotFound)
        request.groupID = "g"
        var deleted = OffsetDeleteRequest.Topic()
        deleted.name = "events"
        var partition = OffsetDeleteRequest.Partition()
        partition.index = 1
        deleted.partitions = [partition]
        request.topics = [deleted]
        #expect(try await test.ask(request).topics[0].partitions[0].error == .none)
        var fetch = OffsetFetchRequest()
        fetch.groupID = "g"
        let found = try await test.ask(fetch).topics
        #expect(found.map(\.name) == ["events"] && found[0].partitions.map(\.index) == [0])
        await test.close()
    }
}
