import Bytes
import Files

/// The end of a log: where the next frame goes and what is known to be synced. Its owner serialises all calls.
struct LogWriter {
    private(set) var active: LogFile
    private var file: any File
    /// Where the next frame goes.
    private(set) var position = FileHeaderLayout.size
    /// The offset after the last record.
    private(set) var endOffset: Int64
    /// Everything before this position of the active file is synced.
    private(set) var syncedPosition = FileHeaderLayout.size
    private(set) var syncedEnd: Int64
    /// The greatest timestamp in the active file.
    private var maximumTimestamp: Int64 = -1
    /// When somebody first looked at the active file and found batches in it; as `isDue` is told the time.
    private var firstSeen: Int64?
    /// A failed write may have left bytes after `position`.
    private var hasResidue = false
    private var endsCleanly = false
    /// The end mark of the active file is written: the next file has to be created first.
    private(set) var isEnded = false
    /// Set by the first sync that fails.
    private(set) var failure: FileError?
    private(set) var isClosed = false

    /// The writer of a file that was just created.
    init(_ created: (file: LogFile, handle: any File)) {
        active = created.file
        file = created.handle
        endOffset = created.file.baseOffset
        syncedEnd = endOffset
    }

    /// The writer that goes on where a scan ended; all of it has been synced. `previousEnd` is the offset after the
    /// last record of the files before.
    init(_ active: LogFile, _ file: any File, _ scan: FileScan, previousEnd: Int64?) {
        self.active = active
        self.file = file
        position = scan.end
        endOffset = scan.batches == 0 ? previousEnd ?? scan.endOffset : scan.endOffset
        syncedPosition = scan.end
        syncedEnd = endOffset
        maximumTimestamp = scan.maximumTimestamp
        endsCleanly = scan.last?.kind == .cleanEnd
        isEnded = scan.last?.kind == .fileEnd
    }

    /// The offset that the next record gets. Where records were lost, it is not the one after the last record.
    var nextOffset: Int64 { max(endOffset, active.baseOffset) }

    var seal: LogFile.Seal {
        LogFile.Seal(byteCount: position, endOffset: nextOffset, maximumTimestamp: maximumTimestamp)
    }

    /// What a sync that begins now covers.
    var syncTarget: SyncTarget { SyncTarget(file: file, position: position, endOffset: endOffset, active: active) }

    struct SyncTarget: Sendable {
        let file: any File
        let position: Int
        let endOffset: Int64
        let active: LogFile
    }

    func requireOpen() throws(LogError) {
        if let failure { throw .poisoned(failure) }
        if isClosed { throw .closed }
    }
}

extension LogWriter {
    /// Notes the offset after the last record of the files before.
    mutating func resume(after end: Int64) { (endOffset, syncedEnd) = (end, end) }

    /// Whether the active file, which has batches, is to be ended because of its age.
    mutating func isDue(_ maximumAge: Duration?, _ retention: Duration?, now: Int64) -> Bool {
        let first = firstSeen ?? now
        firstSeen = first
        func isOlder(_ time: Int64, than age: Duration?) -> Bool {
            guard let age else { return false }
            let (elapsed, overflow) = now.subtractingReportingOverflow(time)
            return !overflow && Duration.milliseconds(elapsed) > age
        }
        return isOlder(first, than: maximumAge) || maximumTimestamp >= 0 && isOlder(maximumTimestamp, than: retention)
    }

    var hasBatches: Bool { endOffset > active.baseOffset }

    /// Whether a batch of this length needs a new file. A file without a batch is never ended: the next one would
    /// have its name.
    func needsNewFile(for batchBytes: Int, segmentBytes: Int) -> Bool {
        if isEnded { return true }
        let end = position + Frame.byteCount(payload: batchBytes) + Frame.markBytes
        return hasBatches && end > segmentBytes
    }

    /// Writes a batch with the next offsets. If this throws, the log is as it was.
    mutating func append(_ batch: RecordBatch) throws(LogError) -> Range<Int64> {
        let first = nextOffset
        let (end, overflow) = first.addingReportingOverflow(Int64(batch.recordCount))
        guard !overflow else { throw .malformedBatch(offset: 0, detail: "the partition has no more offsets") }
        let start = position
        try write(.batch, batch.bytes, Int64(batch.recordCount), batch.maxTimestamp)
        active.addToIndex(baseOffset: first, position: start)
        maximumTimestamp = max(maximumTimestamp, batch.maxTimestamp)
        endsCleanly = false
        endOffset = end
        return first..<end
    }

    private mutating func write(
        _ kind: FrameKind, _ payload: [UInt8], _ offsetCount: Int64, _ timestamp: Int64
    ) throws(LogError) {
        let frame = Frame(
            kind: kind, position: position, syncedPosition: syncedPosition, baseOffset: nextOffset,
            syncedEnd: syncedEnd, payloadBytes: payload.count, offsetCount: offsetCount, maximumTimestamp: timestamp)
        let bytes = frame.encoded(payload: payload, seed: active.rules.seed)
        do {
            if hasResidue { try file.truncate(to: position) }
            hasResidue = true
            try file.write(bytes, at: position)
            hasResidue = false
        } catch { throw .file(error) }
        position += bytes.count
    }

    private mutating func writeMark(_ kind: FrameKind) throws(LogError) {
        try write(kind, Frame.markPayload(maximumTimestamp: maximumTimestamp), 0, maximumTimestamp)
    }

    /// Notes that a sync of `target` succeeded.
    mutating func noteSynced(_ target: SyncTarget) {
        syncedEnd = max(syncedEnd, target.endOffset)
        if target.active === active { syncedPosition = max(syncedPosition, target.position) }
    }

    /// Notes that a sync failed: what is on disk is unknown, so that nothing is written any more.
    mutating func poison(_ error: FileError) { failure = error }

    private mutating func syncActive() throws(LogError) {
        do { try file.sync() } catch {
            poison(error)
            throw .file(error)
        }
        noteSynced(syncTarget)
    }

    /// Ends the active file: its mark and everything before are synced on return, so that a following file proves it.
    mutating func endFile() throws(LogError) {
        try writeMark(.fileEnd)
        isEnded = true
        try syncActive()
    }

    /// Goes on in a new file. If this throws, nothing is lost and it can be tried again.
    mutating func beginFile(
        _ header: FileHeader, _ directory: String, _ fileSystem: any FileSystem
    ) throws(LogError) {
        precondition(header.baseOffset > active.baseOffset, "a new file has a name of its own")
        let created = try withFileErrors { () throws(FileError) in
            try LogFile.create(header, directory: directory, in: fileSystem)
        }
        let end = endOffset
        self = LogWriter(created)
        (endOffset, syncedEnd) = (end, end)
    }

    /// Syncs, writes the mark of a clean end unless there is one already, and syncs that.
    mutating func close() throws(LogError) {
        if syncedPosition < position { try syncActive() }
        if !endsCleanly && !isEnded {
            try writeMark(.cleanEnd)
            endsCleanly = true
            try syncActive()
        }
        isClosed = true
    }
}
