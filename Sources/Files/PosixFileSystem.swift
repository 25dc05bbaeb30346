import Bytes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The operating system's files below one directory.
public struct PosixFileSystem: FileSystem {
    /// Absolute or working-directory-relative path of the root.
    public let root: String

    /// Uses `root` as it is: create it first with `createRoot`.
    public init(root: String) { self.root = root.isEmpty ? "." : root }

    /// Creates the root directory and its missing parents, and makes their entries durable.
    public func createRoot() throws(FileError) {
        let isAbsolute = root.utf8.first == UInt8(ascii: "/")
        var prefix = isAbsolute ? "" : "."
        for component in Paths.components(of: root) {
            let parent = prefix.isEmpty ? "/" : prefix
            prefix += "/" + component
            if try makeDirectory(prefix, path: root) { try syncEntries(of: parent, path: root) }
        }
    }

    /// Whether the directory had to be created.
    private func makeDirectory(_ absolute: String, path: String) throws(FileError) -> Bool {
        if mkdir(absolute, 0o755) == 0 { return true }
        if errno != EEXIST { throw posixError(path: path, "create directory") }
        var status = stat()
        if stat(absolute, &status) != 0 { throw posixError(path: path, "create directory") }
        if status.st_mode & S_IFMT == S_IFDIR { return false }
        throw FileError(.alreadyExists, path: path, operation: "create directory", detail: "a file")
    }

    private func syncEntries(of absolute: String, path: String) throws(FileError) {
        let directory = try descriptor(absolute, path: path, O_RDONLY | O_DIRECTORY, "sync directory")
        defer { close(directory) }
        if fsync(directory) != 0 { throw posixError(path: path, "sync directory") }
    }

    public func open(_ path: String, _ mode: OpenMode) throws(FileError) -> any File {
        try Paths.checkBelowRoot(path, "open")
        let flags =
            switch mode {
            case .readOnly: O_RDONLY
            case .readWrite: O_RDWR
            case .create: O_RDWR | O_CREAT | O_EXCL
            }
        let file = PosixFile(
            path: path, descriptor: try descriptor(absolute(path), path: path, flags, "open"),
            isReadOnly: mode == .readOnly)
        try file.requireRegular("open")
        return file
    }

    public func createDirectory(_ path: String) throws(FileError) {
        try Paths.check(path, "create directory")
        var prefix = root
        for component in Paths.components(of: path) {
            prefix += "/" + component
            _ = try makeDirectory(prefix, path: path)
        }
    }

    public func list(_ directory: String) throws(FileError) -> [String] {
        try Paths.check(directory, "list")
        guard let stream = opendir(absolute(directory)) else { throw posixError(path: directory, "list") }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Paths.maximumComponentBytes + 1) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        if errno != 0 { throw posixError(path: directory, "list") }
        return names.sorted { ByteString($0) < ByteString($1) }
    }

    public func exists(_ path: String) throws(FileError) -> Bool {
        try Paths.check(path, "exists")
        if access(absolute(path), F_OK) == 0 { return true }
        if errno == ENOENT || errno == ENOTDIR { return false }
        throw posixError(path: path, "exists")
    }

    public func rename(_ from: String, to: String) throws(FileError) {
        try Paths.checkBelowRoot(from, "rename")
        try Paths.checkBelowRoot(to, "rename")
        if try isDirectory(from) {
            throw FileError(.inputOutput, path: from, operation: "rename", detail: "a directory")
        }
        if systemRename(absolute(from), absolute(to)) != 0 { throw posixError(path: from, "rename") }
    }

    public func remove(_ path: String) throws(FileError) {
        try Paths.checkBelowRoot(path, "remove")
        if unlink(absolute(path)) != 0 { throw posixError(path: path, "remove") }
    }

    public func removeTree(_ path: String) throws(FileError) {
        try Paths.checkBelowRoot(path, "remove tree")
        for name in try list(path) {
            let child = Paths.join(path, name)
            if try isDirectory(child) { try removeTree(child) } else { try remove(child) }
        }
        if rmdir(absolute(path)) != 0 { throw posixError(path: path, "remove tree") }
    }

    private func isDirectory(_ path: String) throws(FileError) -> Bool {
        var status = stat()
        if lstat(absolute(path), &status) != 0 { throw posixError(path: path, "stat") }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    public func syncDirectory(_ path: String) throws(FileError) {
        try Paths.check(path, "sync directory")
        try syncEntries(of: absolute(path), path: path)
    }

    public func map(_ path: String) throws(FileError) -> MappedRegion {
        try Paths.checkBelowRoot(path, "map")
        let file = PosixFile(
            path: path, descriptor: try descriptor(absolute(path), path: path, O_RDONLY, "map"), isReadOnly: true)
        try file.requireRegular("map")
        return try file.map()
    }

    public func lock(_ path: String) throws(FileError) -> any DirectoryLock {
        try Paths.checkBelowRoot(path, "lock")
        let file = try descriptor(absolute(path), path: path, O_RDWR | O_CREAT, "lock")
        if flock(file, LOCK_EX | LOCK_NB) != 0 {
            let isHeld = errno == EWOULDBLOCK
            let error = posixError(path: path, "lock")
            close(file)
            guard isHeld else { throw error }
            throw FileError(
                .locked, path: path, operation: "lock", detail: "another process has \(root) open")
        }
        return PosixLock(descriptor: file)
    }

    public func availableBytes() throws(FileError) -> Int {
        var status = statvfs()
        if statvfs(root, &status) != 0 { throw posixError(path: "", "statvfs") }
        let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflow ? .max : Int(clamping: bytes)
    }

    private func absolute(_ path: String) -> String { path.isEmpty ? root : root + "/" + path }

    private func descriptor(
        _ absolute: String, path: String, _ flags: Int32, _ operation: String
    ) throws(FileError) -> Int32 {
        while true {
            let file = systemOpen(absolute, flags | O_CLOEXEC, 0o644)
            if file >= 0 { return file }
            if errno != EINTR { throw posixError(path: path, operation) }
        }
    }
}

private final class PosixLock: DirectoryLock {
    private let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}

/// The error that `errno` stands for.
func posixError(path: String, _ operation: String) -> FileError {
    let number = errno
    let reason: FileError.Reason =
        switch number {
        case ENOENT, ENOTDIR: .notFound
        case EEXIST: .alreadyExists
        case ENOSPC, EDQUOT: .noSpace
        case EMFILE, ENFILE: .tooManyOpenFiles
        case EACCES, EPERM, EROFS: .permissionDenied
        default: .inputOutput
        }
    return FileError(reason, path: path, operation: operation, detail: String(cString: strerror(number)))
}
