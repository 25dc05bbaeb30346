import Files
import Synchronization

extension PartitionLog {
    /// The synced batches from the one that contains `offset` on: about `maximumBytes` of them, at least one if there
    /// is one, never across the end of a file. Nothing for the high watermark itself.
    ///
    /// One positional read as a rule. Every batch is checked again; damage throws `corrupt`, after the batches before
    /// it have been answered. Throws `offsetOutOfRange` below the start and above the high watermark.
    public func read(from offset: Int64, maximumBytes: Int) throws(LogError) -> [RecordBatch] {
        guard let source = try source(of: offset) else { return [] }
        do throws(LogError) {
            let place = try source.file.place(of: offset, size: source.limit, in: fileSystem)
            noteUse(of: source.file)
            return try collect(offset, maximumBytes, source, place)
        } catch {
            // Retention may have removed the file after it was found.
            if offset < startOffset { throw outOfRange(offset) }
            throw error
        }
    }

    private struct Source {
        let file: LogFile
        /// Where the synced part of the file ends.
        let limit: Int
    }

    private func source(of offset: Int64) throws(LogError) -> Source? {
        try view.withLock { (view: inout View) throws(LogError) in
            guard offset >= view.startOffset, offset <= view.highWatermark else {
                throw .offsetOutOfRange(requested: offset, available: view.startOffset..<view.highWatermark)
            }
            if offset == view.highWatermark { return nil }
            if offset >= view.active.baseOffset {
                return Source(file: view.active, limit: view.syncedPosition)
            }
            let found = view.sealed.partitioningIndex { $0.seal.endOffset > offset }
            return Source(file: view.sealed[found].file, limit: view.sealed[found].seal.byteCount)
        }
    }

    private func outOfRange(_ offset: Int64) -> LogError {
        view.withLock { .offsetOutOfRange(requested: offset, available: $0.startOffset..<$0.highWatermark) }
    }

    private func collect(
        _ offset: Int64, _ maximumBytes: Int, _ source: Source, _ place: LogFile.Place
    ) throws(LogError) -> [RecordBatch] {
        var collector = BatchCollector(
            source.file, place, limit: source.limit, from: offset, maximumBytes: maximumBytes)
        let damage = try collector.run()
        if let damage, collector.batches.isEmpty { throw damage.error(source.file.path) }
        return collector.batches
    }

    /// Keeps the sealed files that were used last in memory, and no more of them than the limit.
    func noteUse(of file: LogFile) {
        let isActive = view.withLock { $0.active === file }
        if isActive { return }
        loadedFiles.withLock { files in
            if let index = files.lastIndex(where: { $0 === file }) { files.remove(at: index) }
            files.append(file)
            if files.count > LogLimits.maximumLoadedFiles { files.removeFirst().unload() }
        }
    }
}

extension Array {
    /// The first index whose element satisfies a condition that holds for a suffix of the array. O(log count).
    fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
