import Bytes

/// The form in which BIG_DECIMALs are stored and compared: bytes whose order is that of the numbers.
///
/// Numbers as SQLite 4 encodes them in its keys (sqlite.org/src4/doc/trunk/www/key_encoding.wiki): a byte for sign and
/// size, the exponent unless that byte tells it, and the digits in base 100, each doubled and all but the last plus 1.
/// Of negative numbers exponent and digits are inverted. Exponents are SQLite 4's variable-length integers.
extension BigDecimal {
    private enum Lead {
        static let negativeLarge: UInt8 = 0x08
        static let negativeMedium: UInt8 = 0x13
        static let negativeSmall: UInt8 = 0x14
        static let zero: UInt8 = 0x15
        static let positiveSmall: UInt8 = 0x16
        static let positiveMedium: UInt8 = 0x17
        static let positiveLarge: UInt8 = 0x22
    }

    /// Exponents to base 100 from 0 to this one are part of the first byte.
    private static let greatestMedium = 10

    /// The number as bytes that sort like it: equal numbers have equal bytes. O(digits).
    public var orderedBytes: ByteString {
        if digits.isEmpty { return ByteString([Lead.zero]) }
        // The number is 0.M times 100 to the power of `hundreds`, and the first pair of M is not 0.
        let tens = exponent + 1
        let hundreds = (tens + (tens & 1)) / 2
        var bytes = head(hundreds)
        let inversion: UInt8 = isNegative ? 0xFF : 0
        let pairs = (tens & 1 == 0 ? digits : [0] + digits)
        for index in stride(from: 0, to: pairs.count, by: 2) {
            let pair = pairs[index] * 10 + (index + 1 < pairs.count ? pairs[index + 1] : 0)
            bytes.append((pair * 2 + (index + 2 < pairs.count ? 1 : 0)) ^ inversion)
        }
        return ByteString(bytes)
    }

    private func head(_ hundreds: Int) -> [UInt8] {
        let magnitude = OrderedVarint.bytes(UInt32(abs(hundreds)))
        let inverted = magnitude.map { ~$0 }
        switch hundreds {
        case ..<0: return isNegative ? [Lead.negativeSmall] + magnitude : [Lead.positiveSmall] + inverted
        case ...Self.greatestMedium:
            let size = UInt8(hundreds)
            return [isNegative ? Lead.negativeMedium - size : Lead.positiveMedium + size]
        default: return isNegative ? [Lead.negativeLarge] + inverted : [Lead.positiveLarge] + magnitude
        }
    }

    /// The number whose `orderedBytes` these are; nil if there is none. O(count).
    public init?(orderedBytes bytes: ByteString) {
        guard let decoded = Self.decode(bytes.bytes), decoded.orderedBytes == bytes else { return nil }
        self = decoded
    }

    /// The number that some bytes stand for, if they are made well enough to stand for one.
    private static func decode(_ bytes: [UInt8]) -> BigDecimal? {
        guard let lead = bytes.first, lead >= Lead.negativeLarge, lead <= Lead.positiveLarge else { return nil }
        if lead == Lead.zero { return .zero }
        let isNegative = lead < Lead.zero
        var rest = bytes[1...]
        let hundreds: Int
        switch lead {
        case Lead.negativeLarge: hundreds = OrderedVarint.take(&rest, inverted: true)
        case Lead.negativeSmall: hundreds = -OrderedVarint.take(&rest, inverted: false)
        case Lead.positiveSmall: hundreds = -OrderedVarint.take(&rest, inverted: true)
        case Lead.positiveLarge: hundreds = OrderedVarint.take(&rest, inverted: false)
        default: hundreds = Int(isNegative ? Lead.negativeMedium - lead : lead - Lead.positiveMedium)
        }
        var digits: [UInt8] = []
        for byte in rest {
            let pair = (isNegative ? ~byte : byte) / 2
            guard pair < 100 else { return nil }
            digits += [pair / 10, pair % 10]
        }
        return try? BigDecimal(isNegative: isNegative, normalising: digits, firstExponent: hundreds * 2 - 1)
    }
}

/// Variable-length integers that sort like their bytes, as SQLite 4 defines them (src4/doc/trunk/www/varint.wiki); here
/// of at most 24 bits.
private enum OrderedVarint {
    static func bytes(_ value: UInt32) -> [UInt8] {
        func low(_ shift: UInt32, of number: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: number >> shift) }
        switch value {
        case ...240: return [UInt8(value)]
        case ...2287: return [UInt8((value - 240) / 256 + 241), low(0, of: value - 240)]
        case ...67823: return [249, low(8, of: value - 2288), low(0, of: value - 2288)]
        default: return [250, low(16, of: value), low(8, of: value), low(0, of: value)]
        }
    }

    /// Takes a number from the front of some bytes; 0 if there is none. The caller checks it by encoding it again.
    static func take(_ bytes: inout ArraySlice<UInt8>, inverted: Bool) -> Int {
        func next() -> Int { bytes.popFirst().map { Int(inverted ? ~$0 : $0) } ?? 0 }
        let first = next()
        switch first {
        case ...240: return first
        case ...248: return 240 + 256 * (first - 241) + next()
        case 249: return 2288 + 256 * next() + next()
        case 250: return next() << 16 | next() << 8 | next()
        default: return 0
        }
    }
}
