import Bytes
import Ingest
import Log
import Synchronization

/// Clusters in memory, whose topics grow, vanish and expire as a test wants it.
final class FakeClusters: StreamConnector {
    final class Partition: Sendable {
        struct State {
            var records: [Int64: String] = [:]
            var start: Int64 = 0
            var end: Int64 = 0
            var obstacle: ReadError?
        }

        let state = Mutex(State())
    }

    private struct State {
        /// By "cluster/topic".
        var topics: [String: [Partition]] = [:]
        var map: [String: [String]] = [:]
        var arrivals: [@Sendable () -> Void] = []
        var isDown = false
    }

    private let state = Mutex(State())

    func create(_ topic: String, partitions: Int) {
        state.withLock { state in
            let known = state.topics[topic] ?? []
            state.topics[topic] = known + (known.count..<partitions).map { _ in Partition() }
        }
    }

    func setMap(_ map: [String: [String]]) { state.withLock { $0.map = map } }
    func setDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

    func change(_ topic: String, _ partition: Int, _ body: (inout Partition.State) -> Void) {
        let (found, arrivals) = state.withLock { ($0.topics[topic]?[partition], $0.arrivals) }
        found?.state.withLock { body(&$0) }
        for arrival in arrivals { arrival() }
    }

    /// Appends records with those ids.
    func produce(_ ids: Range<Int>, to topic: String, _ partition: Int) {
        change(topic, partition) { state in
            for id in ids {
                state.records[state.end] = TestDatabase.event(id)
                state.end += 1
            }
        }
    }

    func clusters(ofTopic topic: String) -> [String] { state.withLock { $0.map[topic] ?? [] } }

    private func partitions(_ topic: StreamTopic) throws(ReadError) -> [Partition] {
        try state.withLock { state throws(ReadError) in
            if state.isDown { throw ReadError(code: "CLUSTER_UNREACHABLE", message: "down", mayPass: true) }
            guard let found = state.topics["\(topic.cluster)/\(topic.topic)"] else {
                throw ReadError(code: "UNKNOWN_TOPIC", message: topic.topic, mayPass: true)
            }
            return found
        }
    }

    func partitionCount(of topic: StreamTopic) throws(ReadError) -> Int32 { Int32(try partitions(topic).count) }

    func offsets(
        of topic: StreamTopic, partitionCount: Int32, at start: StreamPosition
    ) throws(ReadError) -> [Int64] {
        try partitions(topic).map { partition in
            partition.state.withLock { start == .latest ? $0.end : $0.start }
        }
    }

    func reader(
        of topic: StreamTopic, partition: Int32, partitionCount: Int32, from offset: Int64,
        arrival: @escaping @Sendable () -> Void
    ) throws(ReadError) -> any PartitionReader {
        state.withLock { $0.arrivals.append(arrival) }
        return Reader(clusters: self, topic: topic, partition: Int(partition))
    }

    private final class Reader: PartitionReader {
        let clusters: FakeClusters
        let topic: StreamTopic
        let partition: Int

        init(clusters: FakeClusters, topic: StreamTopic, partition: Int) {
            self.clusters = clusters
            self.topic = topic
            self.partition = partition
        }

        private var state: Partition.State? {
            guard let found = try? clusters.partitions(topic), found.indices.contains(partition) else { return nil }
            return found[partition].state.withLock { $0 }
        }

        var startOffset: Int64 { state?.start ?? 0 }
        var endOffset: Int64 { state?.end ?? 0 }
        var endAtOpening: Int64? { state?.end }

        func obstacle(at offset: Int64) -> ReadError? {
            guard let state else { return ReadError(code: "CLUSTER_UNREACHABLE", message: "down", mayPass: true) }
            return state.obstacle
        }

        /// Three records at a time, so that chunks and segments end at different places.
        func read(from offset: Int64, maximumBytes: Int) throws(ReadError) -> [RecordChunk] {
            guard let state, offset < state.end else { return [] }
            let end = min(offset + 3, state.end)
            let texts = (offset..<end).compactMap { offset in state.records[offset].map { (offset, Array($0.utf8)) } }
            let bytes = texts.flatMap(\.1)
            var records: [Record] = []
            var place = 0
            for (offset, text) in texts {
                let value = bytes[place..<place + text.count]
                records.append(Record(key: nil, value: value, timestamp: 1_700_000_000_000, offset: offset))
                place += text.count
            }
            return [.records(records, bytes: bytes, offsets: offset..<end)]
        }
    }
}
