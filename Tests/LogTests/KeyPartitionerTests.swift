import Bytes
import Log
import Testing

@Suite struct KeyPartitionerTests {
    /// From `UtilsTest.testMurmur2` of Apache Kafka.
    static let published: [(String, Int32)] = [
        ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
        ("a-little-bit-longer-string", -1_486_304_829),
        ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
    ]

    @Test func hashesAreKafkas() {
        for (text, expected) in Self.published { #expect(Murmur2.hash(bytes(text)) == expected, "\(text)") }
    }

    @Test func partitionsAreKafkas() {
        for (text, hash) in Self.published {
            for count in [1, 2, 3, 12, 1000] {
                let expected = Int(hash & 0x7FFF_FFFF) % count
                #expect(KeyPartitioner.partition(forKey: bytes(text), partitionCount: count) == expected)
            }
        }
    }

    @Test func aSliceHashesLikeItsBytes() {
        let whole = bytes("..foobar..")
        #expect(Murmur2.hash(whole[2..<8]) == -790_332_482)
    }
}
