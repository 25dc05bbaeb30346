import Bytes
import Catalog
import Logging
import Schema
import Segment
import Synchronization

/// Builds sealed segments again, one at a time on a thread of its own: those that a reload asks for, and small ones as
/// large ones. Queries, consumption and seals go on meanwhile.
///
/// Each new segment takes the place of old ones in one edit, so that a stop at any point leaves the old ones or the new
/// one. In memory are two columns at a time (one for each builder thread) at about 32 bytes a value and twice their
/// distinct strings, and encoded columns that wait to be written: for a merge to the default target at most 320 MB
/// besides the strings, and 512 MiB.
final class Rebuilder: Sendable {
    /// Reloads and merges that may wait.
    static let queueLength = 1_000
    /// How long a table is left alone after a merge that failed.
    static let retryDelay: Duration = .seconds(60)

    private struct State {
        var reloads = JobLog<ReloadJob>()
        /// Tables with a merge that waits or runs.
        var merging: Set<TableID> = []
        var retryAt: [TableID: ContinuousClock.Instant] = [:]
        var isClosing = false
    }

    private let store: SegmentStore
    private let catalog: Catalog
    private let metrics: EngineMetrics
    private let logger: Logger
    private let queue = WorkQueue(name: "rebuild", threads: 1, capacity: queueLength, priority: .background)
    private let state = Mutex(State())

    init(store: SegmentStore, catalog: Catalog, metrics: EngineMetrics, logger: Logger) {
        self.store = store
        self.catalog = catalog
        self.metrics = metrics
        self.logger = logger
    }

    private var isClosing: Bool { state.withLock { $0.isClosing } }

    /// Finishes the segment under way and ends the thread.
    func close() {
        state.withLock { $0.isClosing = true }
        queue.close()
    }

    /// Puts one segment in the place of others of a table, with the table's schema and settings of now.
    private func replace(
        _ old: [SealedEntry], of table: TableRuntime, _ entry: TableEntry, name: String
    ) throws(EngineError) {
        guard let first = old.first, let last = old.last else { return }
        let schema = try Database.parseSchema(Array(entry.currentSchema.json.utf8)).schema
        let description = SegmentStore.Description(
            name: name, schemaVersion: entry.currentSchema.version, generation: first.entry.generation,
            partition: first.entry.partition, offsets: first.entry.startOffset..<last.entry.endOffset,
            recordCount: old.reduce(0) { $0 + $1.entry.recordCount })
        try store.replace(old, by: description, schema: schema, in: table.target(for: schema)) { built, entry in
            table.versions.publish { contents in
                contents.add(built.sealed, replacing: old)
                contents.note(entry)
            }
        }
    }
}

// Reloads.
extension Rebuilder {
    func reload(_ segments: [SegmentEntry], of table: TableRuntime, _ job: ReloadJob) throws(EngineError) {
        state.withLock { $0.reloads.add(job) }
        let isAccepted = queue.submit { [self] in
            for segment in segments {
                if isClosing { return }
                let failure = reload(segment, of: table)
                state.withLock { state in
                    state.reloads.update(job.id) { job in
                        guard let failure else { return job.successCount += 1 }
                        job.failures.append(.init(segmentName: segment.name, message: failure.description))
                    }
                }
            }
            state.withLock { $0.reloads.update(job.id) { $0.end = .now } }
        }
        if !isAccepted {
            state.withLock { $0.reloads.forget(job.id) }
            throw EngineError(
                .unavailable, code: "TOO_BUSY", "\(Self.queueLength) reloads and merges wait, or the database closes")
        }
    }

    func job(_ id: String) -> ReloadJob? { state.withLock { $0.reloads[id] } }

    /// Builds a segment again if the settings ask for something else than it has.
    private func reload(_ segment: SegmentEntry, of table: TableRuntime) -> EngineError? {
        let contents = table.versions.version.contents
        if let damage = contents.quarantined[segment.id] {
            return EngineError(.failed, code: "SEGMENT_UNAVAILABLE", "the segment is quarantined: \(damage)")
        }
        // A segment that is gone was dropped, or replaced by one that was built by the settings of then.
        guard let entry = catalog.state.tables[table.id],
            let old = contents.sealed.first(where: { $0.entry.id == segment.id })
        else { return nil }
        do {
            let differences = try old.segment.differences(from: table.target(for: contents.schema).indexing)
            if differences.isEmpty { return nil }
            try replace([old], of: table, entry, name: segment.name)
            metrics.segmentsRebuilt.add(1)
            logger.info("built segment \(segment.name) of \(table.name) again: \(differences.joined(separator: ", "))")
            return nil
        } catch {
            let failure = EngineError.failure(error)
            if failure.isOutdated { return nil }
            table.quarantineDamaged([old], logger)
            metrics.rebuildFailures.add(1)
            logger.error("building segment \(segment.name) of \(table.name) again failed: \(failure)")
            return failure
        }
    }
}

// Merging.
extension Rebuilder {
    /// Merges small segments of a table until none are left, unless that is under way.
    func merge(_ table: TableRuntime, by policy: MergePolicy) {
        let mayBegin = state.withLock { state in
            if let time = state.retryAt[table.id], time > .now { return false }
            state.retryAt[table.id] = nil
            return !state.merging.contains(table.id)
        }
        guard mayBegin, nextRun(of: table, by: policy) != nil else { return }
        state.withLock { _ = $0.merging.insert(table.id) }
        let isAccepted = queue.submit { [self] in
            while !isClosing, let run = nextRun(of: table, by: policy), merge(run, of: table) {}
            state.withLock { _ = $0.merging.remove(table.id) }
        }
        if !isAccepted { state.withLock { _ = $0.merging.remove(table.id) } }
    }

    private func nextRun(of table: TableRuntime, by policy: MergePolicy) -> [SealedEntry]? {
        let sealed = table.versions.version.contents.sealed
        let retention = table.retention.map { $0.span.wholeMilliseconds / max(1, $0.unit.wholeMilliseconds) }
        guard let run = policy.runs(in: sealed.map(\.entryCountingValues), retention: retention).first else {
            return nil
        }
        let ids = Set(run.map(\.id))
        return sealed.filter { ids.contains($0.entry.id) }
    }

    /// Whether to go on with the next run.
    private func merge(_ run: [SealedEntry], of table: TableRuntime) -> Bool {
        guard let entry = catalog.state.tables[table.id], let first = run.first?.entry, let last = run.last?.entry,
            let partition = first.partition
        else { return false }
        let name = "\(table.config.rawName)__\(partition)__\(first.startOffset)_\(last.endOffset)"
        do throws(EngineError) {
            try replace(run, of: table, entry, name: name)
            metrics.segmentsMerged.add(run.count)
            logger.info("merged \(run.count) segments of \(table.name) into \(name)")
            return true
        } catch {
            if error.isOutdated { return true }
            table.quarantineDamaged(run, logger)
            metrics.rebuildFailures.add(1)
            logger.error("merging into \(name) of \(table.name) failed: \(error)")
            state.withLock { $0.retryAt[table.id] = .now + Self.retryDelay }
            return false
        }
    }
}

extension EngineError {
    /// Whether what was to be replaced is gone: dropped by its retention, or with its table.
    fileprivate var isOutdated: Bool { code == "UNKNOWN_SEGMENT" || code == "UNKNOWN_TABLE" }
}
