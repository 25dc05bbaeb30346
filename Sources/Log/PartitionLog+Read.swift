import Files
import Synchronization

extension PartitionLog {
    /// The visible batches from the one on that contains `offset` or, where compaction has removed it, the next offset
    /// that is there: about `maximumBytes` of them, at least one if there is one, never across the end of a file.
    /// Nothing for the high watermark itself, nor for offsets between it and the one that the next record gets.
    ///
    /// One positional read as a rule. Every batch is checked again; damage throws `corrupt`, after the batches before
    /// it have been answered. Throws `offsetOutOfRange` below the start and above the high watermark.
    public func read(from offset: Int64, maximumBytes: Int) throws(LogError) -> [RecordBatch] {
        var wanted = offset
        while let source = try source(of: wanted, askedFor: offset) {
            do throws(LogError) {
                let place = try source.file.place(of: wanted, size: source.limit, in: fileSystem)
                noteUse(of: source.file)
                let batches = try collect(wanted, maximumBytes, source, place)
                guard batches.isEmpty, let next = source.endOffset else { return batches }
                wanted = next
            } catch {
                // Retention may have removed the file after it was found.
                if offset < startOffset { throw outOfRange(offset) }
                throw error
            }
        }
        return []
    }

    private struct Source {
        let file: LogFile
        /// Where the visible part of the file ends.
        let limit: Int
        /// Where a file ends that is followed by another one.
        let endOffset: Int64?
    }

    private func source(of offset: Int64, askedFor: Int64) throws(LogError) -> Source? {
        try view.withLock { (view: inout View) throws(LogError) in
            let end = max(view.highWatermark, view.startOffset)
            guard askedFor >= view.startOffset, offset <= max(end, view.active.baseOffset) else {
                throw .offsetOutOfRange(requested: askedFor, available: view.startOffset..<end)
            }
            if offset >= view.highWatermark { return nil }
            let found = view.sealed.partitioningIndex { $0.seal.endOffset > offset }
            if offset >= view.active.baseOffset || found == view.sealed.count {
                return Source(file: view.active, limit: view.visiblePosition, endOffset: nil)
            }
            let sealed = view.sealed[found]
            return Source(file: sealed.file, limit: sealed.seal.byteCount, endOffset: sealed.seal.endOffset)
        }
    }

    private func outOfRange(_ offset: Int64) -> LogError {
        view.withLock {
            .offsetOutOfRange(
                requested: offset, available: $0.startOffset..<max($0.startOffset, $0.highWatermark))
        }
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
