import Bytes
import Files
import Synchronization

/// The log of one partition: record batches with ascending offsets in a directory of files.
///
/// Appends are serialised and only reach the page cache. `sync` makes everything appended before durable, with one
/// `fdatasync` for all of it, while appends go on; then readers see it. Reads never wait for either. In a log whose
/// options say that it is not synced, `publish` shows readers what is in the page cache.
public final class PartitionLog: Sendable {
    public let identity: LogIdentity
    public let directory: String
    private let currentOptions: Mutex<LogOptions>
    /// What opening the log found.
    public let recovery: RecoveryReport
    let fileSystem: any FileSystem

    // Taken in this order. `syncing` is held during an `fdatasync`, `writer` during writes to the page cache and
    // while a file is ended and the next one begun, `view` and `loadedFiles` for nanoseconds.
    let syncing = Mutex(())
    let writer: Mutex<LogWriter>
    let view: Mutex<View>
    /// Sealed files whose index and descriptor are in memory, the one used last at the end.
    let loadedFiles = Mutex<[LogFile]>([])
    /// Held by `appendOnce`, before the locks above; nil until the first batch of an idempotent producer.
    let producers = Mutex<ProducerStates?>(nil)
    /// Held by whoever removes or replaces files.
    let retention = Mutex(Removals())

    /// What is left to do in the directory.
    struct Removals {
        var isDirectoryDirty = false
        /// Files that were merged into another one and are still there.
        var merged: [String] = []
    }
    /// Held by `compact`.
    let compaction: Mutex<CompactionProgress>

    /// What readers see. The last file is the active one.
    struct View {
        var sealed: [SealedFile]
        var active: LogFile
        /// Bytes of the active file.
        var activeBytes: Int
        var endOffset: Int64
        var highWatermark: Int64
        /// Readers see what is before this position of the active file.
        var visiblePosition: Int
        /// Records below were deleted on request.
        var deletedBelow: Int64

        var firstFileOffset: Int64 { sealed.first?.file.baseOffset ?? active.baseOffset }
        var startOffset: Int64 { max(firstFileOffset, deletedBelow) }
    }

    private init(_ recovery: LogRecovery, _ sealed: [SealedFile], _ writer: LogWriter) {
        identity = recovery.identity
        directory = recovery.directory
        currentOptions = Mutex(recovery.options)
        compaction = Mutex(CompactionProgress())
        fileSystem = recovery.fileSystem
        self.recovery = recovery.report
        let deletedBelow = min(recovery.options.minimumStartOffset, writer.nextOffset)
        view = Mutex(
            View(
                sealed: sealed, active: writer.active, activeBytes: writer.position, endOffset: writer.endOffset,
                highWatermark: max(writer.endOffset, deletedBelow), visiblePosition: writer.position,
                deletedBelow: deletedBelow))
        self.writer = Mutex(writer)
    }

    /// Opens the log in `directory`, or creates it, and recovers it from whatever the last process or a power cut left
    /// behind. On return everything on disk is synced and visible. O(bytes of the last file + number of files).
    ///
    /// Throws `corrupt` if anything is damaged that may have been acknowledged; then nothing was changed.
    public static func open(
        _ fileSystem: any FileSystem, directory: String, identity: LogIdentity, options: LogOptions = LogOptions()
    ) throws(LogError) -> PartitionLog {
        var recovery = LogRecovery(fileSystem, directory, identity, options.bounded)
        let (sealed, writer) = try recovery.run()
        return PartitionLog(recovery, sealed, writer)
    }

    /// How the log is kept now. Setting it holds from the next call on, except for what says how it was opened.
    public var options: LogOptions {
        get { currentOptions.withLock { $0 } }
        set { currentOptions.withLock { $0 = newValue.bounded } }
    }

    /// The first offset that is still there.
    public var startOffset: Int64 { view.withLock { $0.startOffset } }
    /// The offset that the next record gets.
    public var endOffset: Int64 { view.withLock { max($0.endOffset, $0.active.baseOffset) } }
    /// The offset after the last record that readers see: synced, unless the log does not wait for the disk.
    public var highWatermark: Int64 { view.withLock { $0.highWatermark } }
    /// Bytes of all files.
    public var byteCount: Int { view.withLock { $0.activeBytes + $0.sealed.reduce(0) { $0 + $1.seal.byteCount } } }
    /// Whether something was appended that no sync has covered.
    public var isDirty: Bool { writer.withLock { $0.endOffset > $0.syncedEnd } }
}

extension PartitionLog {
    /// Writes the batch with the next offsets, into the page cache only, and answers these. Readers do not see it
    /// before it is synced. Thread safe. O(bytes); where a file is full, also three syncs to go on in the next one.
    ///
    /// If it throws, the batch is not in the log, and unless the error is `poisoned` or `closed` it may be tried again.
    public func append(_ batch: RecordBatch) throws(LogError) -> Range<Int64> {
        let limit = options.maximumBatchBytes
        guard batch.bytes.count <= limit else { throw .batchTooLarge(bytes: batch.bytes.count, limit: limit) }
        if let range = try appendToActive(batch) { return range }
        return try syncing.withLock { (_: inout Void) throws(LogError) in
            try writer.withLock { (writer: inout LogWriter) throws(LogError) in
                try writer.requireOpen()
                if needsNewFile(writer, batch) { try roll(&writer) }
                return try append(batch, &writer)
            }
        }
    }

    /// Nil if the batch needs a new file, which takes both locks because it syncs.
    private func appendToActive(_ batch: RecordBatch) throws(LogError) -> Range<Int64>? {
        try writer.withLock { (writer: inout LogWriter) throws(LogError) in
            try writer.requireOpen()
            return needsNewFile(writer, batch) ? nil : try append(batch, &writer)
        }
    }

    private func needsNewFile(_ writer: LogWriter, _ batch: RecordBatch) -> Bool {
        writer.needsNewFile(for: batch.bytes.count, segmentBytes: options.segmentBytes)
    }

    private func append(_ batch: RecordBatch, _ writer: inout LogWriter) throws(LogError) -> Range<Int64> {
        let range = try writer.append(batch)
        let position = writer.position
        view.withLock {
            $0.endOffset = range.upperBound
            $0.activeBytes = position
        }
        return range
    }

    /// Ends the active file and begins the next one. What the old one holds is synced and becomes visible.
    func roll(_ writer: inout LogWriter) throws(LogError) {
        if !writer.isEnded {
            try writer.endFile()
            publish(writer.syncTarget)
        }
        let next = writer.nextOffset
        let sealed = SealedFile(file: writer.active, seal: writer.seal)
        let header = FileHeader(identity: identity, baseOffset: next, salt: options.salt)
        try writer.beginFile(header, directory, fileSystem)
        let (active, position) = (writer.active, writer.position)
        view.withLock {
            $0.sealed.append(sealed)
            $0.active = active
            $0.activeBytes = position
            $0.visiblePosition = position
        }
        noteUse(of: sealed.file)
    }
}

extension PartitionLog {
    /// Makes everything appended before the call durable, with one `fdatasync`, and answers the new high watermark.
    ///
    /// Appends go on meanwhile. Callers that come while another one syncs wait for it and then share the next sync.
    /// Throws `file` when the sync fails; from then on the log is poisoned: appends and syncs throw `poisoned`, because
    /// nobody knows what is on disk, and what was synced before can still be read.
    public func sync() throws(LogError) -> Int64 {
        let wanted = view.withLock { $0.endOffset }
        return try syncing.withLock { (_: inout Void) throws(LogError) in
            try syncHoldingLock(wanted)
        }
    }

    private func syncHoldingLock(_ wanted: Int64) throws(LogError) -> Int64 {
        let (target, synced) = try writer.withLock { (writer: inout LogWriter) throws(LogError) in
            try writer.requireOpen()
            return (writer.syncTarget, writer.syncedEnd)
        }
        if synced >= wanted { return highWatermark }
        do throws(FileError) { try target.file.sync() } catch {
            writer.withLock { $0.poison(error) }
            throw .file(error)
        }
        writer.withLock { $0.noteSynced(target) }
        publish(target)
        return highWatermark
    }

    /// Shows readers what is before the target. What is not synced may have been shown already.
    private func publish(_ target: LogWriter.SyncTarget) {
        view.withLock {
            guard target.endOffset >= $0.highWatermark, target.active === $0.active else { return }
            $0.highWatermark = target.endOffset
            $0.visiblePosition = max($0.visiblePosition, target.position)
        }
    }

    /// Shows readers everything appended before the call, and answers the new high watermark: after a sync or, if the
    /// options say that the log is not synced, without one. Even then it syncs where too much would be lost otherwise.
    public func publish() throws(LogError) -> Int64 {
        if options.isSynced { return try sync() }
        let target = try writer.withLock { (writer: inout LogWriter) throws(LogError) -> LogWriter.SyncTarget? in
            try writer.requireOpen()
            return writer.nextOffset - writer.syncedEnd <= LogLimits.unsyncedOffsets ? writer.syncTarget : nil
        }
        guard let target else { return try sync() }
        publish(target)
        return highWatermark
    }

    /// Syncs, and marks the end as clean so that the next `open` knows that nothing is missing before it. Afterwards
    /// appends and syncs throw `closed`; closing again does nothing.
    public func close() throws(LogError) {
        try syncing.withLock { (_: inout Void) throws(LogError) in
            try writer.withLock { (writer: inout LogWriter) throws(LogError) in
                if writer.isClosed { return }
                try writer.requireOpen()
                try writer.close()
                publish(writer.syncTarget)
            }
        }
    }
}
