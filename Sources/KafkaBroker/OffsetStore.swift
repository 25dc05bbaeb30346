import Bytes
import Engine
import Log
import Logging
import Synchronization

/// The committed offsets of all groups: in memory, and as records of an internal topic.
///
/// Writes follow each other, one on its way at a time with all commits that came meanwhile, so that memory and log have
/// the same order. From time to time all that is known is written again as a snapshot, and the files before it are
/// removed: reading the topic from wherever it begins gives the same offsets.
final class OffsetStore: Sendable {
    struct Key: Hashable, Sendable {
        var group: String
        var topic: String
        var partition: Int32
    }

    struct Value: Hashable, Sendable {
        /// The topic that was meant: one of the same name that is made later has no committed offsets.
        var topicID: UInt64
        var offset: Int64
        var leaderEpoch: Int32
        var metadata: String
    }

    /// A nil value forgets the key.
    struct Commit: Sendable {
        var key: Key
        var value: Value?
    }

    private struct Waiting: Sendable {
        let commits: [Commit]
        let continuation: CheckedContinuation<EngineError?, Never>
    }

    private struct State {
        var values: [String: [Key: Value]] = [:]
        var count = 0
        var topic: TopicLogs?
        var waiting: [Waiting] = []
        var isWriting = false
        var snapshotDue: Int

        mutating func apply(_ commit: Commit) {
            let old = values[commit.key.group]?[commit.key]
            values[commit.key.group, default: [:]][commit.key] = commit.value
            count += (commit.value == nil ? 0 : 1) - (old == nil ? 0 : 1)
            if values[commit.key.group]?.isEmpty == true { values[commit.key.group] = nil }
        }
    }

    private let database: Database
    private let logger: Logger
    private let state: Mutex<State>
    /// Bytes of the topic from which a snapshot is made, if the live offsets are much less.
    private let snapshotBytes: Int

    private init(_ database: Database, _ logger: Logger, snapshotBytes: Int) {
        self.database = database
        self.logger = logger
        self.snapshotBytes = snapshotBytes
        state = Mutex(State(snapshotDue: snapshotBytes))
    }

    static let defaultSnapshotBytes = 16 << 20

    static func open(
        _ database: Database, logger: Logger, snapshotBytes: Int = defaultSnapshotBytes
    ) async throws(EngineError) -> OffsetStore {
        let store = OffsetStore(database, logger, snapshotBytes: snapshotBytes)
        guard let topic = database.topicLogs(InternalTopic.groupOffsets) else { return store }
        let commits = try await database.readingLog { () throws(EngineError) in try read(topic.logs[0]) }
        store.state.withLock { state in
            state.topic = topic
            for commit in commits { state.apply(commit) }
        }
        return store
    }

    private static func read(_ log: PartitionLog) throws(EngineError) -> [Commit] {
        var commits: [Commit] = []
        var next = log.startOffset
        do throws(LogError) {
            while next < log.highWatermark {
                let batches = try log.read(from: next, maximumBytes: 1 << 20)
                guard let last = batches.last else { break }
                for batch in batches {
                    for record in try batch.records() { commits.append(try commit(record)) }
                }
                next = last.endOffset
            }
        } catch { throw EngineError(.failed, error) }
        return commits
    }

    private static func commit(_ record: Record) throws(LogError) -> Commit {
        do throws(OffsetRecord.Malformed) {
            return Commit(
                key: try OffsetRecord.key(record.key ?? []), value: try record.value.map(OffsetRecord.value))
        } catch {
            let detail = "the record at offset \(record.offset) is no committed offset: \(error.detail)"
            throw .malformedBatch(offset: 0, detail: detail)
        }
    }

    func value(_ key: Key) -> Value? { state.withLock { $0.values[key.group]?[key] } }
    var groups: [String] { state.withLock { $0.values.keys.sorted() } }
    func hasGroup(_ name: String) -> Bool { state.withLock { $0.values[name] != nil } }

    /// Topics and partitions for which the group has committed.
    func partitions(of group: String) -> [(String, [Int32])] {
        let keys = state.withLock { Array(($0.values[group] ?? [:]).keys) }
        return Dictionary(grouping: keys, by: \.topic).sorted { $0.key < $1.key }.map {
            ($0.key, $0.value.map(\.partition).sorted())
        }
    }

    /// Forgets what the group has committed for a partition; returns when that is on disk.
    func remove(_ keys: [Key]) async throws(EngineError) { try await commit(keys.map { Commit(key: $0, value: nil) }) }

    /// Forgets what the group has committed; returns when that is on disk.
    func removeGroup(_ name: String) async throws(EngineError) {
        let keys = state.withLock { Array(($0.values[name] ?? [:]).keys) }
        try await commit(
            keys.sorted { ($0.topic, $0.partition) < ($1.topic, $1.partition) }.map { Commit(key: $0, value: nil) })
    }

    /// Returns when the commits are on disk; only then are they seen. Code: `TOO_MANY_OFFSETS`.
    func commit(_ commits: [Commit]) async throws(EngineError) {
        let count = state.withLock { $0.count }
        guard count + commits.count <= BrokerLimits.committedOffsets else {
            throw EngineError(
                .unavailable, code: "TOO_MANY_OFFSETS",
                "the groups have committed \(count) offsets; the limit is \(BrokerLimits.committedOffsets)")
        }
        if state.withLock({ $0.topic == nil }) {
            let topic = try await database.groupOffsetsTopic()
            state.withLock { $0.topic = topic }
        }
        let failure = await withCheckedContinuation { continuation in
            state.withLock { $0.waiting.append(Waiting(commits: commits, continuation: continuation)) }
            writeNext()
        }
        if let failure { throw failure }
    }
}

// Writing.
extension OffsetStore {
    /// Writes what waits, unless something is on its way already.
    private func writeNext() {
        let next = state.withLock { state -> (TopicLogs, [Waiting], snapshot: [Commit]?)? in
            guard !state.isWriting, !state.waiting.isEmpty, let topic = state.topic else { return nil }
            state.isWriting = true
            if topic.logs[0].byteCount >= state.snapshotDue {
                return (topic, [], state.values.values.flatMap { $0.map { Commit(key: $0.key, value: $0.value) } })
            }
            defer { state.waiting = [] }
            return (topic, state.waiting, nil)
        }
        guard let (topic, waiting, snapshot) = next else { return }
        if let snapshot { return write(snapshot, as: topic) }
        append(waiting.flatMap(\.commits), to: topic) { [self] outcome in
            state.withLock { state in
                state.isWriting = false
                guard case .success = outcome else { return }
                for commit in waiting.lazy.flatMap(\.commits) { state.apply(commit) }
            }
            for one in waiting {
                switch outcome {
                case .success: one.continuation.resume(returning: nil)
                case .failure(let error): one.continuation.resume(returning: error)
                }
            }
            writeNext()
        }
    }

    /// Writes all live offsets again, then removes the files before them. Commits wait meanwhile.
    private func write(_ snapshot: [Commit], as topic: TopicLogs) {
        let live = snapshot.filter { commit in
            database.topicLogs(commit.key.topic)?.id == commit.value?.topicID
        }
        append(live, to: topic) { [self] outcome in
            let size = topic.logs[0].byteCount
            state.withLock { state in
                state.isWriting = false
                if case .success = outcome {
                    (state.values, state.count) = ([:], 0)
                    for commit in live { state.apply(commit) }
                }
                // What a snapshot could not remove must grow as much again before the next one.
                state.snapshotDue = size + snapshotBytes
            }
            switch outcome {
            case .success(let first): removeFiles(of: topic, below: first)
            case .failure(let error): logger.error("the snapshot of the group offsets failed: \(error)")
            }
            writeNext()
        }
    }

    private func removeFiles(of topic: TopicLogs, below first: Int64) {
        Task { [self] in
            do throws(EngineError) {
                try await database.readingLog { [database] () throws(EngineError) in
                    try database.removeFiles(of: topic, below: first)
                }
                let size = topic.logs[0].byteCount
                state.withLock { $0.snapshotDue = size + snapshotBytes }
            } catch {
                logger.error("removing old group offsets failed: \(error)")
            }
        }
    }

    /// Appends the commits as batches; answers the first offset once all are on disk.
    private func append(
        _ commits: [Commit], to topic: TopicLogs, _ done: @escaping @Sendable (Result<Int64, EngineError>) -> Void
    ) {
        let batches: [RecordBatch]
        do throws(LogError) { batches = try Self.batches(commits, now: WallClock.milliseconds()) } catch {
            return done(.failure(EngineError(.failed, error)))
        }
        guard !batches.isEmpty else { return done(.success(topic.logs[0].endOffset)) }
        let gathered = Gathered(count: batches.count, done: done)
        database.append(batches.map { batch in Database.Append(topic, 0, batch) { gathered.take($0) } })
    }

    private static func batches(_ commits: [Commit], now: Int64) throws(LogError) -> [RecordBatch] {
        var batches: [RecordBatch] = []
        var builder = RecordBatchBuilder()
        for commit in commits {
            try builder.append(
                key: OffsetRecord.encode(commit.key)[...], value: commit.value.map { OffsetRecord.encode($0)[...] },
                timestamp: now)
            if builder.byteCount >= 256 << 10 {
                batches.append(builder.finish())
                builder = RecordBatchBuilder()
            }
        }
        if !builder.isEmpty { batches.append(builder.finish()) }
        return batches
    }
}

/// Waits for the last of several batches.
private final class Gathered: Sendable {
    private let outcomes = Mutex<[Result<ProducedRange, EngineError>]>([])
    private let count: Int
    private let done: @Sendable (Result<Int64, EngineError>) -> Void

    init(count: Int, done: @escaping @Sendable (Result<Int64, EngineError>) -> Void) {
        self.count = count
        self.done = done
    }

    func take(_ outcome: Result<ProducedRange, EngineError>) {
        let all = outcomes.withLock { outcomes in
            outcomes.append(outcome)
            return outcomes.count == count ? outcomes : nil
        }
        guard let all else { return }
        var first = Int64.max
        for outcome in all {
            switch outcome {
            case .success(let range): first = min(first, range.first)
            case .failure(let error): return done(.failure(error))
            }
        }
        done(.success(first))
    }
}
