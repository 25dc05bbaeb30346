/// MurmurHash2 for 32 bits (Austin Appleby, 2008) with the seed and signed result of Apache Kafka's `Utils.murmur2`.
public enum Murmur2 {
    private static let seed: UInt32 = 0x9747_B28C
    private static let multiplier: UInt32 = 0x5BD1_E995

    /// O(count).
    public static func hash(_ bytes: ArraySlice<UInt8>) -> Int32 {
        bytes.withUnsafeBytes { bytes in
            var hash = seed ^ UInt32(truncatingIfNeeded: bytes.count)
            let tail = bytes.count & ~3
            for start in stride(from: 0, to: tail, by: 4) {
                let word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
                hash = (hash &* multiplier) ^ mixed(word)
            }
            if tail < bytes.count {
                for index in tail..<bytes.count { hash ^= UInt32(bytes[index]) << (8 * UInt32(index - tail)) }
                hash = hash &* multiplier
            }
            hash = (hash ^ (hash >> 13)) &* multiplier
            return Int32(bitPattern: hash ^ (hash >> 15))
        }
    }

    private static func mixed(_ word: UInt32) -> UInt32 {
        let product = word &* multiplier
        return (product ^ (product >> 24)) &* multiplier
    }
}
