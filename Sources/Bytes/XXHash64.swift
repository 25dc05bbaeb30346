/// XXH64 (Yann Collet, 2012; https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md): a fast hash of 64 bits,
/// not a cryptographic one. The same bytes and seed give the same hash everywhere, so that it may be stored.
public enum XXHash64 {
    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    /// Bytes that one round of the four lanes takes.
    private static let stripeBytes = 32

    /// O(count).
    public static func hash(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
        bytes.withUnsafeBytes { hash($0, seed: seed) }
    }

    /// The hash of the eight bytes of a number, least significant first.
    public static func hash(littleEndian number: UInt64, seed: UInt64 = 0) -> UInt64 {
        avalanche(mixed(word: number, into: seed &+ prime5 &+ 8))
    }

    /// O(count).
    public static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        var (hash, offset) = stripes(bytes, seed: seed)
        hash = hash &+ UInt64(bytes.count)
        while bytes.count - offset >= 8 {
            hash = mixed(word: load(UInt64.self, bytes, offset), into: hash)
            offset += 8
        }
        if bytes.count - offset >= 4 {
            hash ^= UInt64(load(UInt32.self, bytes, offset)) &* prime1
            hash = rotated(hash, by: 23) &* prime2 &+ prime3
            offset += 4
        }
        for index in offset..<bytes.count {
            hash = rotated(hash ^ UInt64(bytes[index]) &* prime5, by: 11) &* prime1
        }
        return avalanche(hash)
    }

    /// The hash of all whole stripes, and where they end.
    private static func stripes(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> (hash: UInt64, end: Int) {
        if bytes.count < stripeBytes { return (seed &+ prime5, 0) }
        var lanes = SIMD4(seed &+ prime1 &+ prime2, seed &+ prime2, seed, seed &- prime1)
        var offset = 0
        while bytes.count - offset >= stripeBytes {
            for lane in 0..<4 {
                lanes[lane] = round(lanes[lane], load(UInt64.self, bytes, offset + lane * 8))
            }
            offset += stripeBytes
        }
        var hash = rotated(lanes[0], by: 1) &+ rotated(lanes[1], by: 7)
        hash = hash &+ rotated(lanes[2], by: 12) &+ rotated(lanes[3], by: 18)
        for lane in 0..<4 { hash = (hash ^ round(0, lanes[lane])) &* prime1 &+ prime4 }
        return (hash, offset)
    }

    @inline(__always)
    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotated(lane &+ word &* prime2, by: 31) &* prime1
    }

    @inline(__always)
    private static func mixed(word: UInt64, into hash: UInt64) -> UInt64 {
        rotated(hash ^ round(0, word), by: 27) &* prime1 &+ prime4
    }

    @inline(__always)
    private static func avalanche(_ hash: UInt64) -> UInt64 {
        var hash = (hash ^ hash >> 33) &* prime2
        hash = (hash ^ hash >> 29) &* prime3
        return hash ^ hash >> 32
    }

    @inline(__always)
    private static func rotated(_ word: UInt64, by bits: UInt64) -> UInt64 { word << bits | word >> (64 - bits) }

    @inline(__always)
    private static func load<Number: FixedWidthInteger>(
        _ type: Number.Type, _ bytes: UnsafeRawBufferPointer, _ offset: Int
    ) -> Number {
        Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
    }
}
