/// A range of immutable bytes with an owner: a read-only file mapping, or memory that plays one.
///
/// The bytes live as long as the object; a `ByteRegion` keeps it alive.
public final class MappedRegion: @unchecked Sendable {
    // Sendable because the bytes are written before `init` returns and never again.
    private let base: UnsafeMutableRawPointer?
    public let count: Int
    private let isMapping: Bool

    /// Takes ownership of what `mmap` returned; `deinit` unmaps it.
    public init(adoptingMapping base: UnsafeMutableRawPointer, count: Int) {
        self.base = base
        self.count = count
        self.isMapping = true
    }

    /// Copies the bytes into memory aligned to 64 bytes, as mapped files are.
    public init(copying bytes: [UInt8]) {
        count = bytes.count
        isMapping = false
        guard !bytes.isEmpty else {
            base = nil
            return
        }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes.count, alignment: 64)
        bytes.withUnsafeBytes { memory.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
        base = memory
    }

    /// Memory of `count` bytes, all of which `body` has to write, unless it throws.
    init<Failure: Error>(
        count: Int, filledBy body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        self.count = count
        isMapping = false
        guard count > 0 else {
            base = nil
            return
        }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
        base = memory
        try body(UnsafeMutableRawBufferPointer(start: memory, count: count))
    }

    deinit {
        guard let base else { return }
        if isMapping { unmap(base, count) } else { base.deallocate() }
    }

    /// The raw bytes. They must not be used after the region is gone.
    public var unsafeBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }
}
