/// Exact sums, differences and products. A result of too many digits, or out of the range of exponents, is an error.
extension BigDecimal {
    /// The power of ten of the last significant digit.
    private var lastExponent: Int { exponent - (digits.count - 1) }

    public var negated: BigDecimal {
        digits.isEmpty ? self : BigDecimal(isNegative: !isNegative, digits: digits, exponent: exponent)
    }

    /// O(digits), and of those between the first digit of the one and the last of the other.
    public func adding(_ other: BigDecimal) throws(BigDecimalError) -> BigDecimal {
        if digits.isEmpty { return other }
        if other.digits.isEmpty { return self }
        let (first, last) = (max(exponent, other.exponent) + 1, min(lastExponent, other.lastExponent))
        // One place is for the carry, and one may cancel.
        guard first - last <= Self.maximumDigits + 1 else { throw .tooManyDigits(first - last) }
        let (left, right) = (aligned(from: first, to: last), other.aligned(from: first, to: last))
        if isNegative == other.isNegative {
            return try BigDecimal(isNegative: isNegative, normalising: Self.sum(left, right), firstExponent: first)
        }
        let isSwapped = left.lexicographicallyPrecedes(right)
        let difference = isSwapped ? Self.difference(right, left) : Self.difference(left, right)
        return try BigDecimal(
            isNegative: isSwapped ? other.isNegative : isNegative, normalising: difference, firstExponent: first)
    }

    public func subtracting(_ other: BigDecimal) throws(BigDecimalError) -> BigDecimal {
        try adding(other.negated)
    }

    /// O(digits of the one x digits of the other), in steps of nine by nine digits.
    public func multiplied(by other: BigDecimal) throws(BigDecimalError) -> BigDecimal {
        if digits.isEmpty || other.digits.isEmpty { return .zero }
        let product = DecimalLimbs(digits).multiplied(by: DecimalLimbs(other.digits)).digits
        let last = lastExponent + other.lastExponent
        return try BigDecimal(
            isNegative: isNegative != other.isNegative, normalising: product, firstExponent: last + product.count - 1)
    }

    /// The digits for the powers of ten from `first` down to `last`, zeros where the number has none.
    private func aligned(from first: Int, to last: Int) -> [UInt8] {
        Array(repeating: 0, count: first - exponent) + digits + Array(repeating: 0, count: lastExponent - last)
    }

    private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var (result, carry) = (left, UInt8(0))
        for index in result.indices.reversed() {
            let digit = left[index] + right[index] + carry
            carry = digit >= 10 ? 1 : 0
            result[index] = digit - carry * 10
        }
        return result
    }

    /// The greater number minus the smaller one.
    private static func difference(_ greater: [UInt8], _ smaller: [UInt8]) -> [UInt8] {
        var (result, borrow) = (greater, UInt8(0))
        for index in result.indices.reversed() {
            let taken = smaller[index] + borrow
            borrow = greater[index] < taken ? 1 : 0
            result[index] = greater[index] + borrow * 10 - taken
        }
        return result
    }
}

extension BigDecimal {
    /// The very number that a double is; nil if it is none.
    public init?(exactly double: Double) {
        guard double.isFinite else { return nil }
        var (significand, binaryExponent) = (double.significandBitPattern, Int(double.exponentBitPattern) - 1075)
        if double.exponentBitPattern == 0 { binaryExponent += 1 } else { significand |= 1 << 52 }
        if significand == 0 {
            self = .zero
            return
        }
        // A power of a half is one of five that is that many decimal places further down.
        let base: UInt32 = binaryExponent < 0 ? 5 : 2
        let limbs = DecimalLimbs(significand).multiplied(by: base, times: abs(binaryExponent))
        let digits = limbs.digits
        let number = try? BigDecimal(
            isNegative: double < 0, normalising: digits, firstExponent: digits.count - 1 + min(binaryExponent, 0))
        guard let number else { return nil }
        self = number
    }

    /// The integer that is left without the decimal places; nil if 64 bits do not hold it.
    public var truncatedInteger: Int64? {
        guard exponent >= 0 && !digits.isEmpty else { return 0 }
        guard exponent <= 18 else { return nil }
        var result: Int64 = 0
        for place in 0...exponent {
            let digit = Int64(place < digits.count ? digits[place] : 0)
            let (tens, overflow) = result.multipliedReportingOverflow(by: 10)
            let (next, nextOverflow) = tens.addingReportingOverflow(isNegative ? -digit : digit)
            if overflow || nextOverflow { return nil }
            result = next
        }
        return result
    }
}

/// A natural number in limbs of nine decimal digits, the lowest first.
private struct DecimalLimbs {
    private static let base: UInt64 = 1_000_000_000
    private var limbs: [UInt32]

    init(_ digits: [UInt8]) {
        limbs = []
        var end = digits.count
        while end > 0 {
            let start = max(end - 9, 0)
            limbs.append(digits[start..<end].reduce(0) { $0 * 10 + UInt32($1) })
            end = start
        }
    }

    init(_ number: UInt64) {
        limbs = []
        var rest = number
        while rest > 0 {
            limbs.append(UInt32(rest % Self.base))
            rest /= Self.base
        }
    }

    private init(limbs: [UInt32]) { self.limbs = limbs }

    func multiplied(by other: DecimalLimbs) -> DecimalLimbs {
        var result = Array(repeating: UInt32(0), count: limbs.count + other.limbs.count)
        for (index, limb) in limbs.enumerated() {
            var carry: UInt64 = 0
            for (otherIndex, otherLimb) in other.limbs.enumerated() {
                let sum = UInt64(limb) * UInt64(otherLimb) + UInt64(result[index + otherIndex]) + carry
                result[index + otherIndex] = UInt32(sum % Self.base)
                carry = sum / Self.base
            }
            result[index + other.limbs.count] = UInt32(carry)
        }
        return DecimalLimbs(limbs: result)
    }

    /// The number multiplied by a power of a small base.
    func multiplied(by base: UInt32, times: Int) -> DecimalLimbs {
        var (result, rest) = (limbs, times)
        while rest > 0 {
            // 5 to the power of 13 is the greatest that 32 bits hold.
            let step = min(rest, 13)
            let factor = (0..<step).reduce(UInt64(1)) { product, _ in product * UInt64(base) }
            var carry: UInt64 = 0
            for index in result.indices {
                let product = UInt64(result[index]) * factor + carry
                result[index] = UInt32(product % Self.base)
                carry = product / Self.base
            }
            if carry > 0 { result.append(UInt32(carry)) }
            rest -= step
        }
        return DecimalLimbs(limbs: result)
    }

    /// The decimal digits, the highest first, with zeros in front.
    var digits: [UInt8] {
        var digits = [UInt8]()
        digits.reserveCapacity(limbs.count * 9)
        for limb in limbs.reversed() {
            var (divisor, rest) = (UInt32(100_000_000), limb)
            while divisor > 0 {
                digits.append(UInt8(rest / divisor))
                rest %= divisor
                divisor /= 10
            }
        }
        return digits
    }
}
