import Bytes
import Ingest
import RdKafka

/// A handle of librdkafka that reads some partitions of one topic, and a thread that asks the cluster for their bounds.
///
/// It ends when its last reader has gone.
final class KafkaConnection: Sendable {
    /// How often the cluster is asked where the partitions begin and end.
    static let checkInterval: Duration = .seconds(1)
    /// How long it may take to answer.
    static let patience: Duration = .seconds(5)
    /// How long the thread sleeps at most: a new reader waits so long before its first check.
    private static let tick: Duration = .milliseconds(50)

    private struct WeakReader {
        weak var reader: KafkaReader?
    }

    private struct State {
        var readers: [Int32: WeakReader] = [:]
        /// Partitions whose readers come, or have not gone.
        var taken: Set<Int32> = []
        var isEnding = false
        var isCheckDue = true
        var obstacle: ReadError?
        /// What the library said last that may explain why nobody answers.
        var lastFailure: KafkaFailure?
    }

    let topic: StreamTopic
    /// Nil when this has ended.
    private let ownHandle: Monitor<KafkaHandle?>
    private let state = Monitor(State())

    init(_ topic: StreamTopic, properties: [String: String], partitionCount: Int) throws(KafkaFailure) {
        self.topic = topic
        ownHandle = Monitor(
            try KafkaHandle(properties: KafkaProperties.complete(properties, partitionCount: partitionCount)))
        _ = NamedThread("kafka-source") { [self] in run() }
    }

    /// A reader of the partition; nil if there is one already, or this is ending.
    func reader(
        _ partition: Int32, from offset: Int64, _ arrival: @escaping @Sendable () -> Void
    ) -> KafkaReader? {
        let isMine = state.update { state in
            !state.isEnding && state.taken.insert(partition).inserted
        }
        if !isMine { return nil }
        let reader = KafkaReader(self, topic: topic, partition: partition, from: offset, arrival: arrival)
        state.update { state in
            state.readers[partition] = WeakReader(reader: reader)
            state.isCheckDue = true
        }
        return reader
    }

    func forget(_ partition: Int32) {
        state.update { state in
            state.readers[partition] = nil
            state.taken.remove(partition)
            if state.taken.isEmpty { state.isEnding = true }
        }
    }

    var handle: KafkaHandle? { ownHandle.withLock { $0 } }

    /// Fetches nothing any more. What has come can still be read.
    func end() { state.update { $0.isEnding = true } }

    var isEnding: Bool { state.withLock { $0.isEnding } }
    var obstacle: ReadError? { state.withLock { $0.obstacle } }

    /// Asks the cluster for the bounds without waiting for the next time.
    func checkSoon() { state.update { $0.isCheckDue = true } }

    func fetch(
        _ topic: String, _ partition: Int32, from offset: Int64, _ arrival: @escaping @Sendable () -> Void
    ) throws(KafkaFailure) -> KafkaFetch {
        guard let handle else { throw KafkaFailure(.other, "the connection is closed") }
        return try KafkaFetch(handle, topic: topic, partition: partition, from: offset, arrival: arrival)
    }

    private func run() {
        var nextCheck = ContinuousClock.now
        while !isEnding, let handle {
            if let failure = handle.nextFailure(atMost: Self.tick) { note(failure) }
            let isDue = state.withLock { state in
                defer { state.isCheckDue = false }
                return state.isCheckDue
            }
            guard isDue || ContinuousClock.now >= nextCheck else { continue }
            check(handle)
            nextCheck = ContinuousClock.now + Self.checkInterval
        }
        let handle = ownHandle.update { handle in
            defer { handle = nil }
            return handle
        }
        for reader in liveReaders { reader.stop() }
        // Readers' fetches go first.
        _ = consume handle
    }

    private var liveReaders: [KafkaReader] {
        state.withLock { state in state.readers.sorted { $0.key < $1.key }.compactMap { $0.value.reader } }
    }

    private func note(_ failure: KafkaFailure) {
        state.withLock { state in
            // That a broker is gone tells less than why we were turned away before.
            if failure.kind != .unreachable || state.lastFailure == nil { state.lastFailure = failure }
        }
    }

    private func check(_ handle: KafkaHandle) {
        let readers = liveReaders
        if readers.isEmpty { return }
        do throws(KafkaFailure) {
            let partitions = readers.map(\.partition)
            let ends = try handle.offsets(
                ofTopic: topic.topic, partitions: partitions, at: .end, timeout: Self.patience)
            let starts = try handle.offsets(
                ofTopic: topic.topic, partitions: partitions, at: .start, timeout: Self.patience)
            setObstacle(nil, readers)
            for (index, reader) in readers.enumerated() {
                reader.note(starts[index]..<max(starts[index], ends[index]))
            }
        } catch {
            setObstacle(ReadError(explained(error), topic), readers)
        }
    }

    /// That nobody answers in time is what follows from what the library said before.
    private func explained(_ failure: KafkaFailure) -> KafkaFailure {
        guard failure.kind == .unreachable, let cause = state.withLock({ $0.lastFailure }) else { return failure }
        return KafkaFailure(cause.kind, cause.message)
    }

    private func setObstacle(_ obstacle: ReadError?, _ readers: [KafkaReader]) {
        let isNews = state.withLock { state in
            if obstacle == nil { state.lastFailure = nil }
            defer { state.obstacle = obstacle }
            return (state.obstacle == nil) != (obstacle == nil)
        }
        if isNews { for reader in readers { reader.connectionChanged() } }
    }
}
