import Bytes
import CKernels
import TestSupport
import Testing

@Suite struct CRC32CTests {
    /// The vectors of RFC 3720, appendix B.4, and the check value of the CRC catalogue.
    static let vectors: [(bytes: [UInt8], checksum: UInt32)] = [
        ([], 0),
        (Array("123456789".utf8), 0xE306_9283),
        (Array(repeating: 0, count: 32), 0x8A91_36AA),
        (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
        (Array(0..<32), 0x46DD_794E),
        ((0..<32).reversed(), 0x113F_DB5C),
        (
            [
                0x01, 0xC0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 0x04, 0, 0, 0, 0, 0x14, 0,
                0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0,
            ], 0xD996_3A56
        ),
    ]

    @Test(arguments: vectors.indices)
    func knownVector(_ index: Int) {
        let (bytes, checksum) = Self.vectors[index]
        #expect(CRC32C.of(bytes) == checksum)
        #expect(portable(bytes) == checksum)
    }

    /// The instruction and the table agree whatever the length and the alignment.
    @Test(arguments: seeds)
    func processorAndTableAgree(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = random.bytes(4096 + 64)
        for _ in 0..<200 {
            let start = random.below(64)
            let slice = bytes[start..<start + random.below(random.below(8) == 0 ? 4096 : 40)]
            let initial = UInt32(truncatingIfNeeded: random.next())
            #expect(CRC32C.of(slice, seed: initial) == portable(slice, initial))
        }
    }

    @Test(arguments: seeds)
    func piecesContinueEachOther(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = random.bytes(random.below(500))
        let (first, second) = (random.below(bytes.count + 1), random.below(bytes.count + 1))
        let cuts = [0, min(first, second), max(first, second), bytes.count]
        var crc = CRC32C()
        for (from, to) in zip(cuts, cuts.dropFirst()) { crc.update(bytes[from..<to]) }
        #expect(crc.value == CRC32C.of(bytes))
        #expect(CRC32C.of(bytes[cuts[1]...], seed: CRC32C.of(bytes[..<cuts[1]])) == CRC32C.of(bytes))
    }

    @Test func integersAreAddedLittleEndian() {
        var crc = CRC32C()
        crc.update(littleEndian: UInt32(0x0403_0201))
        crc.update(littleEndian: Int16(-2))
        #expect(crc.value == CRC32C.of([1, 2, 3, 4, 0xFE, 0xFF]))
    }

    @Test func everySingleBitFlipChangesTheChecksum() {
        var bytes = Array("a record batch of some length".utf8)
        let intact = CRC32C.of(bytes)
        for bit in 0..<bytes.count * 8 {
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(CRC32C.of(bytes) != intact)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        }
    }

    private func portable(_ bytes: some Collection<UInt8>, _ seed: UInt32 = 0) -> UInt32 {
        bytes.withContiguousStorageIfAvailable { martlet_crc32c_portable(seed, $0.baseAddress, $0.count) } ?? 0
    }
}
