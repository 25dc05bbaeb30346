/// What a power cut does to changes that were not synced.
public enum UnsyncedData: Sendable, Equatable {
    /// All of them are gone.
    case lost
    /// All of them had reached the disk.
    case kept
    /// Each 512-byte sector of each write, each new length of a file, and each directory change, is kept or lost by a
    /// coin of this seed.
    case torn(seed: UInt64)
}

extension MemoryDisk {
    /// What a disk writes all or nothing of.
    static let sectorBytes = 512

    /// The disk as a machine finds it that starts after a power cut.
    func afterPowerCut(_ unsynced: UnsyncedData) -> MemoryDisk {
        var coin = Coin(unsynced)
        var result = MemoryDisk()
        result.nextNumber = nextNumber
        for (number, directory) in directories.sorted(by: { $0.key < $1.key }) {
            var entries = directory.durable
            for change in directory.pending where coin.keeps() { Directory.apply(change, to: &entries) }
            result.directories[number] = Directory(live: entries, durable: entries)
        }
        result.dropUnreachableDirectories()
        let named = result.namedFiles()
        for (number, inode) in inodes.sorted(by: { $0.key < $1.key }) where named.contains(number) {
            var bytes = inode.durable
            for change in inode.pending { Self.applyTorn(change, to: &bytes, &coin) }
            result.inodes[number] = Inode(live: bytes, durable: bytes)
        }
        return result
    }

    /// A file's new length may reach the disk before its contents do: what is missing then reads as zeros.
    private static func applyTorn(_ change: PendingWrite, to bytes: inout [UInt8], _ coin: inout Coin) {
        guard case .write(let offset, let new) = change else {
            if coin.keeps() { apply(change, to: &bytes) }
            return
        }
        if new.isEmpty { return }
        if coin.keeps() { extend(&bytes, to: offset + new.count) }
        var start = 0
        while start < new.count {
            let sectorEnd = ((offset + start) / sectorBytes + 1) * sectorBytes - offset
            let end = min(sectorEnd, new.count)
            if coin.keeps() { apply(.write(offset: offset + start, bytes: Array(new[start..<end])), to: &bytes) }
            start = end
        }
    }

    private mutating func dropUnreachableDirectories() {
        var reachable: [Int: Directory] = [:]
        var waiting = [Self.root]
        while let number = waiting.popLast() {
            let directory = directories[number] ?? Directory()
            reachable[number] = directory
            for case .directory(let child) in directory.live.values where reachable[child] == nil {
                waiting.append(child)
            }
        }
        directories = reachable
    }

    private func namedFiles() -> Set<Int> {
        var numbers: Set<Int> = []
        for directory in directories.values {
            for case .file(let number) in directory.live.values { numbers.insert(number) }
        }
        return numbers
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
