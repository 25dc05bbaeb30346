import Bytes
import Schema

/// Avro's decimals: a whole number in two's complement, most significant byte first, and how many of its digits are
/// behind the point.
enum AvroDecimal {
    /// Enough for every number of `BigDecimal.maximumDigits` digits.
    static let maximumBytes = 4_160

    /// The number as text, without exponent. O(bytes²).
    static func text(_ unscaled: ArraySlice<UInt8>, scale: Int) -> ByteString {
        let isNegative = unscaled.first.map { $0 >= 0x80 } ?? false
        var digits = decimalDigits(isNegative ? negated(unscaled) : Array(unscaled))
        if digits.count <= scale { digits.insert(contentsOf: repeatElement(0, count: scale + 1 - digits.count), at: 0) }
        var text: [UInt8] = []
        if isNegative { text.append(UInt8(ascii: "-")) }
        for (index, digit) in digits.enumerated() {
            if scale > 0 && index == digits.count - scale { text.append(UInt8(ascii: ".")) }
            text.append(UInt8(ascii: "0") + digit)
        }
        return ByteString(text)
    }

    private static func negated(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result = bytes.map { ~$0 }
        for index in result.indices.reversed() {
            let (sum, overflow) = result[index].addingReportingOverflow(1)
            result[index] = sum
            if !overflow { return result }
        }
        return [1] + result
    }

    /// The decimal digits of a number without sign, the first of them first; one zero for zero.
    private static func decimalDigits(_ bytes: [UInt8]) -> [UInt8] {
        var limbs: [UInt32] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            limbs.append(rest.suffix(4).reduce(0) { $0 << 8 | UInt32($1) })
            rest = rest.dropLast(4)
        }
        var reversed: [UInt8] = []
        while true {
            while limbs.last == 0 { limbs.removeLast() }
            if limbs.isEmpty { break }
            var remainder: UInt64 = 0
            for index in limbs.indices.reversed() {
                let dividend = remainder << 32 | UInt64(limbs[index])
                limbs[index] = UInt32(dividend / 1_000_000_000)
                remainder = dividend % 1_000_000_000
            }
            for _ in 0..<9 {
                reversed.append(UInt8(remainder % 10))
                remainder /= 10
            }
        }
        while reversed.last == 0 { reversed.removeLast() }
        return reversed.isEmpty ? [0] : reversed.reversed()
    }
}
