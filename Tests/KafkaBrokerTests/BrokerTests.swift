import Bytes
import Engine
import KafkaBroker
import KafkaProtocol
import Log
import Testing

@Suite struct BrokerTests {
    @Test func versionsAreToldInTheOldestFormToWhoAsksInTheNewest() async throws {
        let test = try await TestBroker.open()
        let frame: [UInt8] = [0, 18, 0, 99, 0, 0, 0, 5, 0xFF, 0xFF, 0xAA]
        let pending = try await test.broker.accept(frame, from: TestBroker.connection)
        let bytes = try #require(try await pending())
        let (correlationID, response) = try APIVersionsRequest.decode(bytes, version: 0)
        #expect(correlationID == 5 && response.error == .unsupportedVersion)
        #expect(response.apis.count == APIKey.allCases.count)
        let newest = try await test.ask(APIVersionsRequest())
        #expect(newest.error == .none && newest.apis == response.apis)
        await #expect(throws: ProtocolError.self) {
            _ = try await test.broker.accept([0, 0, 0, 2, 0, 0, 0, 1, 0xFF, 0xFF], from: TestBroker.connection)
        }
        await test.close()
    }

    @Test func whatIsProducedIsFetchedAsItWas() async throws {
        let test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 2)
        let first = try await test.produce(TestBroker.batch(["a", "b"]))
        #expect(first.error == .none && first.baseOffset == 0)
        let second = try await test.produce(TestBroker.batch(["c"]), acks: 1)
        #expect(second.baseOffset == 2)
        let part = try await test.ask(TestBroker.fetchRequest(0)).topics[0].partitions[0]
        #expect(part.highWatermark == 3 && part.lastStableOffset == 3 && part.error == .none)
        let records = try #require(part.records)
        let sent = try TestBroker.batch(["a", "b"]).bytes + TestBroker.batch(["c"]).bytes
        #expect(records.count == sent.count && Array(records.prefix(50)) == Array(sent.prefix(50)))
        // The offset of the second batch is the only difference.
        #expect(zip(records, sent).filter { $0 != $1 }.count == 1)
        await test.close()
    }

    @Test func aRequestWithoutAcknowledgementHasNoAnswer() async throws {
        let test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 1)
        let request = TestBroker.produceRequest(try TestBroker.batch(["a"]).bytes, "events", 0, 0)
        let frame = try request.encoded(version: 7, correlationID: 1, clientID: nil)
        #expect(KafkaBroker.mayOverlap(frame))
        let pending = try await test.broker.accept(frame, from: TestBroker.connection)
        #expect(try await pending() == nil)
        #expect(try test.database.topic("events").partitions[0].endOffset == 1)
        await test.close()
    }

    @Test func badBatchesAreRefusedByTheirCodes() async throws {
        let test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 1)
        let good = try TestBroker.batch(["a", "b"]).bytes
        func error(_ change: (inout [UInt8]) -> Void) async throws -> ErrorCode {
            var bytes = good
            change(&bytes)
            return try await test.ask(TestBroker.produceRequest(bytes)).topics[0].partitions[0].error
        }
        #expect(try await error { $0[40] ^= 1 } == .corruptMessage)
        #expect(try await error { $0[16] = 1 } == .invalidRecord)
        #expect(try await error { $0 += good } == .invalidRecord)
        #expect(try await error { $0 = [] } == .invalidRecord)
        #expect(try await error { $0 = Array($0.prefix(60)) } == .invalidRecord)
        let batch = try TestBroker.batch(["a"])
        #expect(try await test.produce(batch, to: "nowhere").error == .unknownTopicOrPartition)
        #expect(try await test.produce(batch, partition: 1).error == .unknownTopicOrPartition)
        #expect(try await test.produce(batch, partition: -1).error == .unknownTopicOrPartition)
        #expect(try await test.produce(batch, acks: 2).error == .invalidRequiredAcks)
        var transaction = TestBroker.produceRequest(good)
        transaction.transactionalID = "t"
        let refused = try await test.ask(transaction).topics[0].partitions[0]
        #expect(refused.error == .transactionalIDAuthorizationFailed)
        #expect(try test.database.topic("events").partitions[0].endOffset == 0)
        await test.close()
    }

    @Test func anIdempotentProducerMayRepeatItselfAlsoAfterARestart() async throws {
        var test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 1)
        let identity = try await test.ask(InitProducerIDRequest())
        #expect(identity.error == .none && identity.producerID >= 0 && identity.producerEpoch == 0)
        func batch(_ sequence: Int32) throws -> RecordBatch {
            try TestBroker.batch(["\(sequence)"]).stamped(
                producerID: identity.producerID, epoch: 0, sequence: sequence)
        }
        for sequence in 0..<3 { #expect(try await test.produce(batch(Int32(sequence))).baseOffset == Int64(sequence)) }
        #expect(try await test.produce(batch(1)).baseOffset == 1)
        #expect(try await test.produce(batch(7)).error == .outOfOrderSequenceNumber)
        test = try await test.killed()
        #expect(try await test.produce(batch(2)).baseOffset == 2)
        #expect(try await test.produce(batch(4)).error == .outOfOrderSequenceNumber)
        #expect(try await test.produce(batch(3)).baseOffset == 3)
        var transactional = InitProducerIDRequest()
        transactional.transactionalID = "t"
        #expect(try await test.ask(transactional).error == .transactionalIDAuthorizationFailed)
        await test.close()
    }

    @Test func aFetchWaitsForRecords() async throws {
        let test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 1)
        let start = ContinuousClock.now
        let empty = try await test.ask(TestBroker.fetchRequest(0, wait: 100)).topics[0].partitions[0]
        #expect(empty.records?.isEmpty == true && ContinuousClock.now - start >= .milliseconds(100))
        async let waiting = test.ask(TestBroker.fetchRequest(0, wait: 20_000))
        try await Task.sleep(for: .milliseconds(50))
        _ = try await test.produce(TestBroker.batch(["a"]))
        #expect(try await waiting.topics[0].partitions[0].highWatermark == 1)
        let beyond = try await test.ask(TestBroker.fetchRequest(9, wait: 20_000)).topics[0].partitions[0]
        #expect(beyond.error == .offsetOutOfRange)
        let nowhere = try await test.ask(TestBroker.fetchRequest(0, topic: "nowhere", wait: 20_000))
        #expect(nowhere.topics[0].partitions[0].error == .unknownTopicOrPartition)
        await test.close()
    }

    @Test func aFetchGivesOneBatchHoweverLongItIs() async throws {
        let test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 1)
        for _ in 0..<3 { _ = try await test.produce(TestBroker.batch([String(repeating: "x", count: 5000)])) }
        var request = TestBroker.fetchRequest(1)
        request.maxBytes = 10
        let records = try await test.ask(request).topics[0].partitions[0].records ?? []
        #expect(try RecordBatch(validating: Array(records)).baseOffset == 1)
        await test.close()
    }

    @Test func offsetsAreFoundByTime() async throws {
        let test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 1)
        for index in 0..<4 { _ = try await test.produce(TestBroker.batch(["a"], timestamp: Int64(1000 + index))) }
        let cases: [(time: Int64, offset: Int64)] = [(-1, 4), (-2, 0), (0, 0), (1002, 2), (1004, -1)]
        for (time, offset) in cases {
            var request = ListOffsetsRequest()
            var part = ListOffsetsRequest.Topic.Partition()
            part.timestamp = time
            var topic = ListOffsetsRequest.Topic()
            topic.name = "events"
            topic.partitions = [part]
            request.topics = [topic]
            let answer = try await test.ask(request).topics[0].partitions[0]
            #expect(answer.offset == offset && answer.error == .none, "time \(time)")
        }
        await test.close()
    }

    @Test func topicsAreCreatedDescribedAndDeleted() async throws {
        let test = try await TestBroker.open()
        var topic = CreateTopicsRequest.Topic()
        topic.name = "events"
        topic.numPartitions = 3
        topic.replicationFactor = 1
        var config = CreateTopicsRequest.Topic.Config()
        (config.name, config.value) = ("retention.ms", "60000")
        topic.configs = [config]
        func create(_ change: (inout CreateTopicsRequest.Topic) -> Void = { _ in }) async throws -> ErrorCode {
            var request = CreateTopicsRequest()
            var changed = topic
            change(&changed)
            request.topics = [changed]
            return try await test.ask(request).topics[0].error
        }
        #expect(try await create { $0.replicationFactor = 3 } == .invalidReplicationFactor)
        #expect(try await create { $0.configs[0].name = "cleanup.policy" } == .invalidConfig)
        #expect(try await create { $0.configs[0].name = "index.interval.bytes" } == .invalidConfig)
        #expect(try await create { $0.numPartitions = 0 } == .invalidPartitions)
        #expect(try await create { $0.name = "bad name" } == .invalidTopic)
        #expect(try await create { $0.name = "__consumer_offsets" } == .topicAuthorizationFailed)
        #expect(try await create() == .none)
        #expect(try await create() == .topicAlreadyExists)
        let metadata = try await test.ask(MetadataRequest())
        #expect(metadata.topics.map(\.name) == ["events"] && metadata.topics[0].partitions.count == 3)
        #expect(metadata.brokers[0].host == "127.0.0.1" && metadata.brokers[0].port == 9092)
        var configs = DescribeConfigsRequest()
        var resource = DescribeConfigsRequest.Resource()
        (resource.resourceType, resource.resourceName) = (2, "events")
        configs.resources = [resource]
        let described = try await test.ask(configs).results[0].configs
        #expect(described.first { $0.name == "retention.ms" }?.value == "60000")
        var delete = DeleteTopicsRequest()
        delete.topics = ["events", "nowhere"]
        #expect(try await test.ask(delete).topics.map(\.error) == [.none, .unknownTopicOrPartition])
        #expect(try await test.ask(MetadataRequest()).topics.isEmpty)
        await test.close()
    }

    @Test func unknownTopicsAreCreatedOnlyIfTheServerSaysSo() async throws {
        var request = MetadataRequest()
        var topic = MetadataRequest.Topic()
        topic.name = "fresh"
        request.topics = [topic]
        let strict = try await TestBroker.open()
        #expect(try await strict.ask(request).topics[0].error == .unknownTopicOrPartition)
        await strict.close()
        let lenient = try await TestBroker.open(autoCreate: 2)
        request.allowAutoTopicCreation = false
        #expect(try await lenient.ask(request).topics[0].error == .unknownTopicOrPartition)
        request.allowAutoTopicCreation = true
        #expect(try await lenient.ask(request).topics[0].partitions.count == 2)
        await lenient.close()
    }

    /// The batch claims records that cannot be decompressed: it is stored, and the table counts and passes over them.
    @Test func compressedBatchesBecomeRowsOrAreCounted() async throws {
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
        let plain = try TestBroker.batch([#"{"id":1}"#, #"{"id":2}"#]).bytes
        let compressor = ZstandardCompressor(level: 3)
        var compressed: [UInt8] = []
        compressor.compress(Array(plain[61...]), into: &compressed)
        let batches = [
            Self.withRecords(compressed, codec: 4, plain), plain, Self.withRecords([1, 2, 3], codec: 1, plain),
            Self.withRecords(compressed, codec: 2, plain), plain,
        ]
        for batch in batches {
            let answer = try await test.ask(TestBroker.produceRequest(batch)).topics[0].partitions[0]
            #expect(answer.error == .none, "\(answer.errorMessage ?? "")")
        }
        for _ in 0..<2000 {
            if try test.database.consumingSegments("events")[0].currentOffset == 10 { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        let info = try test.database.consumingSegments("events")[0]
        #expect(info.currentOffset == 10 && info.rowCount == 6 && info.rejectedCount == 4)
        #expect(info.recentRejections.first?.hasPrefix("offsets 4 to 5: UNDECODABLE_BATCH") == true)
        await test.close()
    }

    private static func withRecords(_ records: [UInt8], codec: UInt8, _ batch: [UInt8]) -> [UInt8] {
        var bytes = Array(batch.prefix(61)) + records
        bytes[22] = codec
        let length = bytes.count - 12
        for byte in 0..<4 { bytes[8 + byte] = UInt8(truncatingIfNeeded: length >> (24 - 8 * byte)) }
        let checksum = CRC32C.of(bytes[21...])
        for byte in 0..<4 { bytes[17 + byte] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt32(byte))) }
        return bytes
    }
}
