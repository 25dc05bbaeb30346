import Bytes

/// A set of hashes that answers "certainly not" or "probably": a Bloom filter in blocks of 256 bits, so that a question
/// touches one cache line. A view of stored bytes, any of which are a filter.
///
/// The layout is that of Apache Parquet (https://github.com/apache/parquet-format/blob/master/BloomFilter.md): the
/// upper half of a hash chooses the block, the lower half, times eight odd constants, one bit in each of the block's
/// eight words. Words are little-endian.
public struct BlockedBloomFilter: Sendable {
    /// Bytes of a block.
    public static let blockBytes = 32
    /// The largest filter: 128 MiB, as Parquet has it.
    public static let maximumBytes = 128 << 20

    private static let salts = SIMD8<UInt32>(
        0x47B6_137B, 0x4497_4D91, 0x8824_AD5B, 0xA2B7_289D, 0x7054_95C7, 0x2DF1_424B, 0x9EFC_4947, 0x5C6B_FB31)

    private let region: ByteRegion
    private let blockCount: Int

    /// The filter in some bytes; nil if their number is not that of at least one block and at most `maximumBytes`.
    public init?(_ region: ByteRegion) {
        guard Self.isFilterSize(region.count) else { return nil }
        self.region = region
        blockCount = region.count / Self.blockBytes
    }

    /// Whether a filter can have that many bytes.
    static func isFilterSize(_ bytes: Int) -> Bool {
        bytes > 0 && bytes % blockBytes == 0 && bytes <= maximumBytes
    }

    /// The bytes of the filter that say whether it has a hash.
    public func byteRange(of hash: UInt64) -> Range<Int> {
        let start = Self.block(of: hash, count: blockCount) * Self.blockBytes
        return start..<start + Self.blockBytes
    }

    /// False only if the hash was not inserted. O(1).
    public func mightContain(_ hash: UInt64) -> Bool {
        let wanted = Self.mask(of: hash)
        let block = Self.block(of: hash, count: blockCount)
        return region.withUnsafeBytes { bytes in
            let stored = bytes.loadUnaligned(fromByteOffset: block * Self.blockBytes, as: SIMD8<UInt32>.self)
            return Self.littleEndian(stored) & wanted == wanted
        }
    }

    /// The block that a hash belongs to.
    @inline(__always)
    static func block(of hash: UInt64, count: Int) -> Int {
        Int(truncatingIfNeeded: (hash >> 32 &* UInt64(count)) >> 32)
    }

    /// The bits of a hash in its block.
    @inline(__always)
    static func mask(of hash: UInt64) -> SIMD8<UInt32> {
        let products = SIMD8<UInt32>(repeating: UInt32(truncatingIfNeeded: hash)) &* salts
        return SIMD8<UInt32>(repeating: 1) &<< (products &>> 27)
    }

    /// The words as they are stored, or from how they are stored.
    @inline(__always)
    static func littleEndian(_ words: SIMD8<UInt32>) -> SIMD8<UInt32> {
        #if _endian(little)
            return words
        #else
            var swapped = words
            for index in 0..<8 { swapped[index] = words[index].littleEndian }
            return swapped
        #endif
    }
}

/// Collects hashes into a filter of fixed size.
public struct BlockedBloomFilterBuilder: Sendable {
    private var blocks: [SIMD8<UInt32>]

    /// The rate of false answers that a filter has if nothing else is asked for.
    public static let defaultFalsePositiveRate = 0.01

    /// Bits per value with which at most that share of absent values is not recognised. If a block got k values, the
    /// share is (1 - (31/32)^k)^8; k has a Poisson distribution with mean 256 / bits.
    private static let bitsPerValue: [(rate: Double, bits: Double)] = [
        (0.1, 6), (0.05, 7.25), (0.01, 10.6), (0.001, 17), (0.0001, 26.4), (0.000_01, 41),
    ]

    /// A filter for so many distinct values, of which at most that share of absent values is not recognised: the rate
    /// is rounded down to 10, 5, 1, 0.1, 0.01 or 0.001 percent. A filter beyond the size limit is cut to it.
    public init(valueCount: Int, falsePositiveRate: Double = defaultFalsePositiveRate) {
        let blockCount =
            Self.byteCount(valueCount: valueCount, falsePositiveRate: falsePositiveRate)
            / BlockedBloomFilter.blockBytes
        blocks = Array(repeating: .zero, count: blockCount)
    }

    /// Bytes of the filter for so many distinct values.
    public static func byteCount(valueCount: Int, falsePositiveRate: Double = defaultFalsePositiveRate) -> Int {
        precondition(valueCount >= 0 && falsePositiveRate > 0, "a number of values and a rate")
        let step = bitsPerValue.first { $0.rate <= falsePositiveRate } ?? bitsPerValue[bitsPerValue.count - 1]
        let bits = (Double(valueCount) * step.bits).rounded(.up)
        let blockBits = Double(BlockedBloomFilter.blockBytes * 8)
        let most = BlockedBloomFilter.maximumBytes / BlockedBloomFilter.blockBytes
        let blocks = min(Int((min(bits, 1e15) / blockBits).rounded(.up)), most)
        return max(blocks, 1) * BlockedBloomFilter.blockBytes
    }

    /// O(1).
    public mutating func insert(_ hash: UInt64) {
        blocks[BlockedBloomFilter.block(of: hash, count: blocks.count)] |= BlockedBloomFilter.mask(of: hash)
    }

    /// The filter's bytes.
    public var bytes: [UInt8] {
        Array(unsafeUninitializedCapacity: blocks.count * BlockedBloomFilter.blockBytes) { buffer, count in
            count = blocks.count * BlockedBloomFilter.blockBytes
            let raw = UnsafeMutableRawBufferPointer(buffer)
            for index in blocks.indices {
                raw.storeBytes(
                    of: BlockedBloomFilter.littleEndian(blocks[index]),
                    toByteOffset: index * BlockedBloomFilter.blockBytes, as: SIMD8<UInt32>.self)
            }
        }
    }
}
