import Bytes
import Catalog
import Ingest
import Logging

/// Seals frozen segments on a thread of its own, in the order in which they were frozen.
///
/// A seal that fails (a full disk) is tried again until it works: its rows stay visible and in the log meanwhile.
final class Sealer: Sendable {
    struct Job: Sendable {
        let table: TableRuntime
        let snapshot: PartitionSnapshot
    }

    private struct Queue {
        var jobs: [Job] = []
        var isClosed = false
    }

    /// Time between two attempts at a seal that fails.
    static let retryDelay: Duration = .seconds(1)

    private let store: SegmentStore
    private let arrivals: Arrivals
    private let metrics: EngineMetrics
    private let logger: Logger
    private let queue = Monitor(Queue())
    private let thread = Monitor<NamedThread?>(nil)

    init(store: SegmentStore, arrivals: Arrivals, metrics: EngineMetrics, logger: Logger) {
        self.store = store
        self.arrivals = arrivals
        self.metrics = metrics
        self.logger = logger
        thread.update { $0 = NamedThread("seal", priority: .background) { [self] in run() } }
    }

    func submit(_ job: Job) {
        queue.update { $0.jobs.append(job) }
    }

    /// Drops what waits for a table that is going away.
    func forget(_ table: TableRuntime) {
        queue.update { $0.jobs.removeAll { $0.table === table } }
    }

    private func run() {
        while true {
            let job: Job?? = queue.wait { queue in
                if queue.isClosed { return .some(nil) }
                return queue.jobs.first.map { .some($0) }
            }
            guard let job = job ?? nil else { return }
            if attempt(job) {
                queue.update { queue in
                    if let first = queue.jobs.first, first.snapshot.rows === job.snapshot.rows {
                        queue.jobs.removeFirst()
                    }
                }
                arrivals.announce()
            } else {
                _ = queue.wait(atMost: Self.retryDelay) { $0.isClosed ? true : nil }
            }
        }
    }

    private func attempt(_ job: Job) -> Bool {
        do throws(EngineError) {
            let target = job.table.target(for: job.snapshot.rows.schema)
            try store.seal(job.snapshot, into: target) { publish(job, $0, $1) }
            metrics.segmentsSealed.add(1)
            return true
        } catch {
            metrics.sealFailures.add(1)
            logger.error("sealing \(job.snapshot.rows.name) failed: \(error)")
            return false
        }
    }

    private func publish(_ job: Job, _ sealed: SegmentStore.Sealed, _ entry: TableEntry) {
        let rows = job.snapshot.rows
        job.table.versions.publish { contents in
            contents.partitions[rows.partition]?.frozen.removeAll { $0.rows === rows }
            if let built = sealed.rows { contents.add(built.sealed) }
            if let built = sealed.deadLetters { contents.add(deadLetters: built.sealed) }
            contents.note(entry)
        }
        job.table.consumer?.noteMemory()
    }

    /// Finishes the seal under way and ends the thread. What is not sealed is in the log.
    func close() {
        queue.update { $0.isClosed = true }
        let thread = thread.update { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }
}

extension SealedEntry {
    /// Segments from files first, by batch; then by partition and offset: the order does not depend on when each was
    /// sealed, built again or merged.
    static func inReadingOrder(_ left: SealedEntry, _ right: SealedEntry) -> Bool { left.place < right.place }

    private var place: (Int32, Int64, Int64, UInt64) {
        (entry.partition ?? -1, entry.startOffset, entry.generation, entry.id.rawValue)
    }
}
