import Files
import Synchronization

extension PartitionLog {
    /// Removes the oldest files as far as the policy allows, and answers how many. Never the active file, never a
    /// file with an offset at or above `floor`.
    ///
    /// `now` is in milliseconds since 1970-01-01 UTC. A file goes when its youngest record is older than
    /// `maximumAge`, or when at least `maximumBytes` stay without it. Records without a time never grow old. The
    /// directory is synced after every removal, so that a crash leaves no gap.
    public func applyRetention(
        _ policy: RetentionPolicy, now: Int64, floor: Int64
    ) throws(LogError) -> Int {
        try retention.withLock { (removals: inout Removals) throws(LogError) in
            var removed = 0
            try finish(&removals)
            let deletedBelow = view.withLock { $0.deletedBelow }
            while let oldest = takeOldest({
                $0.endOffset <= deletedBelow || isRemovable($0, $1, policy, now, floor)
            }) {
                do throws(LogError) {
                    try withFileErrors { () throws(FileError) in try fileSystem.remove(oldest.file.path) }
                } catch {
                    view.withLock { $0.sealed.insert(oldest, at: 0) }
                    throw error
                }
                forget(oldest.file)
                removed += 1
                removals.isDirectoryDirty = true
                try finish(&removals)
            }
            return removed
        }
    }

    /// Takes the oldest file out of the readers' sight, if the condition holds for it and the bytes of the whole log.
    private func takeOldest(_ condition: (LogFile.Seal, Int) -> Bool) -> SealedFile? {
        let total = byteCount
        return view.withLock { view in
            guard let oldest = view.sealed.first, condition(oldest.seal, total) else { return nil }
            defer {
                // Behind lost records nothing is before the next one any more.
                if view.sealed.isEmpty { view.highWatermark = max(view.highWatermark, view.active.baseOffset) }
            }
            return view.sealed.removeFirst()
        }
    }

    private func isRemovable(
        _ seal: LogFile.Seal, _ totalBytes: Int, _ policy: RetentionPolicy, _ now: Int64, _ floor: Int64
    ) -> Bool {
        guard seal.endOffset <= floor else { return false }
        if let maximumBytes = policy.maximumBytes, totalBytes - seal.byteCount >= maximumBytes { return true }
        guard let maximumAge = policy.maximumAge, seal.maximumTimestamp >= 0 else { return false }
        let (age, overflow) = now.subtractingReportingOverflow(seal.maximumTimestamp)
        return !overflow && Duration.milliseconds(age) > maximumAge
    }

    /// Deletes all records below the offset, which is at most the high watermark: readers do not see them any more,
    /// and whole files of them are removed, now or by the next `applyRetention`.
    ///
    /// The caller has to remember the offset and say it when the log is opened again (`LogOptions.minimumStartOffset`).
    public func deleteRecords(below offset: Int64) throws(LogError) {
        try view.withLock { (view: inout View) throws(LogError) in
            guard offset <= view.highWatermark else {
                throw .offsetOutOfRange(requested: offset, available: view.startOffset..<view.highWatermark)
            }
            view.deletedBelow = max(view.deletedBelow, offset)
        }
        _ = try applyRetention(RetentionPolicy(), now: 0, floor: 0)
    }

    /// Ends the active file if it has had batches for longer than `maximumAge`, as far as calls of this have seen, or
    /// if its youngest record is older than `retention`: then retention and compaction reach what is in it. `now` is in
    /// milliseconds since 1970-01-01 UTC. Answers whether it did.
    public func endFile(olderThan maximumAge: Duration?, retention: Duration?, now: Int64) throws(LogError) -> Bool {
        if maximumAge == nil && retention == nil { return false }
        return try syncing.withLock { (_: inout Void) throws(LogError) in
            try writer.withLock { (writer: inout LogWriter) throws(LogError) in
                try writer.requireOpen()
                guard writer.hasBatches, writer.isDue(maximumAge, retention, now: now) else { return false }
                try roll(&writer)
                return true
            }
        }
    }

    func forget(_ file: LogFile) {
        loadedFiles.withLock { files in files.removeAll { $0 === file } }
        file.unload()
    }

    /// Removes what was merged, before anything else goes, and syncs the directory if that is due.
    func finish(_ removals: inout Removals) throws(LogError) {
        try withFileErrors { () throws(FileError) in
            while let path = removals.merged.last {
                removals.isDirectoryDirty = true
                if try fileSystem.exists(path) { try fileSystem.remove(path) }
                removals.merged.removeLast()
            }
            guard removals.isDirectoryDirty else { return }
            try fileSystem.syncDirectory(directory)
            removals.isDirectoryDirty = false
        }
    }
}
