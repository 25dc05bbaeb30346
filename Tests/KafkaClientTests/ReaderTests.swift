import Bytes
import Ingest
import KafkaClient
import Log
import Testing

/// Reads a partition as a table does: what comes, without holes.
final class Consumption {
    let reader: any PartitionReader
    private(set) var next: Int64
    private(set) var records: [(offset: Int64, value: String?)] = []
    private(set) var details: [Record] = []

    init(_ connector: KafkaConnector, _ topic: StreamTopic, partition: Int32 = 0, from offset: Int64) throws {
        next = offset
        reader = try connector.reader(of: topic, partition: partition, partitionCount: 1, from: offset) {}
    }

    /// Polls until there are so many records.
    func read(_ count: Int, maximumBytes: Int = 1 << 16) async throws {
        var waits = 0
        while records.count < count && waits < 4_000 {
            if try step(maximumBytes) { continue }
            waits += 1
            try await Task.sleep(for: .milliseconds(5))
        }
        if records.count < count { throw TestFailure("\(records.count) of \(count) records came") }
    }

    /// Whether something came.
    private func step(_ maximumBytes: Int) throws -> Bool {
        if let obstacle = reader.obstacle(at: next), !obstacle.mayPass { throw obstacle }
        guard next < reader.endOffset else { return false }
        next = max(next, reader.startOffset)
        let chunks: [RecordChunk]
        do throws(ReadError) {
            chunks = try reader.read(from: next, maximumBytes: maximumBytes)
        } catch {
            if error.mayPass { return false }
            throw error
        }
        for case .records(let found, _, let offsets) in chunks {
            #expect(offsets.lowerBound <= next && offsets.upperBound > next, "chunks follow each other")
            take(found.filter { $0.offset >= next })
            next = offsets.upperBound
        }
        return !chunks.isEmpty
    }

    private func take(_ found: [Record]) {
        for record in found {
            records.append((record.offset, record.value.map { String(decoding: $0, as: UTF8.self) }))
            details.append(record)
        }
    }

    func obstacle(_ code: String) async throws -> ReadError {
        for _ in 0..<4_000 {
            if let found = reader.obstacle(at: next), found.code == code { return found }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw TestFailure("no \(code), but \(String(describing: reader.obstacle(at: next)))")
    }
}

@Suite(.serialized) struct ReaderTests {
    private let connector = KafkaConnector()

    @Test func recordsComeWithEverythingThatBelongsToThem() async throws {
        let mock = try MockCluster()
        try mock.create("t", partitions: 1)
        try mock.produce(
            ["one"], to: "t", key: "k", headers: [("h", "v"), ("null", nil), ("empty", "")],
            timestamp: 1_700_000_000_000)
        try mock.produce([nil, ""], to: "t", timestamp: 1_700_000_000_001)
        let consumption = try Consumption(connector, mock.topic("t"), from: 0)
        try await consumption.read(3)
        #expect(consumption.records.map(\.value) == ["one", nil, ""])
        #expect(consumption.records.map(\.offset) == [0, 1, 2])
        let first = consumption.details[0]
        #expect(first.key.map { Array($0) } == Array("k".utf8))
        #expect(first.timestamp == 1_700_000_000_000)
        #expect(first.headers.map { String(decoding: $0.key, as: UTF8.self) } == ["h", "null", "empty"])
        #expect(first.headers.map { $0.value.map { Array($0) } } == [Array("v".utf8), nil, []])
        #expect(consumption.details[1].key == nil && consumption.details[1].headers.isEmpty)
        #expect(consumption.reader.endOffset == 3 && consumption.reader.startOffset == 0)
    }

    @Test func everyOffsetComesOnceWhateverTheChunks() async throws {
        let mock = try MockCluster()
        try mock.create("t", partitions: 2)
        let values = (0..<5_000).map { "value \($0)" }
        try mock.produce(values, to: "t", partition: 1)
        for maximumBytes in [1, 5_000, 1 << 20] {
            let consumption = try Consumption(connector, mock.topic("t"), partition: 1, from: 17)
            try await consumption.read(values.count - 17, maximumBytes: maximumBytes)
            #expect(consumption.records.map(\.value) == values[17...].map { $0 })
            #expect(consumption.next == 5_000)
        }
    }

    @Test func offsetsThatWereHandedOutCanBeReadAgain() async throws {
        let mock = try MockCluster()
        try mock.create("t", partitions: 1)
        try mock.produce((0..<2_000).map { "\($0)" }, to: "t")
        let consumption = try Consumption(connector, mock.topic("t"), from: 0)
        try await consumption.read(1_500, maximumBytes: 4_000)
        let reader = consumption.reader
        for offset in [consumption.next - 1, 3, 1_999, 700] as [Int64] {
            var found: [RecordChunk] = []
            for _ in 0..<4_000 where found.isEmpty {
                found = try reader.read(from: offset, maximumBytes: 4_000)
                if found.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            }
            guard case .records(let records, _, let offsets)? = found.first else {
                throw TestFailure("nothing at \(offset)")
            }
            #expect(offsets.contains(offset))
            let wanted = records.first { $0.offset == offset }
            #expect(wanted?.value.map { String(decoding: $0, as: UTF8.self) } == "\(offset)")
        }
    }

    @Test func aBrokerThatGoesAndComesIsAHindrance() async throws {
        let mock = try MockCluster()
        try mock.create("t", partitions: 1)
        try mock.produce(["a"], to: "t")
        let consumption = try Consumption(connector, mock.topic("t"), from: 0)
        try await consumption.read(1)
        mock.setDown(true)
        let obstacle = try await consumption.obstacle("CLUSTER_UNREACHABLE")
        #expect(obstacle.mayPass)
        mock.setDown(false)
        try mock.produce(["b"], to: "t")
        try await consumption.read(2)
        #expect(consumption.records.map(\.value) == ["a", "b"])
        for _ in 0..<4_000 where consumption.reader.obstacle(at: 2) != nil {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(consumption.reader.obstacle(at: 2) == nil)
    }

    @Test func anOffsetBehindTheEndStopsWithBoth() async throws {
        let mock = try MockCluster()
        try mock.create("t", partitions: 1)
        try mock.produce(["a", "b"], to: "t")
        let consumption = try Consumption(connector, mock.topic("t"), from: 100)
        let failure = await #expect(throws: ReadError.self) { try await consumption.read(1) }
        #expect(failure?.code == "OFFSET_OUT_OF_RANGE" && failure?.mayPass == false)
        #expect(failure?.message.contains("offset 100") == true && failure?.message.contains("ends at 2") == true)
    }

    @Test func questionsAreAnsweredOrRefusedByName() async throws {
        let mock = try MockCluster()
        try mock.create("t", partitions: 3)
        try mock.produce(["a", "b"], to: "t", partition: 2)
        let topic = mock.topic("t")
        #expect(try connector.partitionCount(of: topic) == 3)
        #expect(try connector.offsets(of: topic, partitionCount: 3, at: .latest) == [0, 0, 2])
        #expect(try connector.offsets(of: topic, partitionCount: 3, at: .earliest) == [0, 0, 0])
        let named = StreamTopic(cluster: "nowhere", topic: "t")
        #expect(throws: ReadError.self) { _ = try connector.partitionCount(of: named) }
        let wrong = StreamTopic(
            cluster: "x", properties: ["bootstrap.servers": mock.bootstrap, "no.such.thing": "1"], topic: "t")
        #expect { _ = try connector.partitionCount(of: wrong) } throws: {
            ($0 as? ReadError)?.code == "INVALID_CLUSTER_CONFIG"
        }
    }

    /// Nobody listens: the answer comes in a bounded time, and says why.
    @Test func aClusterThatDoesNotAnswerIsUnreachable() {
        let topic = StreamTopic(cluster: "x", properties: ["bootstrap.servers": "127.0.0.1:1"], topic: "t")
        #expect { _ = try connector.partitionCount(of: topic) } throws: {
            ($0 as? ReadError)?.code == "CLUSTER_UNREACHABLE"
        }
    }

    /// A table that is created again reads the same partition while the reader of the old one may still be there.
    @Test func twoReadersOfAPartitionDoNotMeet() async throws {
        let mock = try MockCluster()
        try mock.create("t", partitions: 1)
        try mock.produce((0..<100).map { "\($0)" }, to: "t")
        let first = try Consumption(connector, mock.topic("t"), from: 0)
        let second = try Consumption(connector, mock.topic("t"), from: 50)
        try await first.read(100)
        try await second.read(50)
        #expect(first.records.count == 100 && second.records.first?.offset == 50)
    }
}
