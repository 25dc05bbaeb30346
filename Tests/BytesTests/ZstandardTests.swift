import Bytes
import TestSupport
import Testing

@Suite struct ZstandardTests {
    private func text(_ random: inout SeededGenerator, words: Int) -> [UInt8] {
        let vocabulary = ["status", "cancelled", "delivered", "customer", "Rome", "Oslo", "\":\"", "\",\""]
        return Array((0..<words).map { _ in random.pick(vocabulary) }.joined().utf8)
    }

    @Test(arguments: [1, 3, 19])
    func whatIsCompressedComesBack(level: Int) throws {
        var random = SeededGenerator(seed: UInt64(level))
        let compressor = ZstandardCompressor(level: level)
        let decompressor = ZstandardDecompressor()
        var frame: [UInt8] = [1, 2, 3]
        for bytes in [[], [7], text(&random, words: 1000), random.bytes(5000), text(&random, words: 3)] {
            compressor.compress(bytes, into: &frame)
            #expect(try decompressor.decompress(frame, count: bytes.count) == bytes)
            var again: [UInt8] = []
            ZstandardCompressor(level: level).compress(bytes, into: &again)
            #expect(again == frame)
        }
    }

    @Test func onlyTheStatedSizeWillDo() throws {
        var random = SeededGenerator(seed: 5)
        let bytes = text(&random, words: 100)
        var frame: [UInt8] = []
        ZstandardCompressor(level: 3).compress(bytes, into: &frame)
        let decompressor = ZstandardDecompressor()
        #expect(throws: ZstandardError.wrongSize(expected: bytes.count + 1, found: bytes.count)) {
            try decompressor.decompress(frame, count: bytes.count + 1)
        }
        for count in [0, 1, bytes.count - 1] {
            #expect(throws: ZstandardError.self) { try decompressor.decompress(frame, count: count) }
        }
        #expect(throws: ZstandardError.self) { try decompressor.decompress([], count: 1) }
        #expect(throws: ZstandardError.self) { try decompressor.decompress(frame.dropLast(), count: bytes.count) }
        #expect(try decompressor.decompress(frame, count: bytes.count) == bytes, "it goes on after errors")
    }

    @Test func aDictionaryHelpsAndIsNeeded() throws {
        var random = SeededGenerator(seed: 6)
        let samples = (0..<500).map { _ in text(&random, words: 12) }
        let train = {
            Zstandard.trainDictionary(samples: samples.flatMap { $0 }, sizes: samples.map(\.count), capacity: 2048)
        }
        let dictionary = try #require(train())
        #expect(train() == dictionary && dictionary.count <= 2048)
        var (plain, helped): ([UInt8], [UInt8]) = ([], [])
        ZstandardCompressor(level: 3).compress(samples[0], into: &plain)
        ZstandardCompressor(level: 3, dictionary: dictionary).compress(samples[0], into: &helped)
        #expect(helped.count < plain.count)
        let decompressor = ZstandardDecompressor()
        let prepared = try ZstandardDictionary(dictionary)
        #expect(try decompressor.decompress(helped, count: samples[0].count, dictionary: prepared) == samples[0])
        #expect(throws: ZstandardError.self) { try decompressor.decompress(helped, count: samples[0].count) }
        #expect(try decompressor.decompress(plain, count: samples[0].count, dictionary: prepared) == samples[0])
    }

    @Test func whatCannotBeADictionaryIsRefused() throws {
        #expect(Zstandard.trainDictionary(samples: [], sizes: [], capacity: 100) == nil)
        #expect(Zstandard.trainDictionary(samples: [1, 2, 3], sizes: [3], capacity: 4096) == nil)
        #expect(throws: ZstandardError.malformedDictionary) { try ZstandardDictionary([]) }
        // The library's magic number, and nothing that could follow it.
        #expect(throws: ZstandardError.malformedDictionary) {
            try ZstandardDictionary([0x37, 0xA4, 0x30, 0xEC, 1, 2, 3, 4, 5])
        }
    }

    @Test(arguments: seeds)
    func damagedFramesAreRefusedOrOfTheRightSize(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bytes = text(&random, words: 200)
        var frame: [UInt8] = []
        ZstandardCompressor(level: 3).compress(bytes, into: &frame)
        let decompressor = ZstandardDecompressor()
        var refused = 0
        for _ in 0..<300 {
            var damaged = frame
            damaged[random.below(frame.count)] ^= UInt8(1 + random.below(255))
            do throws(ZstandardError) {
                #expect(try decompressor.decompress(damaged, count: bytes.count).count == bytes.count)
            } catch { refused += 1 }
        }
        #expect(refused > 50)
    }
}
