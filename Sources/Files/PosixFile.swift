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
    private let isPoisoned = Atomic<Bool>(false)

    init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    func size() throws(FileError) -> Int {
        var status = stat()
        if fstat(descriptor, &status) != 0 { throw posixError(path: path, "size") }
        return Int(status.st_size)
    }

    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
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
        try refuseIfPoisoned("write")
        var written = 0
        while written < bytes.count {
            let got = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress! + written, bytes.count - written, offset + written)
            }
            if got >= 0 {
                written += got
            } else if errno != EINTR {
                throw posixError(path: path, "write")
            }
        }
    }

    func truncate(to size: Int) throws(FileError) {
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

    /// After a failed sync the kernel may have dropped the dirty pages and report success next time.
    private func refuseIfPoisoned(_ operation: String) throws(FileError) {
        if isPoisoned.load(ordering: .acquiring) {
            throw FileError(.poisoned, path: path, operation: operation, detail: "an earlier sync failed")
        }
    }
}
