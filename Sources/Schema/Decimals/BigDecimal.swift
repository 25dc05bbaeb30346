import Bytes

/// A decimal number of any size and precision within limits: the value of a BIG_DECIMAL.
///
/// Equality, order and hash are those of the number: 1.5, 1.50 and 15E-1 are one value, which keeps no trailing zeros
/// (SQL's equality; Java's `BigDecimal` distinguishes them). There is one zero, without sign.
public struct BigDecimal: Hashable, Sendable {
    /// Significant digits at most.
    public static let maximumDigits = 10_000
    /// The power of ten of the first significant digit is at least the negative of this, and at most this.
    public static let maximumExponent = 1_000_000

    public let isNegative: Bool
    /// The significant digits, each 0 to 9, without zeros at either end; empty for zero.
    public let digits: [UInt8]
    /// The power of ten of the first digit: 150 is 1.5 times ten to the power of 2. 0 for zero.
    public let exponent: Int

    public static let zero = BigDecimal(isNegative: false, digits: [], exponent: 0)

    /// The parts have been normalised and are within the limits.
    init(isNegative: Bool, digits: [UInt8], exponent: Int) {
        (self.isNegative, self.digits, self.exponent) = (isNegative, digits, exponent)
    }

    /// The number whose digits are `digits`, of which the first stands for that power of ten. Zeros at both ends are
    /// allowed here. O(digits).
    init(isNegative: Bool, normalising digits: [UInt8], firstExponent: Int) throws(BigDecimalError) {
        guard let first = digits.firstIndex(where: { $0 != 0 }), let last = digits.lastIndex(where: { $0 != 0 }) else {
            self = .zero
            return
        }
        let (exponent, count) = (firstExponent - first, last - first + 1)
        guard count <= Self.maximumDigits else { throw .tooManyDigits(count) }
        guard abs(exponent) <= Self.maximumExponent else { throw .exponentOutOfRange(exponent) }
        self.init(isNegative: isNegative, digits: Array(digits[first...last]), exponent: exponent)
    }

    /// The integer as it is.
    public init(_ integer: Int64) {
        let text = String(integer.magnitude).utf8.map { $0 - UInt8(ascii: "0") }
        let digits = integer == 0 ? [] : text[...text.lastIndex { $0 != 0 }!]
        self.init(isNegative: integer < 0, digits: Array(digits), exponent: integer == 0 ? 0 : text.count - 1)
    }

    /// The nearest double; infinite beyond the doubles' range.
    public var double: Double { Double(description) ?? .nan }
}

extension BigDecimal: Comparable {
    /// Numeric order. O(digits).
    public static func < (left: BigDecimal, right: BigDecimal) -> Bool {
        if left.sign != right.sign { return left.sign < right.sign }
        return left.isNegative ? right.isSmaller(than: left) : left.isSmaller(than: right)
    }

    private var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

    /// Whether the absolute value is less. A zero has no digits and is only compared with itself.
    private func isSmaller(than other: BigDecimal) -> Bool {
        exponent != other.exponent ? exponent < other.exponent : digits.lexicographicallyPrecedes(other.digits)
    }
}

/// Why something is no BIG_DECIMAL.
public enum BigDecimalError: CodedError, Equatable {
    /// The text is no decimal number.
    case malformed
    /// So many significant digits are more than `BigDecimal.maximumDigits`.
    case tooManyDigits(Int)
    /// The first significant digit has a power of ten beyond `BigDecimal.maximumExponent`.
    case exponentOutOfRange(Int)

    public var code: String {
        switch self {
        case .malformed: "DECIMAL_MALFORMED"
        case .tooManyDigits: "DECIMAL_TOO_LONG"
        case .exponentOutOfRange: "DECIMAL_OUT_OF_RANGE"
        }
    }

    public var message: String {
        switch self {
        case .malformed: "no decimal number"
        case .tooManyDigits(let count):
            "a decimal number of \(count) digits; at most \(BigDecimal.maximumDigits) are possible"
        case .exponentOutOfRange(let exponent):
            "a decimal number with the exponent \(exponent); at most \(BigDecimal.maximumExponent) is possible"
        }
    }
}
