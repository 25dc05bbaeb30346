import Schema

/// BIG_DECIMALs as Pinot serialises them: two bytes of scale, then the unscaled integer in two's complement, both with
/// the highest byte first.
enum DecimalBytes {
    /// Nil if the scale does not fit in 16 bits.
    static func bytes(_ number: BigDecimal) -> [UInt8]? {
        let scale = number.digits.count - 1 - number.exponent
        let isWhole = scale < 0
        guard !number.digits.isEmpty else { return [0, 0, 0] }
        guard let short = Int16(exactly: isWhole ? 0 : scale), number.exponent < 40_000 else { return nil }
        let digits = number.digits + Array(repeating: 0, count: isWhole ? -scale : 0)
        var magnitude = [UInt8]()
        for digit in digits { multiplyAdd(&magnitude, by: 10, digit) }
        if magnitude.last.map({ $0 >= 0x80 }) ?? true { magnitude.append(0) }
        if number.isNegative { negate(&magnitude) }
        // A sign byte that only repeats the sign is left out.
        while magnitude.count > 1, magnitude[magnitude.count - 1] == 0xFF, magnitude[magnitude.count - 2] >= 0x80 {
            magnitude.removeLast()
        }
        let bits = UInt16(bitPattern: short)
        return [UInt8(bits >> 8), UInt8(truncatingIfNeeded: bits)] + magnitude.reversed()
    }

    /// Nil if the bytes stand for no BIG_DECIMAL.
    static func number(_ bytes: [UInt8]) -> BigDecimal? {
        guard bytes.count >= 3, bytes.count <= 4200 else { return nil }
        let scale = Int16(bitPattern: UInt16(bytes[0]) << 8 | UInt16(bytes[1]))
        var magnitude = Array(bytes[2...].reversed())
        let isNegative = bytes[2] >= 0x80
        if isNegative { negate(&magnitude) }
        var digits = [UInt8]()
        while let last = magnitude.last {
            if last == 0 {
                magnitude.removeLast()
                continue
            }
            var remainder: UInt16 = 0
            for index in magnitude.indices.reversed() {
                let value = remainder << 8 | UInt16(magnitude[index])
                magnitude[index] = UInt8(value / 10)
                remainder = value % 10
            }
            digits.append(UInt8(remainder) + UInt8(ascii: "0"))
        }
        let text = (isNegative ? "-" : "") + String(decoding: digits.isEmpty ? [48] : digits.reversed(), as: UTF8.self)
        return try? BigDecimal("\(text)E\(-Int(scale))")
    }

    /// Little-endian digits to base 256.
    private static func multiplyAdd(_ magnitude: inout [UInt8], by factor: UInt16, _ digit: UInt8) {
        var carry = UInt16(digit)
        for index in magnitude.indices {
            let value = UInt16(magnitude[index]) * factor + carry
            magnitude[index] = UInt8(truncatingIfNeeded: value)
            carry = value >> 8
        }
        if carry > 0 { magnitude.append(UInt8(carry)) }
    }

    private static func negate(_ bytes: inout [UInt8]) {
        var carry = true
        for index in bytes.indices {
            let (value, overflow) = (~bytes[index]).addingReportingOverflow(carry ? 1 : 0)
            bytes[index] = value
            carry = overflow
        }
    }
}
