import Bytes
import Catalog
import Ingest
import Log
import Logging
import Schema
import Synchronization

/// Consumes what a table reads, on threads of its own: records become rows, versions are published, full segments are
/// handed on to be sealed while consumption continues.
///
/// A thread takes any partition that no other one has, makes one pass over it, and gives it back. Whoever wants to
/// change something asks for rest, and finds every partition between two passes.
final class TableConsumer: Sendable {
    /// Frozen segments of a table that may wait to be sealed before its consumption waits, which bounds memory.
    static let maximumFrozenSegments = 4
    /// Rejections that are kept to be shown.
    static let shownRejections = 10
    /// How long a thread sleeps when nothing is announced: the granularity of sealing by age.
    static let idleTick: Duration = .milliseconds(500)
    /// The same where a limit of the rate holds records back.
    static let limitedTick: Duration = .milliseconds(10)

    struct State {
        /// Nil where a thread has the partition.
        var lanes: [PartitionConsumer?]
        var flush: FlushThresholds
        var recentRejections: [Int32: [String]] = [:]
        /// Why consumption of a partition has stopped for good, if it has.
        var failures: [Int32: ReadError] = [:]
        /// Why the last read of a partition failed that will be tried again.
        var hindrances: [Int32: ReadError] = [:]
        var isPaused = false
        var isStopped = false
        /// How many ask for rest.
        var restRequests = 0

        /// With all partitions at rest.
        var partitions: [PartitionConsumer] {
            get { lanes.compactMap { $0 } }
            set { lanes = newValue }
        }

        /// The offset that each partition consumes next.
        var nextOffsets: [Int32: Int64] {
            Dictionary(uniqueKeysWithValues: partitions.map { ($0.partition, $0.nextOffset) })
        }

        /// Rows from the next record on are built by that schema version.
        mutating func change(to version: PartitionConsumer.SchemaVersion) {
            for index in lanes.indices { lanes[index]?.change(to: version) }
        }
    }

    private enum Outcome { case progressed, idle, limited }

    private let table: VersionedTable
    private let tableName: String
    private let state: Monitor<State>
    private let budget: ConsumingBudget
    private let arrivals: Arrivals
    private let visibility: VisibilityWaiters
    private let metrics: EngineMetrics
    private let logger: Logger
    private let seal: @Sendable (PartitionSnapshot) -> Void
    private let threads = Monitor<[NamedThread]>([])

    /// `seal` is called with each segment that is full, in the order of its partition.
    init(
        table: VersionedTable, tableName: String, state: sending State, budget: ConsumingBudget, arrivals: Arrivals,
        visibility: VisibilityWaiters, metrics: EngineMetrics, logger: Logger,
        seal: @escaping @Sendable (PartitionSnapshot) -> Void
    ) {
        self.table = table
        self.tableName = tableName
        self.state = Monitor(state)
        self.budget = budget
        self.arrivals = arrivals
        self.visibility = visibility
        self.metrics = metrics
        self.logger = logger
        self.seal = seal
    }

    func start(threads count: Int) {
        threads.update { threads in
            threads = (0..<count).map { number in NamedThread("consume") { [self] in run(number) } }
        }
    }

    private func run(_ number: Int) {
        while true {
            let seen = arrivals.now
            var (progressed, tick) = (false, Self.idleTick)
            let count = state.withLock { $0.lanes.count }
            for step in 0..<count {
                let index = (number + step) % count
                guard var taken = take(index) else { continue }
                let outcome = pass(&taken.consumer, taken.flush)
                giveBack(taken.consumer, index)
                if outcome == .progressed { progressed = true }
                if outcome == .limited { tick = Self.limitedTick }
            }
            if state.withLock({ $0.isStopped }) { return }
            if !progressed { arrivals.wait(after: seen, atMost: tick) }
        }
    }

    /// A partition that no other thread has and that may go on.
    private func take(_ index: Int) -> (consumer: PartitionConsumer, flush: FlushThresholds)? {
        state.withLock { state in
            if state.isStopped || state.isPaused || state.restRequests > 0 || !state.lanes.indices.contains(index) {
                return nil
            }
            guard let partition = state.lanes[index]?.partition, state.failures[partition] == nil,
                let consumer = state.lanes[index].take()
            else { return nil }
            return (consumer, state.flush)
        }
    }

    private func giveBack(_ consumer: PartitionConsumer, _ index: Int) {
        state.update { $0.lanes[index] = consumer }
    }

    /// One pass over one partition.
    private func pass(_ consumer: inout PartitionConsumer, _ flush: FlushThresholds) -> Outcome {
        guard hasRoom(&consumer) else { return .idle }
        if consumer.limiter?.mayPass(.now) == false { return .limited }
        do throws(ReadError) {
            guard let progress = try consumer.consume(maximumRows: Int(clamping: flush.rows)) else {
                noteNoHindrance(consumer.partition)
                return freezeIfDue(&consumer, flush) ? .progressed : .idle
            }
            consumer.limiter?.note(records: progress.records)
            note(progress, consumer.partition)
            if progress.reachedSchemaChange || progress.isFull {
                freeze(&consumer)
            } else if !freezeIfDue(&consumer, flush) {
                publish(consumer)
            }
            guard let hindrance = progress.hindrance else { return .progressed }
            note(hindrance, consumer.partition)
            return .idle
        } catch {
            note(error, consumer.partition)
            return freezeIfDue(&consumer, flush) ? .progressed : .idle
        }
    }

    /// Whether more rows may come into memory. Where all tables together hold too much, what this partition has is
    /// sealed.
    private func hasRoom(_ consumer: inout PartitionConsumer) -> Bool {
        let waiting = table.version.contents.partitions.values.reduce(0) { $0 + $1.frozen.count }
        if waiting >= Self.maximumFrozenSegments { return false }
        if budget.hasRoom { return true }
        if consumer.rowCount > 0 { freeze(&consumer) }
        return false
    }

    private func note(_ error: ReadError, _ partition: Int32) {
        let isNews = state.update { state in
            if error.mayPass {
                defer { state.hindrances[partition] = error }
                return state.hindrances[partition] != error
            }
            state.failures[partition] = error
            return true
        }
        if isNews { logger.error("consuming partition \(partition) of \(tableName) failed: \(error)") }
    }

    private func noteNoHindrance(_ partition: Int32) {
        state.withLock { state in
            if !state.hindrances.isEmpty { state.hindrances[partition] = nil }
        }
    }

    private func note(_ progress: PartitionConsumer.Progress, _ partition: Int32) {
        metrics.rowsIngested.add(progress.rows)
        metrics.recordsFiltered.add(progress.filtered)
        metrics.recordsRejected.add(progress.rejections.reduce(0) { $0 + $1.offsets.count })
        state.withLock { state in
            if progress.hindrance == nil { state.hindrances[partition] = nil }
            for (offsets, error) in progress.rejections.suffix(Self.shownRejections) {
                var shown = state.recentRejections[partition] ?? []
                if shown.count == Self.shownRejections { shown.removeFirst() }
                shown.append("offset\(Self.text(of: offsets)): \(error)")
                state.recentRejections[partition] = shown
            }
        }
    }

    private static func text(of offsets: Range<Int64>) -> String {
        offsets.count > 1 ? "s \(offsets.lowerBound) to \(offsets.upperBound - 1)" : " \(offsets.lowerBound)"
    }

    private func freezeIfDue(_ consumer: inout PartitionConsumer, _ flush: FlushThresholds) -> Bool {
        let age = consumer.firstRecordAt.map { ContinuousClock.now - $0 } ?? .zero
        let isDue =
            consumer.rowCount >= flush.rows || consumer.segment.isFull
            || consumer.allocatedBytes >= flush.bytes && consumer.rowCount > 0 || age >= flush.age
        if isDue { freeze(&consumer) }
        return isDue
    }

    private func freeze(_ consumer: inout PartitionConsumer) {
        let frozen = consumer.freeze()
        publish(consumer, frozen: frozen)
        if let frozen { seal(frozen) }
    }

    /// Passes over records, whatever schema versions they would have been read by.
    func skip(_ consumer: inout PartitionConsumer, to offset: Int64) {
        while consumer.nextOffset < offset {
            if consumer.skip(to: offset) { freeze(&consumer) }
        }
        publish(consumer)
    }

    private func publish(_ consumer: PartitionConsumer, frozen: PartitionSnapshot? = nil) {
        let active = consumer.snapshot
        table.publish { contents in
            var version = contents.partitions[consumer.partition] ?? PartitionVersion(consumer.source, nextOffset: 0)
            if let frozen { version.frozen.append(frozen) }
            version.active = active
            version.nextOffset = consumer.nextOffset
            version.lastTimestamp = consumer.lastTimestamp ?? version.lastTimestamp
            contents.partitions[consumer.partition] = version
        }
        visibility.announce()
        noteMemory()
    }

    /// Counts what the table's rows that are not sealed hold now.
    func noteMemory() { budget.note(table.version.contents.consumingBytes, of: tableName) }
}

// What others ask of a consumer; each call finds it between two passes.
extension TableConsumer {
    /// Runs `body` with consumption at rest; what it changes holds from the next record on.
    func atRest<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        state.update { $0.restRequests += 1 }
        defer {
            state.update { $0.restRequests -= 1 }
            arrivals.announce()
        }
        _ = state.wait { $0.lanes.allSatisfy { $0 != nil } ? true : nil }
        return try state.update { state throws(Failure) in try body(&state) }
    }

    /// Freezes everything consumed so far, and answers the names of the segments that were in memory.
    @discardableResult
    func freezeAll() -> [String] {
        atRest { state in
            let segments = table.version.contents.consumingSegments
            for index in state.lanes.indices {
                guard var consumer = state.lanes[index].take() else { continue }
                freeze(&consumer)
                state.lanes[index] = consumer
            }
            return segments
        }
    }

    func setFlush(_ flush: FlushThresholds) {
        state.withLock { $0.flush = flush }
    }

    /// Whether consumption waits for `resume`.
    var isPaused: Bool { state.withLock { $0.isPaused } }

    func setPaused(_ isPaused: Bool) {
        atRest { $0.isPaused = isPaused }
    }

    /// Reads partitions by other readers from now on, also those that had stopped for good.
    func setReaders(of source: OpenSource) {
        atRest { state in
            let readers = Dictionary(uniqueKeysWithValues: source.partitions.map { ($0.partition, $0.reader) })
            for index in state.lanes.indices {
                guard let partition = state.lanes[index]?.partition, let reader = readers[partition] else { continue }
                state.lanes[index]?.setReader(reader)
                state.failures[partition] = nil
                state.hindrances[partition] = nil
            }
        }
    }

    /// Begins to consume partitions besides those before.
    func add(_ consumers: [PartitionConsumer]) {
        atRest { state in
            let known = Set(state.partitions.map(\.partition))
            for consumer in consumers where !known.contains(consumer.partition) { state.lanes.append(consumer) }
        }
    }

    /// Each partition's failure, or what keeps it waiting, if there is something, and its latest rejections.
    func report() -> [Int32: (failure: String?, hindrance: String?, rejections: [String])] {
        state.withLock { state in
            var report: [Int32: (failure: String?, hindrance: String?, rejections: [String])] = [:]
            for partition in table.version.contents.partitions.keys {
                report[partition] = (
                    state.failures[partition]?.description, state.hindrances[partition]?.description,
                    state.recentRejections[partition] ?? []
                )
            }
            return report
        }
    }

    /// Ends the threads after their current passes.
    func stop() {
        state.update { $0.isStopped = true }
        arrivals.announce()
        let threads = threads.update { threads in
            defer { threads = [] }
            return threads
        }
        for thread in threads { thread.join() }
        budget.forget(tableName)
    }
}
