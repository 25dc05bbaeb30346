import Bytes
import Files

/// Brings the files of one log into the state from which it goes on, or refuses to.
///
/// Files are only ever followed by another one after they were synced, so all but the last are whole or damaged. In
/// the last one, a bad frame is a torn end unless something proves that it had been synced.
struct LogRecovery {
    let fileSystem: any FileSystem
    let directory: String
    let identity: LogIdentity
    let options: LogOptions
    private(set) var report = RecoveryReport()

    init(_ fileSystem: any FileSystem, _ directory: String, _ identity: LogIdentity, _ options: LogOptions) {
        self.fileSystem = fileSystem
        self.directory = directory
        self.identity = identity
        self.options = options
    }

    /// The sealed files, oldest first, and the writer of the active one. Everything is synced on return.
    mutating func run() throws(LogError) -> (sealed: [SealedFile], writer: LogWriter) {
        let bases = try existingBases()
        guard let lastBase = bases.last else {
            report.files = 1
            return ([], try createFirst())
        }
        var sealed: [SealedFile] = []
        for base in bases.dropLast() {
            if let end = sealed.last?.seal.endOffset, base < end, sealed.last?.file.header.isCompacted == true {
                try removeMerged(base)
            } else {
                sealed.append(try checkSealed(base, after: sealed.last))
            }
        }
        var writer = try recoverLast(lastBase, after: sealed)
        try require(writer.nextOffset, in: writer.active.path, writer.position)
        try syncDirectory()
        let next = nextOffset(writer)
        if writer.isEnded || next > writer.nextOffset {
            if !writer.isEnded { try writer.endFile() }
            sealed.append(SealedFile(file: writer.active, seal: writer.seal))
            if next > writer.nextOffset { report.skipped = writer.nextOffset..<next }
            try writer.beginFile(header(next, previousEnd: writer.nextOffset), directory, fileSystem)
        }
        report.files = sealed.count + 1
        return (sealed, writer)
    }

    private func header(_ baseOffset: Int64, previousEnd: Int64) -> FileHeader {
        FileHeader(identity: identity, baseOffset: baseOffset, salt: options.salt, previousEnd: previousEnd)
    }

    /// Where the log goes on: behind all offsets that it may have given out before its end was lost. A file that was
    /// ended was synced, and so was everything if the log was closed.
    private func nextOffset(_ writer: LogWriter) -> Int64 {
        guard !options.isSynced else { return writer.nextOffset }
        let known = max(writer.nextOffset, options.minimumEndOffset)
        if report.endedCleanly || writer.isEnded { return known }
        let (skipped, overflow) = writer.nextOffset.addingReportingOverflow(LogLimits.unsyncedOffsets)
        return overflow ? known : max(known, skipped)
    }

    /// Removes a file whose records compaction has moved into the one before.
    private func removeMerged(_ base: Int64) throws(LogError) {
        let path = LogFile.path(directory, baseOffset: base)
        try withFileErrors { () throws(FileError) in try fileSystem.remove(path) }
    }

    private func syncDirectory() throws(LogError) {
        try withFileErrors { () throws(FileError) in try fileSystem.syncDirectory(directory) }
    }

    private func existingBases() throws(LogError) -> [Int64] {
        try withFileErrors { () throws(FileError) in
            guard try fileSystem.exists(directory) else { return [] }
            let names = try fileSystem.list(directory)
            // What compaction was writing when the machine stopped.
            for name in names where name.hasSuffix(LogFile.temporarySuffix) {
                try fileSystem.remove(Paths.join(directory, name))
            }
            return names.compactMap { LogFile.baseOffset(ofName: $0) }.sorted()
        }
    }

    /// The directories are durable before the first file is, so that a log with a file never has to sync them again.
    private func createFirst() throws(LogError) -> LogWriter {
        try require(0, in: directory, 0)
        let first = options.isSynced ? 0 : options.minimumEndOffset
        let header = header(first, previousEnd: first)
        return try withFileErrors { () throws(FileError) in
            try fileSystem.createDirectory(directory)
            var child = directory
            while !child.isEmpty {
                child = Paths.directory(of: child)
                try fileSystem.syncDirectory(child)
            }
            return LogWriter(try LogFile.create(header, directory: directory, in: fileSystem))
        }
    }

    /// Refuses a log that ends before what its owner knows to have been acknowledged.
    private func require(_ endOffset: Int64, in file: String, _ position: Int) throws(LogError) {
        guard options.isSynced, endOffset < options.minimumEndOffset else { return }
        let detail =
            "the log ends at offset \(endOffset), but offsets below \(options.minimumEndOffset) were acknowledged"
        throw Damage(section: .fileEnd, offset: position, detail: detail).error(file)
    }
}

extension LogRecovery {
    /// Checks header and end mark of a file that another one follows; the rest is checked when it is read.
    private func checkSealed(_ base: Int64, after previous: SealedFile?) throws(LogError) -> SealedFile {
        let path = LogFile.path(directory, baseOffset: base)
        let (file, size) = try open(path, .readOnly)
        let position = max(0, size - Frame.markBytes)
        let (start, end) = try withFileErrors { () throws(FileError) in
            (try file.read(at: 0, count: FileHeaderLayout.size), try file.read(at: position, count: Frame.markBytes))
        }
        do throws(Damage) {
            let header = try FileHeader(reading: start)
            try check(header, base, after: previous)
            let mark = try Frame(reading: end, at: 0, position: position, seed: header.frameSeed)
            guard mark.kind == .fileEnd, mark.baseOffset >= base else {
                let detail = "a file that another one follows ends in no mark of its end"
                throw Damage(section: .fileEnd, offset: position, detail: detail)
            }
            return SealedFile(
                file: LogFile(path: path, header: header),
                seal: LogFile.Seal(byteCount: size, endOffset: mark.baseOffset, maximumTimestamp: mark.maximumTimestamp)
            )
        } catch { throw error.error(path) }
    }

    private func open(_ path: String, _ mode: OpenMode) throws(LogError) -> (any File, size: Int) {
        try withFileErrors { () throws(FileError) in
            let file = try fileSystem.open(path, mode)
            return (file, try file.size())
        }
    }

    private func check(_ header: FileHeader, _ base: Int64, after previous: SealedFile?) throws(Damage) {
        guard header.identity == identity else {
            throw Damage(
                section: .fileHeader, offset: FileHeaderLayout.topicID.offset,
                detail: "the file belongs to topic \(header.identity.topicID), partition \(header.identity.partition)")
        }
        guard header.baseOffset == base else {
            throw Damage(
                section: .fileHeader, offset: FileHeaderLayout.baseOffset.offset,
                detail: "base offset \(header.baseOffset) does not fit the file's name")
        }
        guard let previous, previous.seal.endOffset != header.previousEnd else { return }
        throw Damage(
            section: .fileHeader, offset: FileHeaderLayout.previousEnd.offset,
            detail: "the file follows offset \(header.previousEnd), but the one before ends at "
                + "\(previous.seal.endOffset)")
    }
}

extension LogRecovery {
    private mutating func recoverLast(_ base: Int64, after sealed: [SealedFile]) throws(LogError) -> LogWriter {
        let path = LogFile.path(directory, baseOffset: base)
        let (file, size) = try open(path, .readWrite)
        let start = try withFileErrors { () throws(FileError) in try file.read(at: 0, count: FileHeaderLayout.size) }
        let header: FileHeader
        do { header = try FileHeader(reading: start) } catch {
            return try recreate(base, path, size, error, after: sealed)
        }
        do { try check(header, base, after: sealed.last) } catch { throw error.error(path) }
        let scan = try FileScan(file, header, size: size, .everything)
        if let damage = scan.damage { try cut(file, scan, size, damage) }
        try rewriteTail(file, scan)
        report.batchesScanned = scan.batches
        report.bytesScanned = scan.end
        report.endedCleanly = scan.damage == nil && scan.last?.kind == .cleanEnd
        let active = LogFile(path: path, header: header, loaded: LogFile.Loaded(file: file, index: scan.index))
        return LogWriter(active, file, scan, previousEnd: sealed.endOfRecords)
    }

    /// The first frame of a file is written after its header was synced. So a file that holds nothing more than a bad
    /// header was being created when the machine stopped, and nothing in it was acknowledged.
    private mutating func recreate(
        _ base: Int64, _ path: String, _ size: Int, _ damage: Damage, after sealed: [SealedFile]
    ) throws(LogError) -> LogWriter {
        guard size <= FileHeaderLayout.size, damage.kind == .corrupt else { throw damage.error(path) }
        try require(base, in: path, 0)
        report.cut = RecoveryReport.Cut(file: path, position: 0, byteCount: size, reason: damage.detail)
        let header = header(base, previousEnd: sealed.last?.seal.endOffset ?? base)
        return try withFileErrors { () throws(FileError) in
            var writer = LogWriter(try LogFile.create(header, directory: directory, in: fileSystem))
            if let end = sealed.endOfRecords { writer.resume(after: end) }
            return writer
        }
    }

    /// Removes a torn end; throws, and changes nothing, if it was no torn end but damage to what had been synced.
    private mutating func cut(
        _ file: any File, _ scan: FileScan, _ size: Int, _ damage: Damage
    ) throws(LogError) {
        if let proof = try scan.proofOfSync(beyondEndIn: file, size: size) {
            let detail = "\(damage.detail); the frame at byte \(proof.position) proves that this had been synced"
            throw Damage(section: damage.section, offset: damage.offset, detail: detail).error(file.path)
        }
        try require(scan.endOffset, in: file.path, scan.end)
        try withFileErrors { () throws(FileError) in try file.truncate(to: scan.end) }
        report.cut = RecoveryReport.Cut(
            file: file.path, position: scan.end, byteCount: size - scan.end, reason: damage.detail)
    }

    /// Writes again what nothing proves to have been synced, and syncs.
    ///
    /// If a sync failed before a restart, the kernel may hold those pages as clean though they never reached the disk;
    /// a sync alone would then succeed without writing them (Rebello et al., "Can Applications Recover from fsync
    /// Failures?", 2020). The bytes are the same, so that a stop in between changes nothing.
    private func rewriteTail(_ file: any File, _ scan: FileScan) throws(LogError) {
        try withFileErrors { () throws(FileError) in
            var position = scan.syncedPosition
            while position < scan.end {
                let bytes = try file.read(at: position, count: min(LogLimits.scanChunkBytes, scan.end - position))
                try file.write(bytes, at: position)
                position += bytes.count
            }
            try file.sync()
        }
    }
}
