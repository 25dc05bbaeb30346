import Bitmaps
import Bytes
import TestSupport
import Testing

@Suite struct BlockedBloomFilterTests {
    private static func filter(_ bytes: [UInt8]) throws -> BlockedBloomFilter {
        try #require(BlockedBloomFilter(ByteRegion(MappedRegion(copying: bytes))))
    }

    private static func hash(_ number: Int) -> UInt64 { XXHash64.hash(littleEndian: UInt64(number)) }

    @Test(arguments: [(0.1, 6.0), (0.05, 7.25), (0.01, 10.6), (0.001, 17.0)])
    func ratesAreKept(rate: Double, bits: Double) throws {
        let count = 20_000
        var builder = BlockedBloomFilterBuilder(valueCount: count, falsePositiveRate: rate)
        for number in 0..<count { builder.insert(Self.hash(number)) }
        let bytes = builder.bytes
        #expect(abs(Double(bytes.count * 8) / Double(count) - bits) < 0.1)
        let filter = try Self.filter(bytes)
        #expect((0..<count).allSatisfy { filter.mightContain(Self.hash($0)) }, "nothing is forgotten")
        let tries = 100_000
        let wrong = (count..<count + tries).count { filter.mightContain(Self.hash($0)) }
        #expect(Double(wrong) < 1.25 * rate * Double(tries) && wrong > 0)
    }

    @Test func theLayoutIsThatOfParquet() throws {
        var builder = BlockedBloomFilterBuilder(valueCount: 24, falsePositiveRate: 0.01)
        #expect(builder.bytes == [UInt8](repeating: 0, count: 32))
        let hash: UInt64 = 0x8000_0000_0000_0003
        builder.insert(hash)
        // Bit (3 * salt) >> 27 of each word, by the specification's constants.
        let salts: [UInt32] = [
            0x47B6_137B, 0x4497_4D91, 0x8824_AD5B, 0xA2B7_289D, 0x7054_95C7, 0x2DF1_424B, 0x9EFC_4947, 0x5C6B_FB31,
        ]
        let words = salts.map { UInt32(1) << ((3 &* $0) >> 27) }
        #expect(builder.bytes == words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } })
        // The upper half chooses the block: half way up is the second of two blocks.
        var two = BlockedBloomFilterBuilder(valueCount: 40)
        two.insert(hash)
        #expect(two.bytes == [UInt8](repeating: 0, count: 32) + builder.bytes)
        #expect(try Self.filter(two.bytes).mightContain(hash) && !Self.filter(two.bytes).mightContain(3))
    }

    @Test func sizesHaveLimits() {
        #expect(BlockedBloomFilterBuilder.byteCount(valueCount: 0) == 32)
        #expect(BlockedBloomFilterBuilder.byteCount(valueCount: .max) == BlockedBloomFilter.maximumBytes)
        #expect(BlockedBloomFilterBuilder.byteCount(valueCount: 1_000_000, falsePositiveRate: 1e-12) == 5_125_024)
        #expect(BlockedBloomFilterBuilder.byteCount(valueCount: 1000, falsePositiveRate: 5) == 768)
        for count in [0, 1, 31, 33, 100] {
            #expect(BlockedBloomFilter(ByteRegion(MappedRegion(copying: .init(repeating: 0, count: count)))) == nil)
        }
    }

    /// Bits that flip can only make values unknown that were known, or known that were not: no byte is invalid.
    @Test(arguments: SeededGenerator.seeds)
    func anyBytesAreAFilter(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for blocks in 1...40 {
            let filter = try Self.filter(generator.bytes(blocks * 32))
            _ = filter.mightContain(generator.next()) || filter.mightContain(.max) || filter.mightContain(0)
        }
    }
}
