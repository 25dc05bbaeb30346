/// Numbers as unsigned integers that sort like them.
enum OrderedKey {
    private static let signBit: UInt64 = 1 << 63

    static func key(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) ^ signBit }

    static func integer(_ key: UInt64) -> Int64 { Int64(bitPattern: key ^ signBit) }

    /// The number must be a number. Zero has one key, whatever its sign.
    static func key(_ value: Double) -> UInt64 {
        let bits = (value == 0 ? 0 : value).bitPattern
        return bits & signBit == 0 ? bits | signBit : ~bits
    }

    static func double(_ key: UInt64) -> Double {
        Double(bitPattern: key & signBit == 0 ? ~key : key & ~signBit)
    }
}
