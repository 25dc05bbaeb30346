import Bytes
import Ingest
import RdKafka
import Synchronization

/// A partition of a Kafka topic.
///
/// The offsets that it hands out are exact: what lies between two records is passed on as gone, an offset that the
/// cluster no longer has shows in `startOffset`, and one that it does not have yet is an error.
final class KafkaReader: PartitionReader {
    private struct State {
        /// What is read next: everything before was handed out, or is not wanted.
        var position: Int64
        /// What the cluster said last: the first offset, and the one after the last.
        var bounds: Range<Int64>?
        var endAtOpening: Int64?
        var fetch: KafkaFetch?
        /// The last chunks that were handed out: of a chunk a table may take a part only, and ask again.
        var handedOut: [RecordChunk] = []
        var obstacle: ReadError?
        /// Whether the cluster refused to fetch from the position.
        var isRefused = false
        /// How often in a row it did so because it ends before.
        var shortfalls = 0
        /// Bytes of a record, as it has been of late.
        var expectedBytes = 1_024
    }

    /// How often in a row a topic must end before what was consumed of it until that is taken for certain: while a
    /// partition moves from broker to broker, its end may be told too low.
    private static let certainShortfalls = 3

    let topic: StreamTopic
    let partition: Int32
    private let connection: KafkaConnection
    private let arrival: @Sendable () -> Void
    private let state: Mutex<State>

    init(
        _ connection: KafkaConnection, topic: StreamTopic, partition: Int32, from offset: Int64,
        arrival: @escaping @Sendable () -> Void
    ) {
        self.connection = connection
        self.topic = topic
        self.partition = partition
        self.arrival = arrival
        state = Mutex(State(position: offset))
    }

    deinit {
        // The next reader of the partition may begin to fetch as soon as this one is forgotten.
        state.withLock { $0.fetch = nil }
        connection.forget(partition)
    }

    /// What has come is there to be read, also if the cluster has removed it in the meantime.
    var startOffset: Int64 {
        state.withLock { state in
            let known = state.bounds?.lowerBound ?? 0
            if let first = state.handedOut.first { return min(known, first.offsets.lowerBound) }
            return state.fetch == nil ? known : min(known, state.position)
        }
    }

    var endOffset: Int64 {
        state.withLock { state in
            let known = max(state.position, state.bounds?.upperBound ?? 0)
            let isAhead = state.fetch?.hasArrivals == true && known == state.position && known < .max
            return isAhead ? known + 1 : known
        }
    }

    func obstacle(at offset: Int64) -> ReadError? {
        state.withLock { state in
            let isThere = state.handedOut.contains { $0.offsets.contains(offset) }
            if isThere || state.fetch?.hasArrivals == true { return nil }
            if state.fetch == nil, let bounds = state.bounds, offset < bounds.lowerBound { return nil }
            return currentObstacle(state)
        }
    }

    var endAtOpening: Int64? { state.withLock { $0.endAtOpening } }

    /// What is wrong with the partition, or with the whole connection.
    private func currentObstacle(_ state: State) -> ReadError? { state.obstacle ?? connection.obstacle }

    func read(from offset: Int64, maximumBytes: Int) throws(ReadError) -> [RecordChunk] {
        try state.withLock { state throws(ReadError) in
            let again = state.handedOut.filter { $0.offsets.upperBound > offset }
            if let first = again.first, first.offsets.lowerBound <= offset { return again }
            state.handedOut = []
            if offset != state.position { seek(offset, &state) }
            if let fetch = state.fetch { take(from: fetch, maximumBytes, &state) }
            if state.handedOut.isEmpty, let obstacle = currentObstacle(state) { throw obstacle }
            return state.handedOut
        }
    }

    private func seek(_ offset: Int64, _ state: inout State) {
        state.fetch = nil
        state.position = offset
        state.isRefused = false
        state.shortfalls = 0
        state.obstacle = nil
        startFetch(&state)
    }

    private func take(from fetch: KafkaFetch, _ maximumBytes: Int, _ state: inout State) {
        var assembler = ChunkAssembler(position: state.position)
        let pieces = fetch.take(maximumBytes: maximumBytes, expectedBytes: state.expectedBytes)
        assembler.add(pieces)
        state.handedOut = assembler.chunks
        state.position = assembler.position
        state.expectedBytes = Self.meanBytes(pieces) ?? state.expectedBytes
        if let failure = assembler.failure {
            // It begins again where it was, once the cluster has said what there is.
            state.fetch = nil
            state.isRefused = failure.kind == .offsetOutOfRange
            state.obstacle = ReadError(failure, topic)
            if state.shortfalls == 0 { connection.checkSoon() }
        } else if !pieces.isEmpty {
            state.isRefused = false
            state.shortfalls = 0
            state.obstacle = nil
        }
    }

    private static func meanBytes(_ pieces: [FetchedPiece]) -> Int? {
        var (bytes, count) = (0, 0)
        for case .records(let records, let own) in pieces {
            bytes += own.count
            count += records.count
        }
        return count > 0 ? max(1, bytes / count) : nil
    }

    private func startFetch(_ state: inout State) {
        guard state.fetch == nil, let bounds = state.bounds, bounds.lowerBound <= state.position else { return }
        do throws(KafkaFailure) {
            state.fetch = try connection.fetch(topic.topic, partition, from: state.position, arrival)
            if !state.isRefused { state.obstacle = nil }
        } catch {
            state.obstacle = ReadError(error, topic)
        }
    }
}

// What the connection tells of the partition.
extension KafkaReader {
    /// The bounds that the cluster names. Its end alone proves nothing: some brokers name the start of the last batch.
    /// A position is behind the end when the broker that has the records refuses to fetch from it as well.
    func note(_ bounds: Range<Int64>) {
        let isNews = state.withLock { state in
            let before = (state.bounds, state.fetch == nil, state.obstacle)
            state.bounds = bounds
            if state.endAtOpening == nil { state.endAtOpening = bounds.upperBound }
            if state.fetch == nil {
                if state.isRefused && state.position > bounds.upperBound { noteShortfall(bounds, &state) }
                if state.shortfalls < Self.certainShortfalls { startFetch(&state) }
            }
            return before != (state.bounds, state.fetch == nil, state.obstacle)
        }
        if isNews { arrival() }
    }

    private func noteShortfall(_ bounds: Range<Int64>, _ state: inout State) {
        state.shortfalls = min(state.shortfalls + 1, Self.certainShortfalls)
        state.obstacle = ReadError(
            code: "OFFSET_OUT_OF_RANGE",
            message: "partition \(partition) of topic '\(topic.topic)' of cluster '\(topic.cluster)' is consumed up to "
                + "offset \(state.position), but ends at \(bounds.upperBound): it was truncated, or created again",
            mayPass: state.shortfalls < Self.certainShortfalls)
    }

    /// The connection ends.
    func stop() { state.withLock { $0.fetch = nil } }

    /// Something is wrong with the whole connection, or is no longer.
    func connectionChanged() { arrival() }
}
