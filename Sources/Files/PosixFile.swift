import Bytes
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One open descriptor, used with positional calls only.
final class PosixFile: File {
    let path: String
    private let descriptor: Int32
    private let isReadOnly: Bool
    private let isPoisoned = Atomic<Bool>(false)

    /// Takes over the descriptor and closes it in the end.
    init(path: String, descriptor: Int32, isReadOnly: Bool) {
        self.path = path
        self.descriptor = descriptor
        self.isReadOnly = isReadOnly
    }

    deinit { close(descriptor) }

    private func status(_ operation: String) throws(FileError) -> stat {
        var status = stat()
        if fstat(descriptor, &status) != 0 { throw posixError(path: path, operation) }
        return status
    }

    /// Refuses directories and devices.
    func requireRegular(_ operation: String) throws(FileError) {
        if try status(operation).st_mode & S_IFMT != S_IFREG {
            throw FileError(.inputOutput, path: path, operation: operation, detail: "not a regular file")
        }
    }

    /// The whole file as it is, read-only. The mapping outlives the descriptor.
    func map() throws(FileError) -> MappedRegion {
        let size = try size()
        if size == 0 { return MappedRegion(copying: []) }
        guard let base = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), base != MAP_FAILED else {
            throw posixError(path: path, "map")
        }
        return MappedRegion(adoptingMapping: base, count: size)
    }

    func size() throws(FileError) -> Int { Int(try status("size").st_size) }

    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        try refuseUnless(offset >= 0 && count >= 0, "read")
        let available = max(0, min(count, try size() - offset))
        var failure: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: available) { buffer, initialized in
            while initialized < available {
                let got = pread(
                    descriptor, buffer.baseAddress! + initialized, available - initialized, offset + initialized)
                if got > 0 {
                    initialized += got
                } else if got == 0 {
                    return
                } else if errno != EINTR {
                    failure = posixError(path: path, "read")
                    return
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        try refuseIfReadOnly("write")
        try refuseIfPoisoned("write")
        try refuseUnless(offset >= 0 && offset <= Int.max - bytes.count, "write")
        var written = 0
        while written < bytes.count {
            let got = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress! + written, bytes.count - written, offset + written)
            }
            if got > 0 {
                written += got
            } else if got == 0 {
                throw FileError(.inputOutput, path: path, operation: "write", detail: "no byte was taken")
            } else if errno != EINTR {
                throw posixError(path: path, "write")
            }
        }
    }

    func truncate(to size: Int) throws(FileError) {
        try refuseIfReadOnly("truncate")
        try refuseIfPoisoned("truncate")
        while ftruncate(descriptor, size) != 0 {
            if errno != EINTR { throw posixError(path: path, "truncate") }
        }
    }

    func sync() throws(FileError) {
        try refuseIfPoisoned("sync")
        if fdatasync(descriptor) != 0 {
            let error = posixError(path: path, "sync")
            isPoisoned.store(true, ordering: .releasing)
            throw error
        }
    }

    private func refuseUnless(_ isInside: Bool, _ operation: String) throws(FileError) {
        if !isInside { throw FileError(.inputOutput, path: path, operation: operation, detail: "no such position") }
    }

    private func refuseIfReadOnly(_ operation: String) throws(FileError) {
        if isReadOnly { throw FileError(.permissionDenied, path: path, operation: operation, detail: "read only") }
    }

    /// After a failed sync the kernel may have dropped the dirty pages and report success next time.
    private func refuseIfPoisoned(_ operation: String) throws(FileError) {
        if isPoisoned.load(ordering: .acquiring) {
            throw FileError(.poisoned, path: path, operation: operation, detail: "an earlier sync failed")
        }
    }
}
