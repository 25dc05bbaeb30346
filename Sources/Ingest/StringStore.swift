import Bytes

/// Strings as codes into a list of distinct values in order of arrival.
///
/// The hash table belongs to the writer alone; readers see codes and values.
struct StringStore: Sendable {
    private(set) var codes = ChunkedArray<UInt32>()
    private var arena = ByteStringArena()
    /// Open addressing with linear probing; a slot holds code + 1, or 0 if it is free. At most half full.
    private var table: [UInt32] = []
    /// Hash by code, so that growing does not read the strings again.
    private var hashes: [UInt64] = []
    private let cache = DictionaryCache()

    var allocatedBytes: Int {
        codes.allocatedBytes + arena.allocatedBytes + table.count * MemoryLayout<UInt32>.stride
            + hashes.count * MemoryLayout<UInt64>.stride
    }

    var dictionary: ArenaDictionary { ArenaDictionary(arena: arena.snapshot, cache: cache) }

    mutating func append(_ string: ArraySlice<UInt8>) {
        codes.append(code(of: string))
    }

    private mutating func code(of string: ArraySlice<UInt8>) -> UInt32 {
        if table.isEmpty { table = Array(repeating: 0, count: 64) }
        let hash = Self.hash(string)
        let mask = table.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while table[slot] != 0 {
            let code = Int(table[slot] - 1)
            if hashes[code] == hash && arena.isEqual(code, to: string) { return UInt32(code) }
            slot = (slot + 1) & mask
        }
        let code = arena.append(string)
        hashes.append(hash)
        table[slot] = UInt32(code + 1)
        if hashes.count * 2 > table.count { grow() }
        return UInt32(code)
    }

    private mutating func grow() {
        var larger = [UInt32](repeating: 0, count: table.count * 2)
        let mask = larger.count - 1
        for (code, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & mask
            while larger[slot] != 0 { slot = (slot + 1) & mask }
            larger[slot] = UInt32(code + 1)
        }
        table = larger
    }

    /// FNV-1a (Fowler, Noll, Vo) with a final mix, since the table uses the low bits. Chosen strings can make it slow,
    /// never wrong; a record's size and a segment's rows bound the damage.
    private static func hash(_ string: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in string { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash ^= hash >> 32
        hash = hash &* 0x9FB2_1C65_1E98_DF25
        return hash ^ (hash >> 28)
    }
}
