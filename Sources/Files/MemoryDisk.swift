import Bytes

/// The state behind a `MemoryFileSystem`: what programs see now, and what a power cut would leave.
///
/// Files and directories are objects with numbers, as inodes are; a name is an entry of its directory. What is removed
/// stays here, because a power cut may bring its name back.
struct MemoryDisk: Sendable {
    /// A change of a file's contents that no sync has made durable yet.
    enum PendingWrite: Sendable {
        case write(offset: Int, bytes: [UInt8])
        case truncate(size: Int)
    }

    struct Inode: Sendable {
        var live: [UInt8] = []
        var durable: [UInt8] = []
        var pending: [PendingWrite] = []
        var isPoisoned = false

        mutating func apply(_ change: PendingWrite) {
            MemoryDisk.apply(change, to: &live)
            pending.append(change)
        }

        /// Replays the changes rather than sharing `live`, which the next write would have to copy whole.
        mutating func sync() {
            for change in pending { MemoryDisk.apply(change, to: &durable) }
            pending = []
        }
    }

    enum Entry: Equatable, Sendable {
        case file(Int)
        case directory(Int)
    }

    /// One atomic change of a directory: names and what they stand for afterwards (nil: nothing).
    typealias EntryChange = [ByteString: Entry?]

    struct Directory: Sendable {
        var live: [ByteString: Entry] = [:]
        var durable: [ByteString: Entry] = [:]
        var pending: [EntryChange] = []

        mutating func apply(_ change: EntryChange) {
            Self.apply(change, to: &live)
            pending.append(change)
        }

        mutating func sync() {
            durable = live
            pending = []
        }

        static func apply(_ change: EntryChange, to entries: inout [ByteString: Entry]) {
            for (name, entry) in change { entries[name] = entry }
        }
    }

    static let root = 0
    /// Longest file that memory is asked to hold, in bytes; real disks have such a limit too.
    static let maximumFileBytes = 1 << 32

    var inodes: [Int: Inode] = [:]
    var directories: [Int: Directory] = [root: Directory()]
    var nextNumber = root + 1
    var locks: Set<String> = []

    static func apply(_ change: PendingWrite, to bytes: inout [UInt8]) {
        switch change {
        case .truncate(let size):
            if size <= bytes.count { bytes.removeLast(bytes.count - size) } else { extend(&bytes, to: size) }
        case .write(let offset, let new):
            if new.isEmpty { return }
            let end = offset + new.count
            extend(&bytes, to: end)
            bytes.replaceSubrange(offset..<end, with: new)
        }
    }

    static func extend(_ bytes: inout [UInt8], to size: Int) {
        if bytes.count < size { bytes.append(contentsOf: repeatElement(0, count: size - bytes.count)) }
    }
}

extension MemoryDisk {
    /// The directory that a path names now, or nil.
    func directory(at path: String) -> Int? {
        var found = Self.root
        for component in Paths.components(of: path) {
            guard case .directory(let next)? = directories[found]?.live[ByteString(component)] else { return nil }
            found = next
        }
        return found
    }

    /// What a path other than the root's names now, or nil.
    func entry(at path: String) -> Entry? {
        guard let parent = directory(at: Paths.directory(of: path)) else { return nil }
        return directories[parent]?.live[ByteString(Paths.name(of: path))]
    }

    /// Adds an object to a directory under a name that must be free.
    mutating func add(_ name: String, to directory: Int, isDirectory: Bool) -> Int {
        let number = nextNumber
        nextNumber += 1
        if isDirectory { directories[number] = Directory() } else { inodes[number] = Inode() }
        change(directory, [ByteString(name): isDirectory ? .directory(number) : .file(number)])
        return number
    }

    mutating func change(_ directory: Int, _ change: EntryChange) {
        directories[directory]?.apply(change)
    }
}
