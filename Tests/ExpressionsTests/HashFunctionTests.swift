import Bytes
import Schema
import Testing

struct HashFunctionTests {
    private static let fox = "The quick brown fox jumps over the lazy dog"

    /// The vectors of RFC 1321 and FIPS 180-4, and lengths around a block's end by another implementation.
    @Test(arguments: [
        text("md5('')", "d41d8cd98f00b204e9800998ecf8427e"), text("md5('abc')", "900150983cd24fb0d6963f7d28e17f72"),
        text("md5('\(fox)')", "9e107d9d372bb6826bd81d3542a419d6"),
        text("md5(repeat('a', 119))", "8a7bd0732ed6a28ce75f6dabc90e1613"),
        text("sha('')", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        text("sha1('abc')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        text("sha('\(fox)')", "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12"),
        text("sha(repeat('a', 119))", "ee971065aaa017e0632a8ca6c77bb3bf8b1dfc56"),
        text("sha256('')", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        text("sha256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        text("sha256(repeat('a', 119))", "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"),
        text(
            "sha512('')",
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
        ),
        text(
            "sha512('abc')",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
        text(
            "sha512(repeat('a', 111))",
            "fa9121c7b32b9e01733d034cfc78cbf67f926c7ed83e82200ef86818196921760b4beff48404df811b953828274461673c68d04e297b0eb7b2b4d60fc6b566a2"
        ),
        text(
            "sha512(repeat('a', 112))",
            "c01d080efd492776a1c43bd23dd99d0a2e626d481e16782e75d54c2503b5dc32bd05f0f1ba33e568b88fd2d970929b719ecbb152f58f130a407c8830604b70ca"
        ),
        text("md5(hexToBytes('616263'))", "900150983cd24fb0d6963f7d28e17f72"), null("md5(NULL)"),
        fails("md5(1)", "TYPE_MISMATCH"),
    ])
    func digests(_ example: FunctionCase) { example.check() }

    private static func signed(_ bits: UInt32) -> Int64 { Int64(Int32(bitPattern: bits)) }
    private static func signed(_ bits: UInt64) -> Int64 { Int64(bitPattern: bits) }

    @Test(arguments: [
        int("crc32('')", 0), int("crc32('123456789')", signed(UInt32(0xCBF4_3926))),
        int("crc32('\(fox)')", 1_095_738_169),
        int("crc32c('123456789')", signed(UInt32(0xE306_9283))), int("adler32('')", 1),
        int("adler32('\(fox)')", 1_541_148_634),
        int("adler32(repeat('a', 112))", 1_588_537_969), int("fnv1Hash32('foobar')", signed(UInt32(0x31f0_b262))),
        int("fnv1aHash32('foobar')", signed(UInt32(0xbf9c_f968))),
        int("fnv1Hash64('foobar')", signed(UInt64(0x340d_8765_a4dd_a9c2))),
        int("fnv1aHash64('foobar')", signed(UInt64(0x8594_4171_f739_67e8))),
        int("xxHash64('')", signed(UInt64(0xEF46_DB37_51D8_E999))),
        int("xxHash64('abc')", signed(UInt64(0x44BC_2CF5_AD77_0999))), int("murmur2('21')", -973_932_308),
        int("murmurHash2('foobar')", -790_332_482),
        int("murmur3_32('')", 0), int("murmurHash3Bit32('', 1)", signed(UInt32(0x514E_28B7))),
        int("murmurHash3Bit32('test', 0)", signed(UInt32(0xba6b_d213))),
        int("murmurHash3Bit32('Hello, world!', 0)", signed(UInt32(0xc036_3e43))),
        int("murmurHash3Bit32('\(fox)', 0)", signed(UInt32(0x2e4f_f723))),
        int("murmurHash3Bit64('\(fox)', 0)", signed(UInt64(0xe34b_bc7b_bc07_1b6c))),
        int("murmurHash3Bit64('hello')", signed(UInt64(0xcbd8_a7b3_41bd_9b02))),
        text("bytesToHex(murmurHash3Bit128('hello', 0))", "029bbd41b3a7d8cb191dae486a901e5b"),
        text("bytesToHex(murmurHash3Bit128('', 0))", "00000000000000000000000000000000"),
    ])
    func numbers(_ example: FunctionCase) { example.check() }
}
