import Bytes
import Synchronization

/// A file system in memory that knows which changes were synced, can lose or tear the others, and can fail or stop at
/// any chosen operation: crashes become enumerable.
public final class MemoryFileSystem: FileSystem {
    struct State: Sendable {
        var disk = MemoryDisk()
        var plan = FaultPlan()
        var operationCount = 0
    }

    let state: Mutex<State>

    /// An empty file system without faults.
    public convenience init() { self.init(MemoryDisk()) }

    private init(_ disk: MemoryDisk) {
        var state = State()
        state.disk = disk
        self.state = Mutex(state)
    }

    /// Operations so far, counted as `FaultPlan` says.
    public var operationCount: Int { state.withLock { $0.operationCount } }

    /// Counts from 0 again and follows the plan from now on.
    public func follow(_ plan: FaultPlan) {
        state.withLock {
            $0.plan = plan
            $0.operationCount = 0
        }
    }

    /// The file system that the next process finds after a power cut now. This one stays as it is.
    public func afterPowerCut(_ unsynced: UnsyncedData) -> MemoryFileSystem {
        MemoryFileSystem(state.withLock { $0.disk.afterPowerCut(unsynced) })
    }

    public func open(_ path: String, _ mode: OpenMode) throws(FileError) -> any File {
        try Paths.check(path, "open")
        guard mode == .create else {
            return try perform("open", path, changes: false) { disk throws(FileError) in
                guard let inode = disk.inode(at: path) else {
                    throw FileError(.notFound, path: path, operation: "open")
                }
                return MemoryFile(path: path, inode: inode, isReadOnly: mode == .readOnly, fileSystem: self)
            }
        }
        return try perform("open", path, changes: true) { disk throws(FileError) in
            try disk.requireDirectory(of: path, "open")
            if disk.directories[Paths.directory(of: path)]?.live[Paths.name(of: path)] != nil {
                throw FileError(.alreadyExists, path: path, operation: "open")
            }
            let inode = disk.nextInode
            disk.nextInode += 1
            disk.inodes[inode] = MemoryDisk.Inode()
            disk.change(Paths.directory(of: path), [Paths.name(of: path): .file(inode)])
            return MemoryFile(path: path, inode: inode, isReadOnly: false, fileSystem: self)
        }
    }

    public func createDirectory(_ path: String) throws(FileError) {
        try Paths.check(path, "create directory")
        if state.withLock({ $0.disk.directories[path] != nil }) { return }
        try createDirectory(Paths.directory(of: path))
        try perform("create directory", path, changes: true) { disk throws(FileError) in
            disk.directories[path] = MemoryDisk.Directory()
            disk.change(Paths.directory(of: path), [Paths.name(of: path): .directory])
        }
    }

    public func list(_ directory: String) throws(FileError) -> [String] {
        try Paths.check(directory, "list")
        return try perform("list", directory, changes: false) { disk throws(FileError) in
            guard let found = disk.directories[directory] else {
                throw FileError(.notFound, path: directory, operation: "list")
            }
            return found.live.keys.sorted { ByteString($0) < ByteString($1) }
        }
    }

    public func exists(_ path: String) throws(FileError) -> Bool {
        try Paths.check(path, "exists")
        return try perform("exists", path, changes: false) { disk throws(FileError) in
            path.isEmpty || disk.directories[Paths.directory(of: path)]?.live[Paths.name(of: path)] != nil
        }
    }

    public func rename(_ from: String, to: String) throws(FileError) {
        try Paths.check(from, "rename")
        try Paths.check(to, "rename")
        try perform("rename", from, changes: true) { disk throws(FileError) in
            guard let inode = disk.inode(at: from) else {
                throw FileError(.notFound, path: from, operation: "rename")
            }
            try disk.requireDirectory(of: to, "rename")
            let (source, destination) = (Paths.directory(of: from), Paths.directory(of: to))
            if source == destination {
                disk.change(source, [Paths.name(of: from): nil, Paths.name(of: to): .file(inode)])
            } else {
                disk.change(destination, [Paths.name(of: to): .file(inode)])
                disk.change(source, [Paths.name(of: from): nil])
            }
        }
    }

    public func remove(_ path: String) throws(FileError) {
        try Paths.check(path, "remove")
        try perform("remove", path, changes: true) { disk throws(FileError) in
            guard disk.inode(at: path) != nil else {
                throw FileError(.notFound, path: path, operation: "remove")
            }
            disk.change(Paths.directory(of: path), [Paths.name(of: path): nil])
        }
    }

    public func removeTree(_ path: String) throws(FileError) {
        try Paths.check(path, "remove tree")
        for name in try list(path) {
            let child = Paths.join(path, name)
            let isDirectory = state.withLock { $0.disk.directories[child] != nil }
            if isDirectory { try removeTree(child) } else { try remove(child) }
        }
        try perform("remove tree", path, changes: true) { disk throws(FileError) in
            disk.directories[path] = nil
            disk.change(Paths.directory(of: path), [Paths.name(of: path): nil])
        }
    }

    public func syncDirectory(_ path: String) throws(FileError) {
        try Paths.check(path, "sync directory")
        try perform("sync directory", path, changes: true) { disk throws(FileError) in
            guard disk.directories[path] != nil else {
                throw FileError(.notFound, path: path, operation: "sync directory")
            }
            disk.directories[path]?.sync()
        }
    }

    public func map(_ path: String) throws(FileError) -> MappedRegion {
        MappedRegion(copying: try readAll(path))
    }

    public func lock(_ path: String) throws(FileError) -> any DirectoryLock {
        try Paths.check(path, "lock")
        try perform("lock", path, changes: false) { disk throws(FileError) in
            guard disk.locks.insert(path).inserted else {
                throw FileError(.locked, path: path, operation: "lock", detail: "another process has it open")
            }
        }
        return MemoryLock(path: path, fileSystem: self)
    }

    public func availableBytes() throws(FileError) -> Int { 1 << 40 }
}

extension MemoryFileSystem {
    /// Runs one operation on the disk, unless the plan says that it fails or the machine stops.
    ///
    /// `beforeFault` is what a write leaves behind when it is the one that goes wrong.
    func perform<Result>(
        _ operation: String, _ path: String, changes: Bool,
        beforeFault: (inout MemoryDisk, Fault) -> Void = { _, _ in },
        _ body: (inout MemoryDisk) throws(FileError) -> Result
    ) throws(FileError) -> Result {
        try state.withLock { state throws(FileError) in
            if let fault = state.fault(changes: changes) {
                if fault.happensNow { beforeFault(&state.disk, fault) }
                throw FileError(fault.reason, path: path, operation: operation, detail: "injected")
            }
            return try body(&state.disk)
        }
    }
}

/// How an operation goes wrong.
struct Fault {
    let reason: FileError.Reason
    /// False once the machine has stopped: what comes later leaves no trace.
    let happensNow: Bool

    var isMachineStop: Bool { reason == .stopped }
}

extension MemoryFileSystem.State {
    /// Counts the operation and answers how it goes wrong, if it does.
    fileprivate mutating func fault(changes: Bool) -> Fault? {
        let isCounted = changes || plan.countsReads
        let number = operationCount
        if isCounted { operationCount += 1 }
        if let stop = plan.stopAt {
            if number > stop { return Fault(reason: .stopped, happensNow: false) }
            if number == stop && isCounted { return Fault(reason: .stopped, happensNow: true) }
        }
        if let fail = plan.failAt, isCounted, number == fail || (number > fail && plan.failsForever) {
            return Fault(reason: plan.failure, happensNow: true)
        }
        return nil
    }
}

extension MemoryDisk {
    func requireDirectory(of path: String, _ operation: String) throws(FileError) {
        if directories[Paths.directory(of: path)] == nil {
            throw FileError(.notFound, path: path, operation: operation, detail: "no such directory")
        }
    }
}

private final class MemoryLock: DirectoryLock {
    private let path: String
    private let fileSystem: MemoryFileSystem

    init(path: String, fileSystem: MemoryFileSystem) {
        self.path = path
        self.fileSystem = fileSystem
    }

    deinit {
        let path = path
        fileSystem.state.withLock { _ = $0.disk.locks.remove(path) }
    }
}
