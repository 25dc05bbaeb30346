import Bytes

/// A file operation that did not happen, and why.
public struct FileError: CodedError, Equatable, Sendable {
    public enum Reason: String, Sendable {
        case notFound = "FILE_NOT_FOUND"
        case alreadyExists = "FILE_EXISTS"
        case noSpace = "DISK_FULL"
        case locked = "DATA_DIRECTORY_LOCKED"
        case tooManyOpenFiles = "TOO_MANY_OPEN_FILES"
        case permissionDenied = "PERMISSION_DENIED"
        /// A path with `..`, an absolute path, or an empty component.
        case invalidPath = "INVALID_PATH"
        /// An earlier sync of this file failed: what it holds on disk is unknown, and it takes no more writes.
        case poisoned = "FILE_POISONED"
        /// The simulated machine has stopped; only `MemoryFileSystem` says so.
        case stopped = "MACHINE_STOPPED"
        /// Any other answer of the operating system.
        case inputOutput = "IO_ERROR"
    }

    public let reason: Reason
    public let path: String
    /// The operation, such as `open` or `sync`.
    public let operation: String
    /// The operating system's words, or what the caller did wrong.
    public let detail: String

    public init(_ reason: Reason, path: String, operation: String, detail: String = "") {
        self.reason = reason
        self.path = path
        self.operation = operation
        self.detail = detail
    }

    public var code: String { reason.rawValue }
    public var message: String { "\(operation) \(path)" + (detail.isEmpty ? "" : ": \(detail)") }
}

/// How `open` treats a file that exists, or does not.
public enum OpenMode: Sendable {
    /// The file must exist; writes are refused.
    case readOnly
    /// The file must exist.
    case readWrite
    /// The file must not exist. Its directory entry is durable only after `syncDirectory`.
    case create
}

/// An open file with positional reads and writes. Closed when the last reference goes.
///
/// Reads may run concurrently with everything; writes and `truncate` of one file are serialised by its owner.
public protocol File: AnyObject, Sendable {
    /// Path below the root of the file system.
    var path: String { get }

    /// Bytes in the file now.
    func size() throws(FileError) -> Int

    /// Up to `count` bytes from `offset`; fewer only where the file ends.
    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8]

    /// Writes all the bytes at `offset`, extending the file if needed. They are not durable before `sync`.
    func write(_ bytes: [UInt8], at offset: Int) throws(FileError)

    /// Cuts or extends (with zeros) the file. Not durable before `sync`.
    func truncate(to size: Int) throws(FileError)

    /// Makes contents and size durable (`fdatasync`). After one failure the file is poisoned: see `FileError`.
    func sync() throws(FileError)
}

/// Held for as long as the process owns the data directory.
public protocol DirectoryLock: AnyObject, Sendable {}

/// Everything that Martlet asks of a disk. No other target touches the operating system for storage.
///
/// Paths are relative to the root, with `/` between components; a path that could leave the root is refused.
/// Directory entries (created, renamed, removed) are durable only after `syncDirectory` of their directory.
public protocol FileSystem: Sendable {
    func open(_ path: String, _ mode: OpenMode) throws(FileError) -> any File

    /// Creates the directory and its missing parents. It is no error if it exists.
    func createDirectory(_ path: String) throws(FileError)

    /// Names in a directory, sorted by their bytes. `""` is the root.
    func list(_ directory: String) throws(FileError) -> [String]

    func exists(_ path: String) throws(FileError) -> Bool

    /// Renames a file within the file system, replacing what `to` named.
    func rename(_ from: String, to: String) throws(FileError)

    /// Removes a file. What is mapped or open stays readable.
    func remove(_ path: String) throws(FileError)

    /// Removes a directory and everything below it.
    func removeTree(_ path: String) throws(FileError)

    /// Makes the directory's entries durable. `""` is the root.
    func syncDirectory(_ path: String) throws(FileError)

    /// Maps a whole file read-only. The file must not be written or truncated afterwards.
    func map(_ path: String) throws(FileError) -> MappedRegion

    /// Takes the exclusive lock that the file `path` stands for, creating the file if needed; `locked` if another holds
    /// it. Released when the last reference goes, and when the process ends.
    func lock(_ path: String) throws(FileError) -> any DirectoryLock

    /// Bytes still available to this user.
    func availableBytes() throws(FileError) -> Int
}

extension FileSystem {
    /// Writes a whole file by the rule for files that must be complete or absent: temporary name, sync, rename, sync
    /// of the directory.
    public func writeAtomically(_ bytes: [UInt8], to path: String) throws(FileError) {
        let temporary = path + temporarySuffix
        if try exists(temporary) { try remove(temporary) }
        let file = try open(temporary, .create)
        try file.write(bytes, at: 0)
        try file.sync()
        try rename(temporary, to: path)
        try syncDirectory(Paths.directory(of: path))
    }

    /// Creates a directory and its missing parents, and makes all their entries durable, also if they existed.
    public func createDirectoryDurably(_ path: String) throws(FileError) {
        try createDirectory(path)
        var child = path
        while !child.isEmpty {
            child = Paths.directory(of: child)
            try syncDirectory(child)
        }
    }

    /// The whole contents of a file.
    public func readAll(_ path: String) throws(FileError) -> [UInt8] {
        let file = try open(path, .readOnly)
        return try file.read(at: 0, count: try file.size())
    }
}

/// What the names of files that are still being written end in; such files are garbage after a crash.
public let temporarySuffix = ".tmp"
