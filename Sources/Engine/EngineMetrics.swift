import Synchronization

/// A figure that only grows.
final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func add(_ amount: Int) { value.wrappingAdd(amount, ordering: .relaxed) }

    var total: Int { value.load(ordering: .relaxed) }
}

/// What the engine counts while it works.
final class EngineMetrics: Sendable {
    let recordsProduced = Counter()
    let bytesProduced = Counter()
    let logSyncs = Counter()
    /// Logs that do not wait for the disk, and were found not closed.
    let unsyncedEnds = Counter()
    let recordsCompacted = Counter()
    let rowsIngested = Counter()
    let recordsRejected = Counter()
    let recordsFiltered = Counter()
    let segmentsSealed = Counter()
    let sealFailures = Counter()
    let segmentsMerged = Counter()
    let segmentsRebuilt = Counter()
    let rebuildFailures = Counter()
    let queries = Counter()
    let queryFailures = Counter()
    let queryMicroseconds = Counter()
}
