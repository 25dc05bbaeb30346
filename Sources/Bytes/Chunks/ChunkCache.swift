import Synchronization

/// Decoded chunks that were used last, so that batch after batch of a scan does not decode the same chunk again.
///
/// Bounded: at most `slots` chunks of at most `largestBytes`. Any number of threads may use it.
public final class ChunkCache: Sendable {
    /// Chunks at most.
    public static let slots = 64
    /// A decoded chunk with more bytes is not kept.
    public static let largestBytes = 256 << 10
    /// The process's.
    public static let shared = ChunkCache()

    struct Key: Equatable {
        let identity: UInt64
        let chunk: Int

        /// Chunks of one column that follow each other have slots that follow each other.
        var slot: Int {
            Int(truncatingIfNeeded: (identity &* 0x9E37_79B9_7F4A_7C15) >> 32 &+ UInt64(chunk)) & (slots - 1)
        }
    }

    private struct Entry {
        let key: Key
        let chunk: DecodedChunk
    }

    private let entries = Mutex<[Entry?]>(Array(repeating: nil, count: slots))
    private let identities = Atomic<UInt64>(0)
    private let decoded = Atomic<Int>(0)

    public init() {}

    /// A number that no other column has.
    func newIdentity() -> UInt64 { identities.wrappingAdd(1, ordering: .relaxed).newValue }

    /// Chunks that it holds.
    public var chunkCount: Int { entries.withLock { $0.count { $0 != nil } } }
    /// Chunks that had to be decoded so far.
    public var decodings: Int { decoded.load(ordering: .relaxed) }

    func find(_ key: Key) -> DecodedChunk? {
        entries.withLock { entries in
            guard let entry = entries[key.slot], entry.key == key else { return nil }
            return entry.chunk
        }
    }

    func insert(_ chunk: DecodedChunk, _ key: Key) {
        decoded.wrappingAdd(1, ordering: .relaxed)
        if chunk.byteCount > Self.largestBytes { return }
        // What was in the slot is let go after the lock.
        let old = entries.withLock { entries in
            defer { entries[key.slot] = Entry(key: key, chunk: chunk) }
            return entries[key.slot]
        }
        withExtendedLifetime(old) {}
    }
}
