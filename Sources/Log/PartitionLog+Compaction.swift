import Files
import Synchronization

/// What a log remembers between two passes of compaction.
struct CompactionProgress: Sendable {
    /// No two records below have the same key, as far as passes since the start know.
    var cleanedTo: Int64 = 0
    /// When the first record without a value may go, in milliseconds since 1970-01-01 UTC.
    var nextHorizon: Int64?
}

/// What a pass of compaction did.
public struct CompactionReport: Equatable, Sendable {
    /// Files that were written anew or merged into another one.
    public internal(set) var files = 0
    public internal(set) var recordsRemoved = 0
    /// Bytes by which the log became smaller.
    public internal(set) var bytesFreed = 0
    /// Files that stay as they are, since they would become too long without compression.
    public internal(set) var filesTooLong = 0
}

extension PartitionLog {
    /// Keeps only the last record of each key in the files that take no more batches: they are written anew, oldest
    /// first, and small ones merged. Nil if it is not worth it: less than half of the bytes are new since the last
    /// pass.
    ///
    /// Offsets stay. Only files that end at or below `floor` are looked at. A record without a value goes
    /// `tombstoneRetention` after a pass has first found it to be the last of its key. Records without a key stay, and
    /// so do batches that cannot be read. A machine that stops leaves each file as it was or as it becomes. `now` is in
    /// milliseconds since 1970-01-01 UTC. O(bytes); in memory are at most `keyBytes` of keys.
    public func compact(
        now: Int64, tombstoneRetention: Duration = LogLimits.defaultTombstoneRetention, floor: Int64,
        keyBytes: Int = LogLimits.compactionKeyBytes, isCancelled: () -> Bool = { false }
    ) throws(LogError) -> CompactionReport? {
        try compaction.withLock { (progress: inout CompactionProgress) throws(LogError) in
            let (files, isWhole) = compactable(floor)
            guard let last = files.last, Self.isDue(files, progress, now) else { return nil }
            guard let keys = try keys(of: files, from: progress.cleanedTo, keyBytes, isCancelled) else { return nil }
            let (horizon, overflow) = now.addingReportingOverflow(tombstoneRetention.wholeMilliseconds)
            let rules = CompactionRules(
                keys: keys, now: now, horizon: overflow ? .max : horizon,
                lastOffset: isWhole ? try lastRecord(of: last) : -1)
            var report = CompactionReport()
            var nextHorizon: Int64?
            for group in groups(files.filter { $0.file.baseOffset < keys.end }) {
                if isCancelled() { return report }
                let plan = try plan(group, rules)
                if plan.isWorthIt { try replace(group, plan, rules, &report) }
                if let found = plan.nextHorizon { nextHorizon = min(found, nextHorizon ?? found) }
            }
            progress.cleanedTo = keys.end
            progress.nextHorizon = nextHorizon
            return report
        }
    }

    /// The oldest files as far as they may be changed, and whether only the active one follows.
    private func compactable(_ floor: Int64) -> (files: [SealedFile], isWhole: Bool) {
        view.withLock { view in
            let files = Array(view.sealed.prefix { $0.seal.endOffset <= floor })
            return (files, files.count == view.sealed.count)
        }
    }

    private static func isDue(_ files: [SealedFile], _ progress: CompactionProgress, _ now: Int64) -> Bool {
        if let horizon = progress.nextHorizon, horizon <= now { return true }
        let total = files.reduce(0) { $0 + $1.seal.byteCount }
        let new = files.reduce(0) { $0 + ($1.seal.endOffset > progress.cleanedTo ? $1.seal.byteCount : 0) }
        return new > 0 && new >= total / 2
    }

    /// Nil if it was cancelled.
    private func keys(
        of files: [SealedFile], from start: Int64, _ limit: Int, _ isCancelled: () -> Bool
    ) throws(LogError) -> CompactionKeys? {
        var keys = CompactionKeys(from: start, limit: limit)
        for file in files where file.seal.endOffset > start {
            var reader = try FrameReader(file, in: fileSystem)
            while let (_, batch) = try reader.next() {
                if isCancelled() { return nil }
                guard let batch, batch.endOffset > start else { continue }
                if !keys.add(batch, of: start) { return keys }
            }
            keys.reach(file.seal.endOffset)
        }
        return keys
    }

    private func lastRecord(of file: SealedFile) throws(LogError) -> Int64 {
        var last: Int64 = -1
        try scan(file.file, file.seal.byteCount) { if $0.kind == .batch { last = $0.endOffset - 1 } }
        return last
    }

    /// Files that together are no longer than one.
    private func groups(_ files: [SealedFile]) -> [[SealedFile]] {
        let limit = options.segmentBytes
        var groups: [[SealedFile]] = []
        var byteCount = 0
        for file in files {
            if !groups.isEmpty, byteCount + file.seal.byteCount <= limit {
                groups[groups.count - 1].append(file)
                byteCount += file.seal.byteCount
            } else {
                groups.append([file])
                byteCount = file.seal.byteCount
            }
        }
        return groups
    }
}

/// What writing a group of files anew would do.
private struct CompactionPlan {
    var removed = 0
    var isWorthIt = false
    var nextHorizon: Int64?
    /// What must stay known of idempotent producers.
    var producers = ProducerStates()

    mutating func note(_ horizon: Int64?) {
        if let horizon { nextHorizon = min(horizon, nextHorizon ?? horizon) }
    }
}

extension PartitionLog {
    private func plan(_ group: [SealedFile], _ rules: CompactionRules) throws(LogError) -> CompactionPlan {
        var plan = CompactionPlan()
        plan.isWorthIt = group.count > 1
        for file in group {
            let isCompacted = file.file.header.isCompacted
            var reader = try FrameReader(file, in: fileSystem)
            while let (frame, batch) = try reader.next() {
                if let stamp = frame.producer { plan.producers.note(stamp, frame.baseOffset..<frame.producerEnd) }
                guard let batch else { continue }
                switch rules.verdict(on: batch, isCompacted: isCompacted) {
                case .keep: if isCompacted { plan.note(batch.deleteHorizon) }
                case .rewrite(let records, let horizon):
                    plan.isWorthIt = true
                    plan.removed += batch.recordCount - records.count
                    plan.note(horizon)
                }
            }
        }
        return plan
    }

    private func replace(
        _ group: [SealedFile], _ plan: CompactionPlan, _ rules: CompactionRules, _ report: inout CompactionReport
    ) throws(LogError) {
        guard let first = group.first, let last = group.last else { return }
        var writer = try CompactedFileWriter(
            replacing: first.file.header, directory: directory, in: fileSystem)
        let remembered = plan.producers.firstOffsets
        for file in group {
            var reader = try FrameReader(file, in: fileSystem)
            while let (frame, batch) = try reader.next() {
                try write(frame, batch, file.file.header.isCompacted, rules, remembered, &writer)
                guard writer.byteCount <= LogLimits.maximumFileBytes else {
                    report.filesTooLong += group.count
                    return try discard(writer.path)
                }
            }
        }
        let seal = try writer.finish(nextOffset: last.seal.endOffset)
        let path = first.file.path
        let replacement = SealedFile(file: LogFile(path: path, header: writer.header), seal: seal)
        guard try swap(group, for: replacement, from: writer.path) else { return try discard(writer.path) }
        report.files += group.count
        report.recordsRemoved += plan.removed
        report.bytesFreed += group.reduce(0) { $0 + $1.seal.byteCount } - seal.byteCount
    }

    private func write(
        _ frame: Frame, _ batch: RecordBatch?, _ isCompacted: Bool, _ rules: CompactionRules,
        _ remembered: Set<Int64>, _ writer: inout CompactedFileWriter
    ) throws(LogError) {
        var kept: [RecordBatch]?
        if let batch {
            guard case .rewrite(let records, let horizon) = rules.verdict(on: batch, isCompacted: isCompacted) else {
                return try writer.add(batch)
            }
            kept = RecordBatch.compacted(records, horizon: horizon)
            if kept == nil { return try writer.add(batch) }
        }
        if let stamp = frame.producer, remembered.contains(frame.baseOffset) {
            try writer.add(stamp, frame.baseOffset..<frame.producerEnd)
        }
        for batch in kept ?? [] { try writer.add(batch) }
    }

    private func discard(_ path: String) throws(LogError) {
        try withFileErrors { () throws(FileError) in try fileSystem.remove(path) }
    }

    /// Puts the new file in the place of the group; false if retention has removed one of it meanwhile.
    ///
    /// The new one has the name of the first, and is durable under it before the others are removed: a recovery in
    /// between knows them by their offsets, which the new file covers.
    private func swap(
        _ group: [SealedFile], for replacement: SealedFile, from path: String
    ) throws(LogError) -> Bool {
        try retention.withLock { (removals: inout Removals) throws(LogError) in
            try finish(&removals)
            let isThere = view.withLock { view in
                group.allSatisfy { old in view.sealed.contains { $0.file === old.file } }
            }
            guard isThere else { return false }
            // Whoever found one of the old files before goes on reading it.
            for old in group { try old.file.pin(size: old.seal.byteCount, in: fileSystem) }
            removals.isDirectoryDirty = true
            try withFileErrors { () throws(FileError) in
                try fileSystem.rename(path, to: replacement.file.path)
            }
            try finish(&removals)
            view.withLock { view in
                guard let place = view.sealed.firstIndex(where: { $0.file === group[0].file }) else { return }
                view.sealed.replaceSubrange(place..<place + group.count, with: [replacement])
            }
            for old in group { forget(old.file) }
            removals.merged = group.dropFirst().map(\.file.path)
            try finish(&removals)
            return true
        }
    }
}

extension Duration {
    /// In milliseconds, rounded towards zero and kept within 64 bits.
    fileprivate var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return overflow || carry ? (seconds < 0 ? .min : .max) : sum
    }
}
