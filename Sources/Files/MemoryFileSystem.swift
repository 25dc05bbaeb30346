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
        try Paths.checkBelowRoot(path, "open")
        if mode == .create { return try create(path) }
        return try perform("open", path, changes: false) { disk throws(FileError) in
            switch disk.entry(at: path) {
            case nil: throw FileError(.notFound, path: path, operation: "open")
            case .directory: throw FileError(.inputOutput, path: path, operation: "open", detail: "a directory")
            case .file(let inode):
                return MemoryFile(path: path, inode: inode, isReadOnly: mode == .readOnly, fileSystem: self)
            }
        }
    }

    private func create(_ path: String) throws(FileError) -> any File {
        try perform("open", path, changes: true) { disk throws(FileError) in
            let parent = try disk.requireDirectory(of: path, "open")
            if disk.entry(at: path) != nil { throw FileError(.alreadyExists, path: path, operation: "open") }
            let inode = disk.add(Paths.name(of: path), to: parent, isDirectory: false)
            return MemoryFile(path: path, inode: inode, isReadOnly: false, fileSystem: self)
        }
    }

    public func createDirectory(_ path: String) throws(FileError) {
        try Paths.check(path, "create directory")
        var prefix = ""
        for component in Paths.components(of: path) {
            prefix = Paths.join(prefix, component)
            if case .directory? = try entry(at: prefix, "create directory") { continue }
            try perform("create directory", prefix, changes: true) { disk throws(FileError) in
                let parent = try disk.requireDirectory(of: prefix, "create directory")
                if disk.entry(at: prefix) != nil {
                    throw FileError(.alreadyExists, path: path, operation: "create directory", detail: "a file")
                }
                _ = disk.add(component, to: parent, isDirectory: true)
            }
        }
    }

    private func entry(at path: String, _ operation: String) throws(FileError) -> MemoryDisk.Entry? {
        try perform(operation, path, changes: false) { disk throws(FileError) in disk.entry(at: path) }
    }

    public func list(_ directory: String) throws(FileError) -> [String] {
        try Paths.check(directory, "list")
        return try perform("list", directory, changes: false) { disk throws(FileError) in
            guard let number = disk.directory(at: directory), let found = disk.directories[number] else {
                throw FileError(.notFound, path: directory, operation: "list")
            }
            return found.live.keys.sorted().map(\.string)
        }
    }

    public func exists(_ path: String) throws(FileError) -> Bool {
        try Paths.check(path, "exists")
        return try perform("exists", path, changes: false) { disk throws(FileError) in
            path.isEmpty || disk.entry(at: path) != nil
        }
    }

    public func rename(_ from: String, to: String) throws(FileError) {
        try Paths.checkBelowRoot(from, "rename")
        try Paths.checkBelowRoot(to, "rename")
        try perform("rename", from, changes: true) { disk throws(FileError) in
            let source = try disk.requireDirectory(of: from, "rename")
            let inode = try disk.requireFile(from, "rename")
            let destination = try disk.requireDirectory(of: to, "rename")
            if case .directory? = disk.entry(at: to) {
                throw FileError(.inputOutput, path: from, operation: "rename", detail: "\(to) is a directory")
            }
            let (oldName, newName) = (ByteString(Paths.name(of: from)), ByteString(Paths.name(of: to)))
            if source != destination {
                disk.change(destination, [newName: .file(inode)])
                disk.change(source, [oldName: nil])
            } else if oldName != newName {
                disk.change(source, [oldName: nil, newName: .file(inode)])
            }
        }
    }

    public func remove(_ path: String) throws(FileError) {
        try Paths.checkBelowRoot(path, "remove")
        try perform("remove", path, changes: true) { disk throws(FileError) in
            let parent = try disk.requireDirectory(of: path, "remove")
            _ = try disk.requireFile(path, "remove")
            disk.change(parent, [ByteString(Paths.name(of: path)): nil])
        }
    }

    public func removeTree(_ path: String) throws(FileError) {
        try Paths.checkBelowRoot(path, "remove tree")
        for name in try list(path) {
            let child = Paths.join(path, name)
            if case .directory? = try entry(at: child, "remove tree") {
                try removeTree(child)
            } else {
                try remove(child)
            }
        }
        try perform("remove tree", path, changes: true) { disk throws(FileError) in
            let parent = try disk.requireDirectory(of: path, "remove tree")
            disk.change(parent, [ByteString(Paths.name(of: path)): nil])
        }
    }

    public func syncDirectory(_ path: String) throws(FileError) {
        try Paths.check(path, "sync directory")
        try perform("sync directory", path, changes: true) { disk throws(FileError) in
            guard let number = disk.directory(at: path) else {
                throw FileError(.notFound, path: path, operation: "sync directory")
            }
            disk.directories[number]?.sync()
        }
    }

    public func map(_ path: String) throws(FileError) -> MappedRegion {
        MappedRegion(copying: try readAll(path))
    }

    public func lock(_ path: String) throws(FileError) -> any DirectoryLock {
        try Paths.checkBelowRoot(path, "lock")
        if try entry(at: path, "lock") == nil { _ = try create(path) }
        try perform("lock", path, changes: false) { disk throws(FileError) in
            _ = try disk.requireFile(path, "lock")
            guard disk.locks.insert(path).inserted else {
                throw FileError(.locked, path: path, operation: "lock", detail: "another process has it open")
            }
        }
        return MemoryLock(path: path, fileSystem: self)
    }

    public func availableBytes() throws(FileError) -> Int {
        try perform("available bytes", "", changes: false) { _ throws(FileError) in 1 << 40 }
    }
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
    /// The directory that holds, or would hold, what the path names.
    fileprivate func requireDirectory(of path: String, _ operation: String) throws(FileError) -> Int {
        guard let number = directory(at: Paths.directory(of: path)) else {
            throw FileError(.notFound, path: path, operation: operation, detail: "no such directory")
        }
        return number
    }

    /// The file that the path names.
    fileprivate func requireFile(_ path: String, _ operation: String) throws(FileError) -> Int {
        switch entry(at: path) {
        case nil: throw FileError(.notFound, path: path, operation: operation)
        case .directory: throw FileError(.inputOutput, path: path, operation: operation, detail: "a directory")
        case .file(let inode): return inode
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
