/// A decimal number as it was scanned, without its sign: digits times a power of ten.
struct ScannedDecimal {
    /// Modulo 2^64.
    var digits: UInt64 = 0
    var digitCount = 0
    /// Of ten.
    var exponent = 0

    /// So many digits always fit `digits`.
    private static let maximumDigits = 19
    /// More digits of an exponent are left to the general way.
    private static let maximumExponentDigits = 5
    /// Integers up to this one are doubles.
    private static let greatestExactInteger: UInt64 = 1 << 53

    /// Powers of ten that are doubles.
    private static let exactPowers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]

    /// Takes in a written exponent.
    mutating func add(exponent written: UInt64, digits count: Int, isNegative: Bool) {
        guard count <= Self.maximumExponentDigits else {
            digitCount = .max
            return
        }
        exponent += isNegative ? -Int(written) : Int(written)
    }

    /// The integer, if it has neither fraction nor exponent; nil if it does not fit.
    @inline(__always)
    func integer(isNegative: Bool) -> Int64? {
        guard digitCount <= Self.maximumDigits else { return nil }
        if !isNegative { return Int64(exactly: digits) }
        return digits <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- digits) : nil
    }

    /// The nearest double, if one operation on two exact doubles gives it (Clinger, "How to read floating point numbers
    /// accurately", 1990); nil otherwise.
    @inline(__always)
    var double: Double? {
        guard digitCount <= Self.maximumDigits, digits <= Self.greatestExactInteger else { return nil }
        let powers = Self.exactPowers
        if exponent >= 0 {
            return exponent < powers.count ? Double(digits) * powers[exponent] : nil
        }
        return -exponent < powers.count ? Double(digits) / powers[-exponent] : nil
    }
}
