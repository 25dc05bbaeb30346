/// A file of a `MemoryFileSystem`.
final class MemoryFile: File {
    let path: String
    private let inode: Int
    private let isReadOnly: Bool
    private let fileSystem: MemoryFileSystem

    init(path: String, inode: Int, isReadOnly: Bool, fileSystem: MemoryFileSystem) {
        self.path = path
        self.inode = inode
        self.isReadOnly = isReadOnly
        self.fileSystem = fileSystem
    }

    func size() throws(FileError) -> Int {
        try fileSystem.perform("size", path, changes: false) { disk throws(FileError) in
            disk.inodes[inode]?.live.count ?? 0
        }
    }

    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        try refuseUnless(offset >= 0 && count >= 0, "read")
        return try fileSystem.perform("read", path, changes: false) { disk throws(FileError) in
            let bytes = disk.inodes[inode]?.live ?? []
            guard offset < bytes.count else { return [] }
            return Array(bytes[offset..<offset + min(count, bytes.count - offset)])
        }
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        try refuseIfReadOnly("write")
        try refuseUnless(offset >= 0 && offset <= MemoryDisk.maximumFileBytes - bytes.count, "write")
        try fileSystem.perform(
            "write", path, changes: true,
            beforeFault: { [inode] disk, fault in
                if disk.inodes[inode]?.isPoisoned == true { return }
                let reached = fault.isMachineStop ? bytes : Array(bytes[..<(bytes.count / 2)])
                disk.inodes[inode]?.apply(.write(offset: offset, bytes: reached))
            }
        ) { disk throws(FileError) in
            try refuseIfPoisoned(disk, "write")
            disk.inodes[inode]?.apply(.write(offset: offset, bytes: bytes))
        }
    }

    func truncate(to size: Int) throws(FileError) {
        try refuseIfReadOnly("truncate")
        try refuseUnless(size >= 0 && size <= MemoryDisk.maximumFileBytes, "truncate")
        try fileSystem.perform("truncate", path, changes: true) { disk throws(FileError) in
            try refuseIfPoisoned(disk, "truncate")
            disk.inodes[inode]?.apply(.truncate(size: size))
        }
    }

    func sync() throws(FileError) {
        try fileSystem.perform(
            "sync", path, changes: true,
            beforeFault: { [inode] disk, fault in
                if !fault.isMachineStop { disk.inodes[inode]?.isPoisoned = true }
            }
        ) { disk throws(FileError) in
            try refuseIfPoisoned(disk, "sync")
            disk.inodes[inode]?.sync()
        }
    }

    private func refuseUnless(_ isInside: Bool, _ operation: String) throws(FileError) {
        if !isInside { throw FileError(.inputOutput, path: path, operation: operation, detail: "no such position") }
    }

    private func refuseIfReadOnly(_ operation: String) throws(FileError) {
        if isReadOnly { throw FileError(.permissionDenied, path: path, operation: operation, detail: "read only") }
    }

    private func refuseIfPoisoned(_ disk: MemoryDisk, _ operation: String) throws(FileError) {
        if disk.inodes[inode]?.isPoisoned == true {
            throw FileError(.poisoned, path: path, operation: operation, detail: "an earlier sync failed")
        }
    }
}
