import Bytes

/// Parses JSON as RFC 8259 defines it, strictly: a repeated key, a lone surrogate, invalid UTF-8 and a number beyond
/// the range of decimals are errors, because each of them would otherwise change the document silently.
///
/// Written by hand for those rules, for exact error positions and for the depth counter, none of which Foundation's
/// decoder has.
struct JSONParser {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0

    static func parse(_ bytes: [UInt8], limits: JSONLimits) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes: bytes, limits: limits)
        return try parser.parseDocument()
    }

    private init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    private mutating func parseDocument() throws(JSONError) -> JSONValue {
        if bytes.count > limits.documentBytes {
            throw error("the document has \(bytes.count) bytes, more than the limit of \(limits.documentBytes)", at: 0)
        }
        skipSpaces()
        let value = try parseValue()
        skipSpaces()
        if position < bytes.count { throw error("expected nothing after the document") }
        return value
    }

    private mutating func parseValue() throws(JSONError) -> JSONValue {
        guard let byte = peek() else { throw error("expected a value, found the end") }
        switch byte {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.parseObject() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.parseArray() }
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        default: throw error("expected a value")
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        depth += 1
        if depth > limits.depth { throw error("arrays and objects are nested deeper than \(limits.depth)") }
        position += 1
        skipSpaces()
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func parseObject() throws(JSONError) -> JSONValue {
        var members: [String: JSONValue] = [:]
        if take("}") { return .object(members) }
        while true {
            skipSpaces()
            let keyOffset = position
            guard peek() == UInt8(ascii: "\"") else { throw error("expected a key in double quotes") }
            let key = try parseString()
            skipSpaces()
            guard take(":") else { throw error("expected ':' after the key") }
            skipSpaces()
            let value = try parseValue()
            if members.updateValue(value, forKey: key) != nil {
                throw error("the key \"\(key)\" is repeated", at: keyOffset)
            }
            skipSpaces()
            if take("}") { return .object(members) }
            guard take(",") else { throw error("expected ',' or '}'") }
        }
    }

    private mutating func parseArray() throws(JSONError) -> JSONValue {
        var elements: [JSONValue] = []
        if take("]") { return .array(elements) }
        while true {
            skipSpaces()
            elements.append(try parseValue())
            skipSpaces()
            if take("]") { return .array(elements) }
            guard take(",") else { throw error("expected ',' or ']'") }
        }
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let expected = ByteString(stringLiteral: word).bytes
        guard bytes[position...].starts(with: expected) else { throw error("expected \(word)") }
        position += expected.count
        return value
    }
}

extension JSONParser {
    private mutating func parseNumber() throws(JSONError) -> JSONValue {
        let start = position
        _ = take("-")
        let integerStart = position
        let integerDigits = skipDigits()
        if integerDigits == 0 { throw error("expected a digit") }
        if integerDigits > 1 && bytes[integerStart] == UInt8(ascii: "0") {
            throw error("a number does not start with 0", at: start)
        }
        var isInteger = true
        if take(".") {
            isInteger = false
            if skipDigits() == 0 { throw error("expected a digit after the point") }
        }
        if take("e") || take("E") {
            isInteger = false
            if !take("+") { _ = take("-") }
            if skipDigits() == 0 { throw error("expected a digit in the exponent") }
        }
        if position - start > JSONLimits.numberBytes {
            throw error("a number has more than \(JSONLimits.numberBytes) bytes", at: start)
        }
        return try number(String(decoding: bytes[start..<position], as: UTF8.self), isInteger: isInteger, at: start)
    }

    private func number(_ text: String, isInteger: Bool, at start: Int) throws(JSONError) -> JSONValue {
        if isInteger, text != "-0", let value = Int64(text) { return .integer(value) }
        do throws(BigDecimalError) {
            let exact = try BigDecimal(text)
            if !isInteger || text == "-0", let value = Double(text), try isText(of: value, exact) {
                return .double(value)
            }
            return .decimal(text)
        } catch {
            throw self.error("\(error.message): \(text)", at: start)
        }
    }

    /// Whether a double is written as that number, so that nothing is lost.
    private func isText(of double: Double, _ number: BigDecimal) throws(BigDecimalError) -> Bool {
        if !double.isFinite { return false }
        return try BigDecimal(double.description) == number
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        return position - start
    }

    private mutating func parseString() throws(JSONError) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw error("the string is not well-formed UTF-8", at: start)
                }
                return string
            case UInt8(ascii: "\\"): try parseEscape(into: &text)
            case 0..<0x20: throw error("a control character in a string must be escaped")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw error("the string is not terminated", at: start)
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws(JSONError) {
        let start = position
        position += 1
        guard let byte = peek() else { throw error("the string is not terminated", at: start) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: Character(try parseUnicodeEscape(at: start)).utf8)
        default: throw error("unknown escape", at: start)
        }
    }

    /// The scalar of `\uXXXX`, or of two of them that form a surrogate pair; the first `\u` is consumed already.
    private mutating func parseUnicodeEscape(at start: Int) throws(JSONError) -> Unicode.Scalar {
        let high = try parseHexadecimal()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00, take("\\"), take("u") else { throw error("a surrogate without its pair", at: start) }
        let low = try parseHexadecimal()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw error("a surrogate without its pair", at: start) }
        return scalar
    }

    private mutating func parseHexadecimal() throws(JSONError) -> UInt32 {
        let end = position + 4
        let digits = end <= bytes.count ? bytes[position..<end] : []
        let isHexadecimal = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        guard digits.count == 4, isHexadecimal, let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw error("expected four hexadecimal digits") }
        position = end
        return value
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpaces() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func error(_ detail: String, at offset: Int? = nil) -> JSONError {
        JSONError(detail, at: offset ?? position, in: bytes)
    }
}
