import Bytes
import Catalog
import Ingest
import Log
import Logging
import Schema
import Synchronization

/// Consumes a table's topic on a thread of its own: records become rows, versions are published, full segments are
/// handed on to be sealed while consumption continues.
final class TableConsumer: Sendable {
    /// Frozen segments of a table that may wait to be sealed before its consumption waits, which bounds memory.
    static let maximumFrozenSegments = 4
    /// Rejections that are kept to be shown.
    static let shownRejections = 10
    /// How long a consumer sleeps when nothing is announced: the granularity of sealing by age.
    static let idleTick: Duration = .milliseconds(500)

    struct State {
        var partitions: [PartitionConsumer]
        var flush: FlushThresholds
        var recentRejections: [Int32: [String]] = [:]
        /// Why partitions wait with their next record, by partition.
        var obstacles: [Int32: RecordError] = [:]
        var isStopped = false

        /// The offset that each partition consumes next.
        var nextOffsets: [Int32: Int64] {
            Dictionary(uniqueKeysWithValues: partitions.map { ($0.partition, $0.nextOffset) })
        }

        /// Rows from the next record on are built by that schema version.
        mutating func change(to version: PartitionConsumer.SchemaVersion) {
            for index in partitions.indices { partitions[index].change(to: version) }
        }
    }

    private let table: VersionedTable
    private let tableName: String
    /// Locked for each pass over a partition: whoever takes it finds consumption between two passes.
    private let state: Mutex<State>
    private let arrivals: Arrivals
    private let metrics: EngineMetrics
    private let logger: Logger
    private let seal: @Sendable (ConsumingSnapshot) -> Void
    private let thread: Monitor<NamedThread?>

    /// `seal` is called with each segment that is full, in the order of the log.
    init(
        table: VersionedTable, tableName: String, state: sending State, arrivals: Arrivals, metrics: EngineMetrics,
        logger: Logger, seal: @escaping @Sendable (ConsumingSnapshot) -> Void
    ) {
        self.table = table
        self.tableName = tableName
        self.state = Mutex(state)
        self.arrivals = arrivals
        self.metrics = metrics
        self.logger = logger
        self.seal = seal
        thread = Monitor(nil)
    }

    func start() {
        thread.update { $0 = NamedThread("consume") { [self] in run() } }
    }

    private func run() {
        while true {
            let seen = arrivals.now
            var progressed = false
            let count = state.withLock { $0.partitions.count }
            for index in 0..<count {
                let outcome = state.withLock { pass(&$0, index) }
                guard let outcome else { return }
                progressed = progressed || outcome
            }
            if !progressed { arrivals.wait(after: seen, atMost: Self.idleTick) }
        }
    }

    /// One pass over one partition: whether it found something to do; nil when the consumer is stopped.
    private func pass(_ state: inout State, _ index: Int) -> Bool? {
        if state.isStopped { return nil }
        guard state.partitions[index].failure == nil, hasRoom() else { return false }
        do throws(LogError) {
            let limit = Int(clamping: state.flush.rows)
            guard let progress = try state.partitions[index].consume(maximumRows: limit) else {
                return freezeIfDue(&state, index)
            }
            note(progress, &state, index)
            if progress.reachedSchemaChange {
                freeze(&state, index)
            } else if !freezeIfDue(&state, index) {
                publish(state.partitions[index])
            }
            return progress.obstacle == nil
        } catch {
            let partition = state.partitions[index].partition
            logger.error("consuming partition \(partition) of \(tableName) failed: \(error)")
            if !error.mayPass { state.partitions[index].failure = EngineError(.failed, error) }
            return false
        }
    }

    private func hasRoom() -> Bool {
        let waiting = table.version.contents.partitions.values.reduce(0) { $0 + $1.frozen.count }
        return waiting < Self.maximumFrozenSegments
    }

    private func note(_ progress: PartitionConsumer.Progress, _ state: inout State, _ index: Int) {
        metrics.rowsIngested.add(progress.rows)
        metrics.recordsFiltered.add(progress.filtered)
        metrics.recordsRejected.add(progress.rejections.reduce(0) { $0 + $1.offsets.count })
        let partition = state.partitions[index].partition
        if let obstacle = progress.obstacle, state.obstacles[partition] == nil {
            logger.warning("consuming partition \(partition) of \(tableName) waits: \(obstacle)")
        }
        state.obstacles[partition] = progress.obstacle
        for (offsets, error) in progress.rejections {
            var shown = state.recentRejections[partition] ?? []
            if shown.count == Self.shownRejections { shown.removeFirst() }
            let many =
                offsets.count > 1 ? "s \(offsets.lowerBound) to \(offsets.upperBound - 1)" : " \(offsets.lowerBound)"
            shown.append("offset\(many): \(error)")
            state.recentRejections[partition] = shown
        }
    }

    private func freezeIfDue(_ state: inout State, _ index: Int) -> Bool {
        let consumer = state.partitions[index]
        let age = consumer.firstRecordAt.map { ContinuousClock.now - $0 } ?? .zero
        let isDue =
            consumer.segment.rowCount >= state.flush.rows
            || consumer.segment.isFull
            || consumer.segment.allocatedBytes >= state.flush.bytes && consumer.segment.rowCount > 0
            || age >= state.flush.age
        if isDue { freeze(&state, index) }
        return isDue
    }

    private func freeze(_ state: inout State, _ index: Int) {
        let frozen = state.partitions[index].freeze()
        publish(state.partitions[index], frozen: frozen)
        if let frozen { seal(frozen) }
    }

    private func publish(_ consumer: PartitionConsumer, frozen: ConsumingSnapshot? = nil) {
        let active = consumer.segment.snapshot
        table.publish { contents in
            var version = contents.partitions[consumer.partition] ?? PartitionVersion(nextOffset: 0)
            if let frozen { version.frozen.append(frozen) }
            version.active = active
            version.nextOffset = consumer.nextOffset
            version.lastTimestamp = consumer.lastTimestamp ?? version.lastTimestamp
            contents.partitions[consumer.partition] = version
        }
    }
}

// What others ask of a consumer; each call finds it between two passes.
extension TableConsumer {
    /// Freezes everything consumed so far, and answers up to which offset each partition will then be sealed.
    func freezeAll() -> [Int32: Int64] {
        state.withLock { state in
            var ends: [Int32: Int64] = [:]
            for index in state.partitions.indices {
                freeze(&state, index)
                ends[state.partitions[index].partition] = state.partitions[index].nextOffset
            }
            return ends
        }
    }

    /// Runs `body` with consumption at rest; what it changes holds from the next record on.
    func atRest<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try state.withLock { state throws(Failure) in try body(&state) }
    }

    func setFlush(_ flush: FlushThresholds) {
        state.withLock { $0.flush = flush }
    }

    /// Each partition's failure, if it has one, or what it waits for, and its latest rejections.
    func report() -> [Int32: (failure: String?, rejections: [String])] {
        state.withLock { state in
            var report: [Int32: (failure: String?, rejections: [String])] = [:]
            for consumer in state.partitions {
                let obstacle = state.obstacles[consumer.partition]?.description
                report[consumer.partition] = (
                    consumer.failure?.description ?? obstacle, state.recentRejections[consumer.partition] ?? []
                )
            }
            return report
        }
    }

    /// Ends the thread after its current pass.
    func stop() {
        state.withLock { $0.isStopped = true }
        arrivals.announce()
        let thread = thread.update { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }
}

extension LogError {
    /// Whether the same read may succeed later: the disk refused, but nothing is known to be wrong with the log.
    fileprivate var mayPass: Bool {
        if case .file = self { return true }
        return false
    }
}
