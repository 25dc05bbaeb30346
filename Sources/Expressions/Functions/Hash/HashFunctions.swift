import Bytes
import Schema

/// Hashes of bytes; of a text, of its UTF-8. 32-bit hashes are signed, as in Java.
enum HashFunctions {
    static let all: [ScalarFunction] = digests + numbers + murmur

    private static let digests: [ScalarFunction] = [
        digest("md5", [], "MD5") { MessageDigests.md5($0) },
        digest("sha", ["sha1"], "SHA-1") { MessageDigests.sha1($0) },
        digest("sha256", [], "SHA-256") { SHA2.sha256($0) },
        digest("sha512", [], "SHA-512") { SHA2.sha512($0) },
    ]

    private static func digest(
        _ name: String, _ synonyms: [String], _ title: String, _ function: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> ScalarFunction {
        ScalarFunction(name, synonyms: synonyms, [.data], .string, "The \(title) digest in hexadecimal digits.") {
            (data: ByteString) in ByteString(MessageDigests.hexadecimal(function(data.bytes)))
        }
    }

    private static func narrow(
        _ name: String, _ summary: String, _ function: @escaping @Sendable ([UInt8]) -> UInt32
    ) -> ScalarFunction {
        ScalarFunction(name, [.data], .int, summary) { (data: ByteString) in
            Int64(Int32(bitPattern: function(data.bytes)))
        }
    }

    private static func wide(
        _ name: String, _ summary: String, _ function: @escaping @Sendable ([UInt8]) -> UInt64
    ) -> ScalarFunction {
        ScalarFunction(name, [.data], .long, summary) { (data: ByteString) in Int64(bitPattern: function(data.bytes)) }
    }

    private static let numbers: [ScalarFunction] = [
        narrow("crc32", "The CRC-32 of IEEE 802.3.") { Checksums.crc32($0) },
        narrow("crc32c", "The CRC-32C, Castagnoli's.") { CRC32C.of($0) },
        narrow("adler32", "The Adler-32 checksum.") { Checksums.adler32($0) },
        narrow("fnv1Hash32", "The FNV-1 hash of 32 bits.") { Checksums.fnv32($0, isVariantA: false) },
        narrow("fnv1aHash32", "The FNV-1a hash of 32 bits.") { Checksums.fnv32($0, isVariantA: true) },
        wide("fnv1Hash64", "The FNV-1 hash of 64 bits.") { Checksums.fnv64($0, isVariantA: false) },
        wide("fnv1aHash64", "The FNV-1a hash of 64 bits.") { Checksums.fnv64($0, isVariantA: true) },
        wide("xxHash64", "The XXH64 hash with seed 0.") { XXHash64.hash($0) },
    ]

    private static let murmur: [ScalarFunction] = [
        ScalarFunction(
            "murmurHash2", synonyms: ["murmur2", "murmurHash2UTF8"], [.data], .int,
            "The MurmurHash2 of 32 bits with Kafka's seed."
        ) { (data: ByteString) in Int64(Murmur2.hash(data.bytes[...])) },
        seeded("murmurHash3Bit32", ["murmur332"], .int, "The MurmurHash3 of 32 bits with a seed (0).") {
            Int64(Int32(bitPattern: Murmur3.hash32($0, seed: $1)))
        },
        seeded("murmurHash3Bit64", [], .long, "The first half of the 128-bit MurmurHash3 with a seed (0).") {
            Int64(bitPattern: Murmur3.hash128($0, seed: $1).low)
        },
        seeded("murmurHash3Bit128", [], .bytes, "The 128-bit MurmurHash3, for 64-bit machines, with a seed (0).") {
            let hash = Murmur3.hash128($0, seed: $1)
            return ByteString(MessageDigests.bigEndianBytes([hash.low.byteSwapped, hash.high.byteSwapped]))
        },
    ]

    private static func seeded<Result: RowResult>(
        _ name: String, _ synonyms: [String], _ result: FunctionResult, _ summary: String,
        _ function: @escaping @Sendable ([UInt8], UInt32) -> Result
    ) -> ScalarFunction {
        ScalarFunction(
            name, synonyms: synonyms, canFail: false, summary,
            [
                FunctionSignature([.data], result) { (data: ByteString) in function(data.bytes, 0) },
                FunctionSignature([.data, .integer], result) { (data: ByteString, seed: Int64) in
                    function(data.bytes, UInt32(truncatingIfNeeded: seed))
                },
            ])
    }
}
