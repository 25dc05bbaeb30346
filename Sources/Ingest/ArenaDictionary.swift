import Bytes
import Schema
import Segment
import Synchronization

/// The distinct strings of a consuming column that one table version sees, in order of arrival.
final class ArenaDictionary: DictionarySource {
    private let arena: ByteStringArena.Snapshot
    private let cache: DictionaryCache

    init(arena: ByteStringArena.Snapshot, cache: DictionaryCache) {
        self.arena = arena
        self.cache = cache
    }

    var count: Int { arena.count }
    var isSorted: Bool { false }
    var values: ColumnValues.Storage { .strings(strings) }
    var strings: [ByteString] { cache.values(arena) }

    func value(_ code: UInt32) -> Value { .string(string(code)) }

    func string(_ code: UInt32) -> ByteString { arena[Int(code)] }

    func code(of value: Value) -> UInt32? {
        guard case .string(let string) = value else { return nil }
        return (0..<arena.count).first { arena.isEqual($0, to: string.bytes[...]) }.map { UInt32($0) }
    }
}

/// The values of a growing dictionary as `ByteString`s, made once and extended: shared by all versions of a column.
final class DictionaryCache: Sendable {
    private let cached = Mutex<[ByteString]>([])

    /// The values of the snapshot. O(new values) where the cache is not ahead of the snapshot.
    func values(_ arena: ByteStringArena.Snapshot) -> [ByteString] {
        cached.withLock { cached in
            if cached.count < arena.count {
                cached.reserveCapacity(arena.count)
                for index in cached.count..<arena.count { cached.append(arena[index]) }
            }
            return cached.count == arena.count ? cached : Array(cached[..<arena.count])
        }
    }
}
