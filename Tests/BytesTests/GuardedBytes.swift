#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Bytes between two pages that may not be read: touching one byte too many ends the process.
final class GuardedBytes {
    private let mapping: UnsafeMutableRawPointer
    private let mappedCount: Int
    /// The first of the bytes.
    let start: UnsafeRawPointer

    /// Puts the bytes right before the page behind them, or right after the page before them.
    init(_ bytes: [UInt8], atEnd: Bool) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let room = max(1, (bytes.count + page - 1) / page) * page
        mappedCount = room + 2 * page
        mapping = mmap(nil, mappedCount, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        precondition(mapping != MAP_FAILED, "memory for a test")
        let inside = mapping + page
        precondition(mprotect(inside, room, PROT_READ | PROT_WRITE) == 0, "pages between the guards")
        let first = atEnd ? inside + (room - bytes.count) : inside
        bytes.withUnsafeBytes { if let base = $0.baseAddress { first.copyMemory(from: base, byteCount: $0.count) } }
        start = UnsafeRawPointer(first)
    }

    deinit { munmap(mapping, mappedCount) }
}
