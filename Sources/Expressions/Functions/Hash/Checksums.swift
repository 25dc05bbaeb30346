/// Checksums and hashes of 32 and 64 bits.
enum Checksums {
    /// The CRC of IEEE 802.3, reflected, as zip and PNG have it.
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
    }

    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xFF)] }
    }

    /// RFC 1950, section 8.2.
    static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (sum, sums): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            sum = (sum + UInt32(byte)) % 65_521
            sums = (sums + sum) % 65_521
        }
        return sums << 16 | sum
    }

    /// Fowler, Noll and Vo's hash 1 (multiply, then xor) or 1a (xor, then multiply).
    static func fnv32(_ bytes: [UInt8], isVariantA: Bool) -> UInt32 {
        bytes.reduce(0x811c_9dc5) { hash, byte in
            isVariantA ? (hash ^ UInt32(byte)) &* 0x0100_0193 : hash &* 0x0100_0193 ^ UInt32(byte)
        }
    }

    static func fnv64(_ bytes: [UInt8], isVariantA: Bool) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { hash, byte in
            isVariantA ? (hash ^ UInt64(byte)) &* 0x100_0000_01b3 : hash &* 0x100_0000_01b3 ^ UInt64(byte)
        }
    }
}

/// MurmurHash3 (Austin Appleby, 2011): the variants for 32 bits and for 128 bits on 64-bit machines.
enum Murmur3 {
    private static func word<Word: FixedWidthInteger & UnsignedInteger>(
        _ bytes: [UInt8], _ start: Int, _ count: Int = Word.bitWidth / 8
    ) -> Word {
        var word: Word = 0
        for index in (0..<count).reversed() { word = word << 8 | Word(bytes[start + index]) }
        return word
    }

    static func hash32(_ bytes: [UInt8], seed: UInt32) -> UInt32 {
        func mixed(_ word: UInt32) -> UInt32 {
            MessageDigests.rotatedLeft(word &* 0xcc9e_2d51, 15) &* 0x1b87_3593
        }
        let tail = bytes.count & ~3
        var hash = seed
        for start in stride(from: 0, to: tail, by: 4) {
            hash = MessageDigests.rotatedLeft(hash ^ mixed(word(bytes, start)), 13) &* 5 &+ 0xe654_6b64
        }
        if tail < bytes.count { hash ^= mixed(word(bytes, tail, bytes.count - tail)) }
        hash ^= UInt32(truncatingIfNeeded: bytes.count)
        hash = (hash ^ hash >> 16) &* 0x85eb_ca6b
        hash = (hash ^ hash >> 13) &* 0xc2b2_ae35
        return hash ^ hash >> 16
    }

    private static let (first, second): (UInt64, UInt64) = (0x87c3_7b91_1142_53d5, 0x4cf5_ad43_2745_937f)

    /// Both halves, the first one first.
    static func hash128(_ bytes: [UInt8], seed: UInt32) -> (low: UInt64, high: UInt64) {
        func mixedLow(_ word: UInt64) -> UInt64 { MessageDigests.rotatedLeft(word &* first, 31) &* second }
        func mixedHigh(_ word: UInt64) -> UInt64 { MessageDigests.rotatedLeft(word &* second, 33) &* first }
        var (low, high) = (UInt64(seed), UInt64(seed))
        let tail = bytes.count & ~15
        for start in stride(from: 0, to: tail, by: 16) {
            low = MessageDigests.rotatedLeft(low ^ mixedLow(word(bytes, start)), 27) &+ high
            low = low &* 5 &+ 0x52dc_e729
            high = MessageDigests.rotatedLeft(high ^ mixedHigh(word(bytes, start + 8)), 31) &+ low
            high = high &* 5 &+ 0x3849_5ab5
        }
        let rest = bytes.count - tail
        if rest > 8 { high ^= mixedHigh(word(bytes, tail + 8, rest - 8)) }
        if rest > 0 { low ^= mixedLow(word(bytes, tail, min(rest, 8))) }
        (low, high) = (low ^ UInt64(bytes.count), high ^ UInt64(bytes.count))
        low = low &+ high
        high = high &+ low
        (low, high) = (finished(low), finished(high))
        low = low &+ high
        return (low, high &+ low)
    }

    private static func finished(_ hash: UInt64) -> UInt64 {
        var hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ hash >> 33
    }
}
