import Bytes
import TestSupport
import Testing

@Suite struct DecompressionTests {
    /// 100,000 zeros, of Snappy 2,000, as the libraries of other languages compress them.
    static let zeros: [(codec: CompressionCodec, hex: String)] = [
        (
            .gzip,
            [
                "1f8b0800000000000203edc13101000000c2a0f54f6d0d0fa00000000000000000000000000000000000000000",
                "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
                "000000000000000000000000000000000000000000000000000000000000008057037d9511d4a0860100",
            ].joined()
        ),
        (
            .lz4,
            [
                "04224d185440ae0b0100001f000100ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "ffe7500000000000eb897227910000000f0100ffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "ffffffffffffffffffffffffffffffffffffff0f500000000000e203ed3200000000d339cec9",
            ].joined()
        ),
        (.zstandard, ["28b52ffda0a086010055000010000001009b8639c002"].joined()),
        (
            .snappy,
            [
                "d00f0000fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe01",
                "00fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe0100fe01",
                "00fe0100fe01003a0100",
            ].joined()
        ),
    ]

    private static func bytes(_ hex: String) -> ArraySlice<UInt8> {
        let digits = Array(hex.utf8).map { UInt8($0 < 58 ? $0 - 48 : $0 - 87) }
        return [0xEE] + stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private func size(_ codec: CompressionCodec) -> Int { codec == .snappy ? 2000 : 100_000 }

    @Test func everythingComesOut() throws {
        for (codec, hex) in Self.zeros {
            let output = try codec.decompress(Self.bytes(hex).dropFirst(), limit: size(codec))
            #expect(output == [UInt8](repeating: 0, count: size(codec)), "\(codec)")
        }
    }

    @Test func moreThanTheLimitIsRefused() {
        for (codec, hex) in Self.zeros {
            for limit in [0, 1, 1000, size(codec) - 1] {
                #expect(throws: DecompressionError.tooLarge(limit: limit), "\(codec)") {
                    try codec.decompress(Self.bytes(hex).dropFirst(), limit: limit)
                }
            }
        }
    }

    @Test func anEndAnywhereAndBytesBehindTheEndAreErrors() {
        for (codec, hex) in Self.zeros {
            let whole = Self.bytes(hex).dropFirst()
            for count in 0..<whole.count {
                #expect(throws: DecompressionError.self, "\(codec), \(count) bytes") {
                    try codec.decompress(whole.prefix(count), limit: 1 << 20)
                }
            }
            #expect(throws: DecompressionError.self, "\(codec)") {
                try codec.decompress(whole + [1], limit: 1 << 20)
            }
        }
    }

    @Test func noBytesStopTheProcess() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("changed streams: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for (codec, hex) in Self.zeros {
            for _ in 0..<500 {
                var changed = Array(Self.bytes(hex).dropFirst())
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    changed[Int.random(in: changed.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                if let output = try? codec.decompress(changed[...], limit: 1 << 20) { #expect(output.count <= 1 << 20) }
            }
        }
    }
}
