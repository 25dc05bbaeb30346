/// The state behind a `MemoryFileSystem`: what programs see now, and what a power cut would leave.
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

        mutating func sync() {
            durable = live
            pending = []
        }
    }

    enum Entry: Equatable, Sendable {
        case file(Int)
        case directory
    }

    /// One atomic change of a directory: names and what they stand for afterwards (nil: nothing).
    typealias EntryChange = [String: Entry?]

    struct Directory: Sendable {
        var live: [String: Entry] = [:]
        var durable: [String: Entry] = [:]
        var pending: [EntryChange] = []

        mutating func apply(_ change: EntryChange) {
            Self.apply(change, to: &live)
            pending.append(change)
        }

        mutating func sync() {
            durable = live
            pending = []
        }

        static func apply(_ change: EntryChange, to entries: inout [String: Entry]) {
            for (name, entry) in change { entries[name] = entry }
        }
    }

    var inodes: [Int: Inode] = [:]
    var nextInode = 0
    var directories: [String: Directory] = ["": Directory()]
    var locks: Set<String> = []

    static func apply(_ change: PendingWrite, to bytes: inout [UInt8]) {
        switch change {
        case .truncate(let size):
            if size <= bytes.count {
                bytes.removeLast(bytes.count - size)
            } else {
                bytes.append(contentsOf: repeatElement(0, count: size - bytes.count))
            }
        case .write(let offset, let new):
            let end = offset + new.count
            if bytes.count < end { bytes.append(contentsOf: repeatElement(0, count: end - bytes.count)) }
            bytes.replaceSubrange(offset..<end, with: new)
        }
    }

    func inode(at path: String) -> Int? {
        guard case .file(let number)? = directories[Paths.directory(of: path)]?.live[Paths.name(of: path)] else {
            return nil
        }
        return number
    }

    mutating func change(_ directory: String, _ change: EntryChange) {
        directories[directory, default: Directory()].apply(change)
    }
}

/// What a power cut does to changes that were not synced.
public enum UnsyncedData: Sendable, Equatable {
    /// All of them are gone.
    case lost
    /// All of them had reached the disk.
    case kept
    /// Each 512-byte sector of each write, and each directory change, is kept or lost by a coin of this seed.
    case torn(seed: UInt64)
}

extension MemoryDisk {
    static let sectorBytes = 512

    /// The disk as a machine finds it that starts after a power cut.
    func afterPowerCut(_ unsynced: UnsyncedData) -> MemoryDisk {
        var coin = Coin(unsynced)
        var result = MemoryDisk()
        result.nextInode = nextInode
        for (number, inode) in inodes.sorted(by: { $0.key < $1.key }) {
            var bytes = inode.durable
            for change in inode.pending { Self.applyTorn(change, to: &bytes, &coin) }
            result.inodes[number] = Inode(live: bytes, durable: bytes)
        }
        for (path, directory) in directories.sorted(by: { $0.key < $1.key }) {
            var entries = directory.durable
            for change in directory.pending where coin.keeps() { Directory.apply(change, to: &entries) }
            result.directories[path] = Directory(live: entries, durable: entries)
        }
        result.dropUnreachableDirectories()
        return result
    }

    private static func applyTorn(_ change: PendingWrite, to bytes: inout [UInt8], _ coin: inout Coin) {
        guard case .write(let offset, let new) = change else {
            if coin.keeps() { apply(change, to: &bytes) }
            return
        }
        var start = 0
        while start < new.count {
            let sectorEnd = ((offset + start) / sectorBytes + 1) * sectorBytes - offset
            let end = min(sectorEnd, new.count)
            if coin.keeps() { apply(.write(offset: offset + start, bytes: Array(new[start..<end])), to: &bytes) }
            start = end
        }
    }

    private mutating func dropUnreachableDirectories() {
        for path in directories.keys.sorted() where path != "" {
            let parent = Paths.directory(of: path)
            if directories[parent]?.live[Paths.name(of: path)] != .directory { directories[path] = nil }
        }
        for (path, directory) in directories {
            for (name, entry) in directory.live where entry == .directory {
                let child = Paths.join(path, name)
                if directories[child] == nil { directories[child] = Directory() }
            }
        }
    }

    /// Decides what survives: always, never, or by SplitMix64 (Steele, Lea and Flood, 2014).
    private struct Coin {
        private let unsynced: UnsyncedData
        private var state: UInt64 = 0

        init(_ unsynced: UnsyncedData) {
            self.unsynced = unsynced
            if case .torn(let seed) = unsynced { state = seed }
        }

        mutating func keeps() -> Bool {
            switch unsynced {
            case .lost: return false
            case .kept: return true
            case .torn:
                state &+= 0x9E37_79B9_7F4A_7C15
                var mixed = state
                mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
                return (mixed ^ (mixed >> 31)) & 1 == 1
            }
        }
    }
}
