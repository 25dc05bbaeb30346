import Files
import Synchronization

/// Where a batch is after it was handed to `appendOnce`.
public struct AppendOutcome: Equatable, Sendable {
    public let offsets: Range<Int64>
    /// Whether it had been appended before.
    public let isDuplicate: Bool

    public init(offsets: Range<Int64>, isDuplicate: Bool) {
        self.offsets = offsets
        self.isDuplicate = isDuplicate
    }
}

extension PartitionLog {
    /// `append` for batches that may come twice: those of an idempotent producer are appended once, in their order.
    ///
    /// Producers are known by the batches in the last `LogLimits.producerHorizonBytes` of the log, which the first such
    /// batch after a start reads. Throws `outOfOrderSequence`, `duplicateSequence` and `staleProducerEpoch` besides
    /// what `append` throws.
    public func appendOnce(_ batch: RecordBatch) throws(LogError) -> AppendOutcome {
        guard let stamp = ProducerStamp(batch.bytes, at: 0) else {
            return AppendOutcome(offsets: try append(batch), isDuplicate: false)
        }
        return try producers.withLock { (known: inout ProducerStates?) throws(LogError) in
            var states = if let known { known } else { try producersInLog() }
            known = nil
            defer { known = states }
            if let offsets = try states.offsets(of: stamp) {
                return AppendOutcome(offsets: offsets, isDuplicate: true)
            }
            let offsets = try append(batch)
            states.note(stamp, offsets)
            return AppendOutcome(offsets: offsets, isDuplicate: false)
        }
    }

    private func producersInLog() throws(LogError) -> ProducerStates {
        var files: [(file: LogFile, bytes: Int)] = view.withLock { view in
            view.sealed.map { ($0.file, $0.seal.byteCount) } + [(view.active, view.activeBytes)]
        }
        var budget = LogLimits.producerHorizonBytes
        let first = files.lastIndex { file in
            budget -= file.bytes
            return budget <= 0
        }
        files.removeFirst(first ?? 0)
        var states = ProducerStates()
        for (file, bytes) in files {
            do throws(LogError) {
                try scan(file, bytes) { frame in
                    if let stamp = frame.producer { states.note(stamp, frame.baseOffset..<frame.producerEnd) }
                }
            } catch {
                // Retention may have removed the file after it was found.
                if file.baseOffset >= view.withLock({ $0.firstFileOffset }) { throw error }
            }
        }
        return states
    }

    /// Visits all batches in the first `size` bytes of a file, and what stands for some.
    func scan(_ file: LogFile, _ size: Int, _ visit: (Frame) -> Void) throws(LogError) {
        let handle = try file.handle(in: fileSystem)
        let scan = try FileScan(handle, file.header, size: size, .headers) { frame in
            if frame.kind == .batch || frame.kind == .producer { visit(frame) }
        }
        if let damage = scan.damage { throw damage.error(file.path) }
    }
}

extension PartitionLog {
    /// The first synced record with a timestamp of at least `timestamp` (milliseconds since 1970-01-01 UTC); nil if
    /// there is none. O(bytes of one file + number of files), of more files if timestamps do not grow with offsets.
    ///
    /// Of a batch that cannot be read, the first offset and the greatest timestamp stand for it.
    public func firstRecord(atOrAfter timestamp: Int64) throws(LogError) -> (offset: Int64, timestamp: Int64)? {
        let files: [(LogFile, Int)] = view.withLock { view in
            view.sealed.filter { $0.seal.maximumTimestamp >= timestamp }.map { ($0.file, $0.seal.byteCount) }
                + [(view.active, view.visiblePosition)]
        }
        let start = startOffset
        for (file, size) in files {
            var found: Int64?
            try scan(file, size) { frame in
                guard found == nil, frame.kind == .batch, frame.endOffset > start else { return }
                if frame.maximumTimestamp >= timestamp { found = max(start, frame.baseOffset) }
            }
            if let found, let record = try firstRecord(atOrAfter: timestamp, inBatchAt: found) { return record }
        }
        return nil
    }

    private func firstRecord(
        atOrAfter timestamp: Int64, inBatchAt offset: Int64
    ) throws(LogError) -> (offset: Int64, timestamp: Int64)? {
        guard let batch = try read(from: offset, maximumBytes: 1).first else { return nil }
        let records: [Record]
        do throws(LogError) { records = try batch.records() } catch {
            guard case .undecodableBatch = error else { throw error }
            return (batch.baseOffset, batch.maxTimestamp)
        }
        let record = records.first { $0.timestamp >= timestamp && $0.offset >= offset }
        return record.map { ($0.offset, $0.timestamp) } ?? (max(offset, batch.baseOffset), batch.maxTimestamp)
    }
}
