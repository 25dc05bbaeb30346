import Engine
import Foundation
import KafkaBroker
import KafkaProtocol
import Testing

@Suite struct GroupOffsetTests {
    private func commit(_ offset: Int64, group: String = "g", metadata: String? = "m") -> OffsetCommitRequest {
        var request = OffsetCommitRequest()
        request.groupID = group
        var part = OffsetCommitRequest.Topic.Partition()
        part.committedOffset = offset
        part.committedMetadata = metadata
        var topic = OffsetCommitRequest.Topic()
        topic.name = "events"
        topic.partitions = [part]
        request.topics = [topic]
        return request
    }

    private func committed(_ test: TestBroker, group: String = "g") async throws -> Int64? {
        var request = OffsetFetchRequest()
        request.groupID = group
        return try await test.ask(request).topics.first?.partitions.first?.committedOffset
    }

    @Test func offsetsAreThereAfterAPowerCut() async throws {
        var test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 1)
        #expect(try await committed(test) == nil)
        for offset in 1...5 {
            #expect(try await test.ask(commit(Int64(offset))).topics[0].partitions[0].error == .none)
        }
        #expect(try await committed(test) == 5)
        test = try await test.killed()
        #expect(try await committed(test) == 5)
        let groups = try await test.ask(ListGroupsRequest()).groups
        #expect(groups.map(\.groupID) == ["g"] && groups[0].groupState == "Empty")
        var delete = DeleteGroupsRequest()
        delete.groups = ["g", "h"]
        #expect(try await test.ask(delete).results.map(\.error) == [.none, .groupIDNotFound])
        test = try await test.killed()
        #expect(try await committed(test) == nil)
        await test.close()
    }

    /// After some time without members and commits a group is forgotten, also by the next process.
    @Test func offsetsOfEmptyGroupsExpire() async throws {
        var test = try await TestBroker.open(offsetsRetention: .milliseconds(100))
        try await test.database.createTopic("events", partitions: 1)
        _ = try await test.ask(commit(5))
        while try await committed(test) != nil { try await Task.sleep(for: .milliseconds(10)) }
        test = try await test.killed()
        #expect(try await committed(test) == nil)
        _ = try await test.ask(commit(6))
        #expect(try await committed(test) == 6)
        await test.close()
    }

    /// A member that waits in a join and whose connection ends does not keep the others waiting, nor its connection.
    @Test func aConnectionThatEndsInAJoinIsNoticed() async throws {
        let test = try await TestBroker.open()
        let connections = (0..<2).map { _ in TestBroker.newConnection() }
        func join(_ connection: ClientConnection) async throws -> KafkaBroker.PendingResponse {
            var request = JoinGroupRequest()
            (request.groupID, request.protocolType) = ("j", "consumer")
            // Longer than a busy machine may take from one member to the next.
            (request.sessionTimeoutMilliseconds, request.rebalanceTimeoutMilliseconds) = (1_800_000, 1_800_000)
            var offered = JoinGroupRequest.GroupProtocol()
            offered.name = "range"
            request.protocols = [offered]
            let frame = try request.encoded(version: 2, correlationID: 1, clientID: "c")
            return try await test.broker.accept(frame, from: connection)
        }
        _ = try await join(connections[0])()
        // The first member would have to join again: the second one waits, until its connection ends.
        let second = try await join(connections[1])
        async let answer = second()
        while try await describe(test)?.members.count != 2 { try await Task.sleep(for: .milliseconds(5)) }
        test.broker.disconnected(connections[1])
        let bytes = try #require(try await answer)
        #expect(try JoinGroupRequest.decode(bytes, version: 2).response.error == .unknownMemberID)
        await test.close()
    }

    private func describe(_ test: TestBroker) async throws -> DescribeGroupsResponse.Group? {
        var request = DescribeGroupsRequest()
        request.groups = ["j"]
        return try await test.ask(request).groups.first
    }

    @Test func aTopicThatIsMadeAgainHasNoOffsets() async throws {
        let test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 1)
        _ = try await test.ask(commit(5))
        try await test.database.dropTopic("events")
        try await test.database.createTopic("events", partitions: 1)
        #expect(try await committed(test) == -1)
        await test.close()
    }

    @Test func theTopicOfOffsetsIsTheDatabasesOwn() async throws {
        let test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 1)
        _ = try await test.ask(commit(5))
        let topics = try await test.ask(MetadataRequest()).topics
        #expect(topics.first { $0.name == "__consumer_offsets" }?.isInternal == true)
        let answer = try await test.produce(TestBroker.batch(["x"]), to: "__consumer_offsets")
        #expect(answer.error == .topicAuthorizationFailed)
        await #expect(throws: EngineError.self) { try await test.database.dropTopic("__consumer_offsets") }
        await #expect(throws: EngineError.self) {
            _ = try await test.database.produce(Array("{}".utf8), to: "__consumer_offsets", keyField: nil)
        }
        await test.close()
    }

    @Test func thePageInFormatsShowsTheBytes() async throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../formats/group-offsets.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let examples = text.split(separator: "```hex\n").dropFirst().map { part in
            part.split(separator: "```")[0].split(separator: "\n").flatMap { line in
                line.split(separator: " ").dropFirst().compactMap { UInt8($0, radix: 16) }
            }
        }
        let test = try await TestBroker.open()
        try await test.database.createTopic("t", partitions: 1)
        var request = commit(5)
        request.topics[0].name = "t"
        _ = try await test.ask(request)
        let records = try await test.database.records(of: "__consumer_offsets", partition: 0, from: 0, limit: 1)
        #expect(records.first?.key == examples[0])
        var value = try #require(records.first?.value)
        // The example's topic has the number 7.
        value.replaceSubrange(2..<10, with: [0, 0, 0, 0, 0, 0, 0, 7])
        #expect(value == examples[1])
        await test.close()
    }

    @Test func longMetadataAndUnknownTopicsAreRefused() async throws {
        let test = try await TestBroker.open()
        let unknown = try await test.ask(commit(1)).topics[0].partitions[0].error
        #expect(unknown == .unknownTopicOrPartition)
        try await test.database.createTopic("events", partitions: 1)
        let long = String(repeating: "m", count: BrokerLimits.offsetMetadataBytes + 1)
        let refused = try await test.ask(commit(1, metadata: long)).topics[0].partitions[0].error
        #expect(refused == .offsetMetadataTooLarge)
        await test.close()
    }

    /// Many commits: the topic is written anew from time to time and does not grow without bound.
    @Test func snapshotsKeepTheTopicSmall() async throws {
        var test = try await TestBroker.open()
        try await test.database.createTopic("events", partitions: 1)
        let metadata = String(repeating: "m", count: 4000)
        _ = try await test.ask(commit(77, group: "quiet"))
        for offset in 0..<6000 { _ = try await test.ask(commit(Int64(offset), metadata: metadata)) }
        var bytes = Int.max
        for _ in 0..<400 {
            bytes = try test.database.topic("__consumer_offsets").partitions[0].byteCount
            if bytes < 20 << 20 { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(bytes < 20 << 20)
        #expect(try test.database.topic("__consumer_offsets").partitions[0].firstOffset > 0)
        test = try await test.killed()
        #expect(try await committed(test) == 5999)
        #expect(try await committed(test, group: "quiet") == 77)
        await test.close()
    }
}
