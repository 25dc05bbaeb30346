import Bytes

/// Reads JSON (RFC 8259) value by value from bytes that are not trusted, without building a tree.
struct JSONScanner: ~Escapable {
    /// A string's text: a range of the input, or, if it had escapes, of the scanner's scratch buffer.
    struct Text {
        var range: Range<Int>
        var isUnescaped: Bool
        /// Whether the text is well-formed UTF-8 for certain: beside escapes, the input has only ASCII there.
        var isKnownUTF8: Bool
    }

    enum Number {
        case integer(Int64)
        case double(Double)
    }

    /// Everything up to the end of what is scanned.
    let input: Span<UInt8>
    private(set) var position: Int
    /// Unescaped strings, one after the other.
    private(set) var scratch: [UInt8] = []

    /// Scans a range of some bytes, which must be inside them; positions are those of the bytes.
    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        input = bytes.extracting(0..<range.upperBound)
        position = range.lowerBound
    }

    private var end: Int { input.count }
    var isAtEnd: Bool { position >= end }

    /// The next byte that is not white space, without passing it; 0 at the end.
    @inline(__always)
    mutating func peek() -> UInt8 {
        while position < input.count {
            let byte = input[position]
            if byte > 0x20 || !(byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09) { return byte }
            position &+= 1
        }
        return 0
    }

    /// Passes the byte if it is the next that is not white space.
    @inline(__always)
    mutating func skip(_ byte: UInt8) -> Bool {
        guard peek() == byte, position < input.count else { return false }
        position &+= 1
        return true
    }

    /// Passes bytes that are equal to a part of others; false if the next bytes are not.
    @inline(__always)
    mutating func skip(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard input.matches(bytes, range, at: position) else { return false }
        position &+= range.count
        return true
    }

    func error(_ expected: String) -> RecordError {
        let found = position < end ? "byte 0x" + String(input[position], radix: 16) : "the end"
        return RecordError(.malformed, "at byte \(position): expected \(expected), found \(found)")
    }

    @inline(__always)
    mutating func expect(_ byte: UInt8, _ name: StaticString) throws(RecordError) {
        if !skip(byte) { throw error(name.description) }
    }

    /// A copy of a text.
    func bytes(of text: Text) -> [UInt8] {
        text.isUnescaped ? Array(scratch[text.range]) : input(text.range)
    }

    /// A copy of a part of the input.
    func input(_ range: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        append(range, to: &bytes)
        return bytes
    }

    /// Appends a part of the input.
    func append(_ range: Range<Int>, to output: inout [UInt8]) {
        output.append(contentsOf: input, range)
    }

    // MARK: Strings

    /// A string; the opening quote is next.
    @inline(__always)
    mutating func string() throws(RecordError) -> Text {
        try expect(UInt8(ascii: "\""), "a string")
        let start = position
        var beyondASCII: UInt64 = 0
        position = input.endOfPlainText(from: start, beyondASCII: &beyondASCII)
        guard position < input.count, input[position] == UInt8(ascii: "\"") else {
            return try irregularString(from: start, beyondASCII)
        }
        position &+= 1
        return Text(range: start..<position &- 1, isUnescaped: false, isKnownUTF8: beyondASCII == 0)
    }

    /// A string that has a backslash, a control character or the end of the input next.
    @inline(never)
    private mutating func irregularString(from start: Int, _ beyondASCII: UInt64) throws(RecordError) -> Text {
        let scratchStart = scratch.count
        var (plainStart, beyondASCII) = (start, beyondASCII)
        while position < end {
            append(plainStart..<position, to: &scratch)
            switch input[position] {
            case UInt8(ascii: "\""):
                position += 1
                let range = scratchStart..<scratch.count
                return Text(range: range, isUnescaped: true, isKnownUTF8: beyondASCII == 0)
            case UInt8(ascii: "\\"):
                position += 1
                try escape()
            default:
                throw error("no control character in a string")
            }
            plainStart = position
            position = input.endOfPlainText(from: position, beyondASCII: &beyondASCII)
        }
        throw error("a closing quote")
    }

    private mutating func escape() throws(RecordError) {
        guard position < end else { throw error("an escape") }
        let byte = input[position]
        let plain: UInt8? =
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
            case UInt8(ascii: "b"): 0x08
            case UInt8(ascii: "f"): 0x0C
            case UInt8(ascii: "n"): 0x0A
            case UInt8(ascii: "r"): 0x0D
            case UInt8(ascii: "t"): 0x09
            default: nil
            }
        if let plain {
            scratch.append(plain)
            position += 1
            return
        }
        guard byte == UInt8(ascii: "u") else { throw error("an escape") }
        position += 1
        scratch.append(contentsOf: String(Character(try unicodeEscape())).utf8)
    }

    private mutating func unicodeEscape() throws(RecordError) -> Unicode.Scalar {
        let first = try hexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < end, input[position] == UInt8(ascii: "\\"),
            input[position + 1] == UInt8(ascii: "u")
        else { throw error("a surrogate pair") }
        position += 2
        let second = try hexDigits()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error("a surrogate pair") }
        return scalar
    }

    private mutating func hexDigits() throws(RecordError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < end, let digit = Self.hexDigit(input[position]) else { throw error("four hex digits") }
            value = value << 4 | digit
            position += 1
        }
        return value
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    // MARK: Numbers and words

    /// Passes an integer of at most 18 digits; nil, and nothing is passed, if something else is next.
    @inline(__always)
    mutating func shortInteger() -> Int64? {
        var next = position
        let isNegative = next < input.count && input[next] == UInt8(ascii: "-")
        if isNegative { next &+= 1 }
        let first = next
        var digits: UInt64 = 0
        let count = input.passDigits(at: &next, appendingTo: &digits)
        guard count == 1 || count > 1 && count <= 18 && input[first] != UInt8(ascii: "0") else { return nil }
        if next < input.count, input[next] == UInt8(ascii: ".") || input[next] | 0x20 == UInt8(ascii: "e") {
            return nil
        }
        position = next
        let magnitude = Int64(truncatingIfNeeded: digits)
        return isNegative ? 0 &- magnitude : magnitude
    }

    /// A number, exact as an `Int64` if it is written without point and exponent and fits.
    mutating func number() throws(RecordError) -> Number {
        let start = position
        let isNegative = skip(UInt8(ascii: "-"))
        let firstDigit = position
        var decimal = ScannedDecimal()
        decimal.digitCount = input.passDigits(at: &position, appendingTo: &decimal.digits)
        try checkInteger(from: firstDigit)
        let isInteger = try !fractionAndExponent(&decimal)
        if position - start > IngestLimits.numberBytes {
            throw RecordError(.tooLarge, "a number of more than \(IngestLimits.numberBytes) characters")
        }
        if isInteger, let value = decimal.integer(isNegative: isNegative) { return .integer(value) }
        if let value = decimal.double { return .double(isNegative ? -value : value) }
        guard let value = Double(String(decoding: input(start..<position), as: UTF8.self)), value.isFinite else {
            throw RecordError(.outOfRange, "a number beyond the range of a double")
        }
        return .double(value)
    }

    @inline(__always)
    private func checkInteger(from firstDigit: Int) throws(RecordError) {
        guard position > firstDigit else { throw error("a digit") }
        if position - firstDigit > 1 && input[firstDigit] == UInt8(ascii: "0") { throw error("no leading zero") }
    }

    /// Passes a number of any size.
    mutating func skipNumber() throws(RecordError) {
        let start = position
        _ = skip(UInt8(ascii: "-"))
        let firstDigit = position
        var decimal = ScannedDecimal()
        _ = input.passDigits(at: &position, appendingTo: &decimal.digits)
        try checkInteger(from: firstDigit)
        _ = try fractionAndExponent(&decimal)
        if position - start > IngestLimits.decimalBytes {
            throw RecordError(.tooLarge, "a number of more than \(IngestLimits.decimalBytes) characters")
        }
    }

    /// Whether there is one of them.
    @inline(__always)
    private mutating func fractionAndExponent(_ decimal: inout ScannedDecimal) throws(RecordError) -> Bool {
        var found = false
        if position < input.count, input[position] == UInt8(ascii: ".") {
            position &+= 1
            found = true
            let count = input.passDigits(at: &position, appendingTo: &decimal.digits)
            if count == 0 { throw error("a digit") }
            decimal.digitCount &+= count
            decimal.exponent = 0 &- count
        }
        if position < input.count, input[position] | 0x20 == UInt8(ascii: "e") {
            found = true
            try exponent(&decimal)
        }
        return found
    }

    private mutating func exponent(_ decimal: inout ScannedDecimal) throws(RecordError) {
        position += 1
        let isNegative = position < end && input[position] == UInt8(ascii: "-")
        if position < end, isNegative || input[position] == UInt8(ascii: "+") { position += 1 }
        var exponent: UInt64 = 0
        let count = input.passDigits(at: &position, appendingTo: &exponent)
        if count == 0 { throw error("a digit") }
        decimal.add(exponent: exponent, digits: count, isNegative: isNegative)
    }

    /// `true`, `false` or `null`.
    @inline(__always)
    mutating func word(_ word: JSONWord) throws(RecordError) {
        let unused = UInt64(64 &- 8 &* word.length)
        guard (input.word(at: position) ^ word.letters) &<< unused == 0 else { throw error(word.name) }
        position &+= word.length
    }

    /// Passes any value.
    mutating func skipValue(depth: Int = 0) throws(RecordError) {
        if depth > IngestLimits.jsonDepth {
            throw RecordError(.tooLarge, "values nested deeper than \(IngestLimits.jsonDepth)")
        }
        switch peek() {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "{"): try skipObject(depth: depth)
        case UInt8(ascii: "["): try skipArray(depth: depth)
        default: try skipScalar()
        }
    }

    /// Passes `true`, `false`, `null` or a number.
    mutating func skipScalar() throws(RecordError) {
        switch peek() {
        case UInt8(ascii: "t"): try word(.true)
        case UInt8(ascii: "f"): try word(.false)
        case UInt8(ascii: "n"): try word(.null)
        default: try skipNumber()
        }
    }

    private mutating func skipObject(depth: Int) throws(RecordError) {
        try expect(UInt8(ascii: "{"), "an object")
        if skip(UInt8(ascii: "}")) { return }
        repeat {
            _ = peek()
            _ = try string()
            try expect(UInt8(ascii: ":"), "':'")
            try skipValue(depth: depth + 1)
        } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"), "',' or '}'")
    }

    private mutating func skipArray(depth: Int) throws(RecordError) {
        try expect(UInt8(ascii: "["), "an array")
        if skip(UInt8(ascii: "]")) { return }
        repeat { try skipValue(depth: depth + 1) } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"), "',' or ']'")
    }
}
