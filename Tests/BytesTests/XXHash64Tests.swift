import Bytes
import Testing

@Suite struct XXHash64Tests {
    @Test(
        arguments: [
            ("", 0, 0xEF46_DB37_51D8_E999), ("a", 0, 0xD24E_C4F1_A98C_6E5B), ("abc", 0, 0x44BC_2CF5_AD77_0999),
            ("Nobody inspects the spammish repetition", 0, 0xFBCE_A83C_8A37_8BF1),
            ("xxhash", 20_141_025, 0xB559_B98D_844E_0635),
        ] as [(String, UInt64, UInt64)])
    func publishedVectors(text: String, seed: UInt64, hash: UInt64) {
        #expect(XXHash64.hash(Array(text.utf8), seed: seed) == hash)
    }

    private let bytes = (0..<201).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) }

    /// Lengths around each step of the algorithm, as the reference implementation (libxxhash 0.8.1) hashes them.
    @Test(
        arguments: [
            (1, 0x1F25_C8D0_BC1F_4BB6, 0x7982_6BCD_749D_267A), (4, 0x9BB6_4B7D_66EE_9FDA, 0x6F0A_6C97_D68B_F353),
            (7, 0x9A7B_1499_59CE_60D8, 0xD97E_DE93_C9D6_6A0D), (8, 0xDAB9_9D95_C6F9_0092, 0xA2F1_E284_37A7_8A1B),
            (12, 0xD52E_4078_33AF_5133, 0xBCC9_F0D6_16FF_9A7B), (15, 0x1B47_CB82_43CC_8E32, 0xE2EC_50A5_44FA_EC61),
            (31, 0xA2AA_5F33_CC4A_6119, 0x7554_3727_1D1D_0A84), (32, 0x23C3_C17E_F790_FD97, 0xBF62_4B93_2C09_0428),
            (33, 0x50A7_CFC7_BA58_8784, 0x7ACE_AF1E_9D34_EA35), (63, 0x5E3E_54B4_31C7_493C, 0x2C8D_DCE5_C85D_0D9D),
            (64, 0x0EB6_4B3E_F6EE_B01F, 0x4AF3_41F1_4E3A_6FC9), (200, 0xA6CB_3C09_BC82_9B24, 0x17E5_F0AA_6728_F859),
        ] as [(Int, UInt64, UInt64)])
    func vectorsByLength(length: Int, hash: UInt64, seeded: UInt64) {
        #expect(XXHash64.hash(Array(bytes[..<length])) == hash)
        #expect(XXHash64.hash(Array(bytes[..<length]), seed: 0x9E37_79B9_7F4A_7C15) == seeded)
    }

    /// All lengths up to 200, each with its length as the seed, folded into one number of the reference implementation.
    @Test func allLengths() {
        var folded: UInt64 = 0
        for length in 0...200 { folded = folded &* 31 &+ XXHash64.hash(Array(bytes[..<length]), seed: UInt64(length)) }
        #expect(folded == 0xF5EB_6CAE_14B2_743B)
    }

    @Test(arguments: [0, 1, 0x0123_4567_89AB_CDEF, .max] as [UInt64])
    func numbersAreHashedAsTheirBytes(number: UInt64) {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }
        #expect(XXHash64.hash(littleEndian: number) == XXHash64.hash(bytes))
        #expect(XXHash64.hash(littleEndian: number, seed: 9) == XXHash64.hash(bytes, seed: 9))
    }
}
