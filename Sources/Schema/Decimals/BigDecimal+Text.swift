extension BigDecimal: CustomStringConvertible {
    /// A text is written with an exponent if more zeros than this would be needed without.
    public static let maximumPaddingZeros = 100

    /// The number that a text stands for: an optional sign, digits with an optional point among them, and an optional
    /// exponent such as `E-7`. O(count).
    public init(parsing text: some Collection<UInt8>) throws(BigDecimalError) {
        var reader = DecimalTextReader(rest: Array(text)[...])
        let isNegative = reader.takeSign()
        var digits = reader.takeDigits()
        let integerDigits = digits.count
        if reader.take(".") { digits += reader.takeDigits() }
        guard !digits.isEmpty else { throw .malformed }
        var exponent = 0
        if reader.take("e") || reader.take("E") { exponent = try reader.takeExponent() }
        guard reader.rest.isEmpty else { throw .malformed }
        try self.init(isNegative: isNegative, normalising: digits, firstExponent: integerDigits - 1 + exponent)
    }

    /// The number that a text stands for. O(count).
    public init(_ text: String) throws(BigDecimalError) { try self.init(parsing: text.utf8) }

    /// The one text of the number: without exponent such as `-0.015`, or else such as `1.5E+300`.
    public var description: String { String(decoding: text, as: UTF8.self) }

    private var text: [UInt8] {
        if digits.isEmpty { return [UInt8(ascii: "0")] }
        let figures = digits.map { $0 + UInt8(ascii: "0") }
        let padding = exponent < 0 ? -exponent : exponent - (digits.count - 1)
        return (isNegative ? [UInt8(ascii: "-")] : [])
            + (padding > Self.maximumPaddingZeros ? scientific(figures) : plain(figures))
    }

    private func plain(_ figures: [UInt8]) -> [UInt8] {
        func zeros(_ count: Int) -> [UInt8] { Array(repeating: UInt8(ascii: "0"), count: count) }
        let point = UInt8(ascii: ".")
        if exponent < 0 { return zeros(1) + [point] + zeros(-exponent - 1) + figures }
        let integerDigits = exponent + 1
        if figures.count <= integerDigits { return figures + zeros(integerDigits - figures.count) }
        return figures[..<integerDigits] + [point] + figures[integerDigits...]
    }

    private func scientific(_ figures: [UInt8]) -> [UInt8] {
        let fraction = figures.count > 1 ? [UInt8(ascii: ".")] + figures[1...] : []
        return figures[..<1] + fraction + Array("E\(exponent < 0 ? "" : "+")\(exponent)".utf8)
    }
}

/// Takes the parts of a number's text, one after the other.
private struct DecimalTextReader {
    var rest: ArraySlice<UInt8>

    /// Digits of an exponent that are looked at: with more of them it is out of range, whatever they are.
    private static let exponentDigits = 9

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: scalar) else { return false }
        rest.removeFirst()
        return true
    }

    /// Whether there is a minus; a plus is passed over.
    mutating func takeSign() -> Bool {
        if take("+") { return false }
        return take("-")
    }

    /// The digits up to the next byte that is none, each 0 to 9.
    mutating func takeDigits() -> [UInt8] {
        let figures = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest[figures.endIndex...]
        return figures.map { $0 - UInt8(ascii: "0") }
    }

    mutating func takeExponent() throws(BigDecimalError) -> Int {
        let isNegative = takeSign()
        let digits = takeDigits()
        guard !digits.isEmpty else { throw .malformed }
        let magnitude = digits.drop { $0 == 0 }.prefix(Self.exponentDigits + 1).reduce(0) { $0 * 10 + Int($1) }
        return isNegative ? -magnitude : magnitude
    }
}
