import Bytes

/// A text that is not JSON, with the byte where that shows.
package struct JSONSyntaxError: CodedError, Hashable {
    package let offset: Int
    package let expected: String

    package var code: String { "MALFORMED_JSON" }
    package var message: String { "byte \(offset): expected \(expected)" }
}

/// Reads one JSON text (RFC 8259). Strict: no comments, no trailing commas, nothing after the value.
package struct JSONParser {
    private let bytes: [UInt8]
    private var position = 0
    private let maximumDepth: Int

    private init(_ bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    /// The tree of a JSON text. O(bytes); refuses what is nested deeper than `maximumDepth`.
    package static func parse(
        _ bytes: [UInt8], maximumDepth: Int = Limits.jsonDepth
    ) throws(JSONSyntaxError) -> JSONValue {
        var parser = JSONParser(bytes, maximumDepth: maximumDepth)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.error("the end of the text") }
        return value
    }

    private func error(_ expected: String) -> JSONSyntaxError {
        JSONSyntaxError(offset: position, expected: expected)
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["): return .array(try elements(depth: depth))
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "t"): return try literal("true", .boolean(true))
        case UInt8(ascii: "f"): return try literal("false", .boolean(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func literal(_ word: String, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw error("\(word)") }
        position += word.utf8.count
        return value
    }

    /// Steps over an opening bracket.
    private mutating func enter(depth: Int) throws(JSONSyntaxError) {
        guard depth < maximumDepth else { throw error("at most \(maximumDepth) nested arrays and objects") }
        position += 1
        skipSpace()
    }

    private mutating func members(depth: Int) throws(JSONSyntaxError) -> [JSONValue.Member] {
        try enter(depth: depth)
        var members: [JSONValue.Member] = []
        if take(UInt8(ascii: "}")) { return members }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("a member's name in quotes") }
            let name = try text()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw error("a colon") }
            members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return members }
            guard take(UInt8(ascii: ",")) else { throw error("a comma or }") }
        }
    }

    private mutating func elements(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
        try enter(depth: depth)
        var elements: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return elements }
            guard take(UInt8(ascii: ",")) else { throw error("a comma or ]") }
        }
    }

    private mutating func number() throws(JSONSyntaxError) -> String {
        let start = position
        guard let first = next, first == UInt8(ascii: "-") || Self.isDigit(first) else { throw error("a JSON value") }
        _ = take(UInt8(ascii: "-"))
        let leadingZero = next == UInt8(ascii: "0")
        let count = try digits()
        if leadingZero && count > 1 { throw error("no digit after a leading zero") }
        if take(UInt8(ascii: ".")) { _ = try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            _ = try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private mutating func digits() throws(JSONSyntaxError) -> Int {
        let start = position
        while let byte = next, Self.isDigit(byte) { position += 1 }
        guard position > start else { throw error("a digit") }
        return position - start
    }

    private mutating func text() throws(JSONSyntaxError) -> String {
        position += 1
        var content: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else { throw error("UTF-8") }
                position += 1
                return text
            case UInt8(ascii: "\\"):
                position += 1
                try appendEscaped(to: &content)
            case 0..<0x20: throw error("no bare control character in a string")
            default:
                content.append(byte)
                position += 1
            }
        }
        throw error("a closing quote")
    }

    private mutating func appendEscaped(to content: inout [UInt8]) throws(JSONSyntaxError) {
        guard let byte = next else { throw error("an escape") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: String(Character(try unicodeScalar())).utf8)
        default: throw error("one of \"\\/bfnrtu after a backslash")
        }
    }

    /// A scalar, of one escape or of a pair of surrogates; a lone surrogate becomes U+FFFD.
    private mutating func unicodeScalar() throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try hexadecimalQuad()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, bytes[position...].starts(with: "\\u".utf8) else { return "\u{FFFD}" }
        let mark = position
        position += 2
        let second = try hexadecimalQuad()
        guard (0xDC00..<0xE000).contains(second) else {
            position = mark
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func hexadecimalQuad() throws(JSONSyntaxError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = PercentCoding.hexadecimalValue(byte) else {
                throw error("four hexadecimal digits")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
