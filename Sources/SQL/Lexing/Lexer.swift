/// Cuts a statement into tokens, one at a time, in linear time over its UTF-8 bytes.
///
/// A value: a copy looks ahead without disturbing the original.
struct Lexer {
    let bytes: [UInt8]
    /// Where the next token, or the space in front of it, starts.
    private(set) var offset = 0
    private var line = 1
    private var column = 1

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Of the byte at `offset`.
    var location: SourceLocation { SourceLocation(line: line, column: column) }

    /// The token at `offset`, which moves behind it; `end` again and again at the end of the text.
    @inline(never)
    mutating func next() throws(SQLError) -> Token {
        try skipSpaceAndComments()
        guard let byte = byte(at: offset) else { return token(.end, to: offset) }
        switch byte {
        case UInt8(ascii: "'"):
            return token(.string, to: try endOfQuoted(by: byte, "string"))
        case UInt8(ascii: "\""), UInt8(ascii: "`"):
            return token(.quotedName, to: try endOfQuoted(by: byte, "quoted name"))
        case _ where startsNumber(byte):
            return token(.number, to: try endOfNumber())
        default:
            break
        }
        if let end = endOfWord() {
            return token(.word, to: end)
        }
        if let symbol = symbol() {
            return token(.symbol(symbol.symbol), to: offset + symbol.length)
        }
        throw unexpectedCharacter()
    }

    /// The byte at a position that may lie behind the end.
    func byte(at position: Int) -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private func startsNumber(_ byte: UInt8) -> Bool {
        byte.isASCIIDigit || (byte == UInt8(ascii: ".") && self.byte(at: offset + 1)?.isASCIIDigit == true)
    }

    private mutating func token(_ kind: Token.Kind, to end: Int) -> Token {
        let start = offset
        let location = location
        advance(to: end)
        let keyword = kind == .word ? Keyword(bytes[start..<end]) : nil
        return Token(kind: kind, keyword: keyword, range: start..<end, location: location)
    }

    private mutating func advance(to end: Int) {
        for byte in bytes[offset..<end] {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if !byte.isUTF8Continuation {
                column += 1
            }
        }
        offset = end
    }

    private mutating func skipSpaceAndComments() throws(SQLError) {
        while let byte = byte(at: offset) {
            let following = self.byte(at: offset + 1)
            if byte.isASCIISpace {
                advance(to: offset + 1)
            } else if byte == UInt8(ascii: "-") && following == UInt8(ascii: "-") {
                advance(to: bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count)
            } else if byte == UInt8(ascii: "/") && following == UInt8(ascii: "*") {
                advance(to: try endOfComment())
            } else {
                return
            }
        }
    }

    private func endOfComment() throws(SQLError) -> Int {
        var position = offset + 2
        while position + 1 < bytes.count {
            if bytes[position] == UInt8(ascii: "*") && bytes[position + 1] == UInt8(ascii: "/") {
                return position + 2
            }
            position += 1
        }
        throw SQLError(.syntax, at: location, "the comment that starts here has no closing */")
    }

    private func symbol() -> (symbol: Symbol, length: Int)? {
        guard let first = byte(at: offset) else { return nil }
        if let second = byte(at: offset + 1), let symbol = Symbol(first, second) {
            return (symbol, 2)
        }
        return Symbol(first).map { ($0, 1) }
    }

    private func unexpectedCharacter() -> SQLError {
        guard let scalar = scalar(at: offset) else { preconditionFailure("the end of the text is a token") }
        let code = String(scalar.value, radix: 16, uppercase: true)
        let name = "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
        let isVisible = scalar.value > 0x20 && scalar.value < 0x7F
        return SQLError(
            .syntax, at: location,
            "found the character \(isVisible ? "'\(scalar)'" : name), which has no meaning outside of quotes")
    }
}
