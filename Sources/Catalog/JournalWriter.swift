import Bytes
import Files
import Schema

/// Appends to the newest journal file, one synced frame at a time, and starts a new file when it is worth it.
struct JournalWriter {
    private let fileSystem: any FileSystem
    private let directory: String
    private let checkpointBytes: Int
    private var file: any File
    private var number: UInt64
    /// Byte offset at which the next frame goes; everything before is synced.
    private var end: Int
    private var lastChecksum: UInt32
    /// The size of the file at which the next checkpoint is tried.
    private var checkpointAt: Int
    /// Whether the last frame is a close marker.
    private var isClosed: Bool
    /// Why the file takes no more frames.
    private(set) var poison: FileError?
    /// Why the last checkpoint did not happen; nil if it did.
    private(set) var checkpointFailure: FileError?

    /// Continues a file that was read, cut to its last whole frame and synced.
    init(
        _ fileSystem: any FileSystem, directory: String, checkpointBytes: Int, file: any File, number: UInt64,
        contents: JournalContents
    ) {
        self.fileSystem = fileSystem
        self.directory = directory
        self.checkpointBytes = checkpointBytes
        self.file = file
        self.number = number
        end = contents.end
        lastChecksum = contents.lastChecksum
        isClosed = contents.isClosed
        checkpointAt = Self.nextCheckpoint(afterCheckpointOf: contents.checkpointBytes, interval: checkpointBytes)
    }

    /// A checkpoint costs as much as the state is large, so edits of at least that size pay for it.
    private static func nextCheckpoint(afterCheckpointOf bytes: Int, interval: Int) -> Int {
        bytes + max(bytes, interval)
    }

    /// Appends the edit that leads to a state, and returns when it is on disk.
    ///
    /// Throws `file` if nothing has changed, and `poisoned` if the edit may or may not be on disk.
    mutating func append(_ edit: CatalogEdit, number editNumber: UInt64) throws(CatalogError) {
        let payload = edit.stored.serialized
        let bytes = JournalFrame.sectorCount(payloadBytes: payload.count) * JournalLayout.sectorBytes
        if payload.count > CatalogLimits.payloadBytes || end + bytes > CatalogLimits.journalBytes {
            throw .refused(
                EditRefusal(.limitReached, "an edit of \(payload.count) bytes does not fit the journal"))
        }
        try append(JournalFrame(kind: .edit, editNumber: editNumber, payload: payload))
        isClosed = false
    }

    /// Marks the end of a clean run, once.
    mutating func appendCloseMarker(editNumber: UInt64) throws(CatalogError) {
        if isClosed || poison != nil { return }
        try append(JournalFrame(kind: .close, editNumber: editNumber, payload: []))
        isClosed = true
    }

    private mutating func append(_ frame: JournalFrame) throws(CatalogError) {
        if let poison { throw .poisoned(poison) }
        let (bytes, checksum) = frame.encode(
            journal: number, firstSector: end / JournalLayout.sectorBytes, chain: lastChecksum)
        do throws(FileError) {
            try file.write(bytes, at: end)
        } catch {
            try takeBack(after: error)
        }
        do throws(FileError) {
            try file.sync()
        } catch {
            poison = error
            throw .poisoned(error)
        }
        end += bytes.count
        lastChecksum = checksum
    }

    /// Removes what a failed write left, durably, so that it cannot be mixed with the next frame; then throws.
    private mutating func takeBack(after failure: FileError) throws(CatalogError) -> Never {
        do throws(FileError) {
            try file.truncate(to: end)
            try file.sync()
        } catch {
            poison = error
        }
        throw .file(failure)
    }
}

extension JournalWriter {
    /// Starts a new journal file with a checkpoint of the state if enough was appended to this one.
    ///
    /// The state is on disk already, so a failure costs nothing but a longer file: it is kept in `checkpointFailure`,
    /// and tried again after as many bytes. Only where it is unknown which of two files a restart would find is the
    /// journal poisoned.
    mutating func checkpointIfDue(_ state: CatalogState) {
        guard end >= checkpointAt, poison == nil else { return }
        let next = number + 1
        let path = Paths.join(directory, JournalLayout.fileName(next))
        do throws(FileError) {
            let (bytes, checksum) = Self.newFile(number: next, state: state, chain: lastChecksum)
            let temporary = try Self.writeTemporary(bytes, for: path, fileSystem)
            try publish(temporary, as: path)
            file = temporary
            checkpointAt = Self.nextCheckpoint(afterCheckpointOf: bytes.count, interval: checkpointBytes)
            end = bytes.count
            lastChecksum = checksum
            isClosed = false
            checkpointFailure = nil
        } catch {
            checkpointFailure = error
            checkpointAt = end + checkpointBytes
            return
        }
        let old = Paths.join(directory, JournalLayout.fileName(number))
        number = next
        do throws(FileError) {
            try fileSystem.remove(old)
        } catch {
            checkpointFailure = error
        }
    }

    private mutating func publish(_ file: any File, as path: String) throws(FileError) {
        do throws(FileError) {
            try fileSystem.rename(path + temporarySuffix, to: path)
            try fileSystem.syncDirectory(directory)
        } catch {
            poison = error
            throw error
        }
    }

    /// The bytes of a new journal file that starts with that state.
    static func newFile(
        number: UInt64, state: CatalogState, chain: UInt32
    ) -> (bytes: [UInt8], checksum: UInt32) {
        let header = JournalFileHeader.encode(journal: number)
        let frame = JournalFrame(
            kind: .checkpoint, editNumber: state.editNumber, payload: state.stored.serialized)
        let (bytes, checksum) = frame.encode(journal: number, firstSector: 1, chain: chain)
        return (header + bytes, checksum)
    }

    /// Writes and syncs a file under its temporary name. It stays open across the rename.
    static func writeTemporary(
        _ bytes: [UInt8], for path: String, _ fileSystem: any FileSystem
    ) throws(FileError) -> any File {
        let temporary = path + temporarySuffix
        if try fileSystem.exists(temporary) { try fileSystem.remove(temporary) }
        let file = try fileSystem.open(temporary, .create)
        try file.write(bytes, at: 0)
        try file.sync()
        return file
    }
}
