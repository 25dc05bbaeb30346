import Bytes

/// Reads JSON (RFC 8259) value by value from bytes that are not trusted, without building a tree.
struct JSONScanner {
    /// A string's text: a range of the input, or, if it had escapes, of the scanner's scratch buffer.
    struct Text {
        var range: Range<Int>
        var isUnescaped: Bool
    }

    enum Number {
        case integer(Int64)
        case double(Double)
    }

    private let bytes: [UInt8]
    private(set) var position: Int
    private let end: Int
    /// Unescaped strings, one after the other.
    private(set) var scratch: [UInt8] = []

    /// Scans `bytes[range]`.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { position >= end }

    /// The next byte that is not white space, without passing it; 0 at the end.
    mutating func peek() -> UInt8 {
        while position < end {
            let byte = bytes[position]
            if byte > 0x20 || !(byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09) { return byte }
            position += 1
        }
        return 0
    }

    /// Passes the byte if it is the next that is not white space.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard peek() == byte, position < end else { return false }
        position += 1
        return true
    }

    func error(_ expected: String) -> RecordError {
        let found = position < end ? "byte 0x" + String(bytes[position], radix: 16) : "the end"
        return RecordError(.malformed, "at byte \(position): expected \(expected), found \(found)")
    }

    mutating func expect(_ byte: UInt8, _ name: String) throws(RecordError) {
        if !skip(byte) { throw error(name) }
    }

    func bytes(of text: Text) -> ArraySlice<UInt8> {
        text.isUnescaped ? scratch[text.range] : bytes[text.range]
    }

    // MARK: Strings

    /// A string; the opening quote is next.
    mutating func string() throws(RecordError) -> Text {
        try expect(UInt8(ascii: "\""), "a string")
        let start = position
        while position < end {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return Text(range: start..<position - 1, isUnescaped: false)
            }
            if byte == UInt8(ascii: "\\") { return try stringWithEscapes(from: start) }
            if byte < 0x20 { throw error("no control character in a string") }
            position += 1
        }
        throw error("a closing quote")
    }

    private mutating func stringWithEscapes(from start: Int) throws(RecordError) -> Text {
        let scratchStart = scratch.count
        scratch.append(contentsOf: bytes[start..<position])
        while position < end {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return Text(range: scratchStart..<scratch.count, isUnescaped: true)
            case UInt8(ascii: "\\"):
                position += 1
                try escape()
            case 0..<0x20:
                throw error("no control character in a string")
            default:
                scratch.append(byte)
                position += 1
            }
        }
        throw error("a closing quote")
    }

    private mutating func escape() throws(RecordError) {
        guard position < end else { throw error("an escape") }
        let byte = bytes[position]
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
        guard first < 0xDC00, position + 1 < end, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
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
            guard position < end, let digit = Self.hexDigit(bytes[position]) else { throw error("four hex digits") }
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

    /// A number, exact as an `Int64` if it is written without point and exponent and fits.
    mutating func number() throws(RecordError) -> Number {
        let start = position
        let isNegative = skip(UInt8(ascii: "-"))
        let firstDigit = position
        var magnitude: UInt64 = 0
        var overflows = false
        while position < end, case UInt8(ascii: "0")...UInt8(ascii: "9") = bytes[position] {
            let (product, over) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, overSum) = product.addingReportingOverflow(UInt64(bytes[position] - UInt8(ascii: "0")))
            overflows = overflows || over || overSum
            magnitude = sum
            position += 1
        }
        try checkInteger(from: firstDigit)
        let isInteger = try !skipFractionAndExponent()
        if position - start > IngestLimits.numberBytes {
            throw RecordError(.tooLarge, "a number of more than \(IngestLimits.numberBytes) characters")
        }
        if isInteger && !overflows {
            if !isNegative, let value = Int64(exactly: magnitude) { return .integer(value) }
            if isNegative && magnitude <= 1 << 63 { return .integer(Int64(truncatingIfNeeded: 0 &- magnitude)) }
        }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)), value.isFinite else {
            throw RecordError(.outOfRange, "a number beyond the range of a double")
        }
        return .double(value)
    }

    private func checkInteger(from firstDigit: Int) throws(RecordError) {
        guard position > firstDigit else { throw error("a digit") }
        if position - firstDigit > 1 && bytes[firstDigit] == UInt8(ascii: "0") { throw error("no leading zero") }
    }

    /// Passes a number of any size.
    mutating func skipNumber() throws(RecordError) {
        let start = position
        _ = skip(UInt8(ascii: "-"))
        let firstDigit = position
        while position < end, case UInt8(ascii: "0")...UInt8(ascii: "9") = bytes[position] { position += 1 }
        try checkInteger(from: firstDigit)
        _ = try skipFractionAndExponent()
        if position - start > IngestLimits.decimalBytes {
            throw RecordError(.tooLarge, "a number of more than \(IngestLimits.decimalBytes) characters")
        }
    }

    private mutating func skipFractionAndExponent() throws(RecordError) -> Bool {
        var found = false
        if position < end, bytes[position] == UInt8(ascii: ".") {
            position += 1
            found = true
            try skipDigits()
        }
        if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            found = true
            if position < end, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try skipDigits()
        }
        return found
    }

    private mutating func skipDigits() throws(RecordError) {
        let start = position
        while position < end, case UInt8(ascii: "0")...UInt8(ascii: "9") = bytes[position] { position += 1 }
        if position == start { throw error("a digit") }
    }

    /// `true`, `false` or `null`, whichever `word` names.
    mutating func word(_ word: StaticString) throws(RecordError) {
        let length = word.utf8CodeUnitCount
        guard position + length <= end, bytes[position..<position + length].elementsEqual(word.description.utf8) else {
            throw error(word.description)
        }
        position += length
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
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
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
