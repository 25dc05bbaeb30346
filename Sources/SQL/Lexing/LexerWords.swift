/// Words, numbers and quoted text.
extension Lexer {
    /// The end of the bare word at `offset`; none if no word starts there. Letters beyond ASCII are those that
    /// Unicode lists as parts of identifiers (UAX #31).
    func endOfWord() -> Int? {
        guard let first = byte(at: offset), first >= 0x80 || first.isASCIINameStart else { return nil }
        var position = offset
        while let byte = byte(at: position) {
            if byte.isASCIINamePart {
                position += 1
            } else if byte >= 0x80, let scalar = scalar(at: position), isNamePart(scalar, isFirst: position == offset) {
                position += scalar.utf8.count
            } else {
                break
            }
        }
        return position == offset ? nil : position
    }

    private func isNamePart(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
        isFirst ? scalar.properties.isXIDStart : scalar.properties.isXIDContinue
    }

    /// The scalar whose first byte stands at `position`.
    func scalar(at position: Int) -> Unicode.Scalar? {
        let upTo4 = bytes[position..<min(position + 4, bytes.count)]
        return String(decoding: upTo4, as: UTF8.self).unicodeScalars.first
    }

    /// The end of the number at `offset`: digits, a point among or at either side of them, an exponent.
    func endOfNumber() throws(SQLError) -> Int {
        var position = endOfDigits(from: offset)
        if byte(at: position) == UInt8(ascii: ".") {
            position = endOfDigits(from: position + 1)
        }
        if let letter = byte(at: position), letter | 0x20 == UInt8(ascii: "e") {
            var digits = position + 1
            if let sign = byte(at: digits), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
                digits += 1
            }
            let end = endOfDigits(from: digits)
            position = end > digits ? end : position
        }
        if let following = byte(at: position), following.isASCIINamePart || following >= 0x80 {
            throw malformedNumber(from: position)
        }
        return position
    }

    private func endOfDigits(from start: Int) -> Int {
        var position = start
        while let byte = byte(at: position), byte.isASCIIDigit {
            position += 1
        }
        return position
    }

    private func malformedNumber(from position: Int) -> SQLError {
        var end = position
        while let byte = byte(at: end), byte.isASCIINamePart || byte >= 0x80 {
            end += 1
        }
        return SQLError(
            .syntax, at: location,
            "found \(excerpt(offset..<end)), which is no number; a name that starts with a digit must be quoted")
    }

    /// The end of the string or name at `offset`, in which a doubled quote stands for one.
    func endOfQuoted(by quote: UInt8, _ what: String) throws(SQLError) -> Int {
        var position = offset + 1
        while let byte = byte(at: position) {
            position += 1
            guard byte == quote else { continue }
            guard self.byte(at: position) == quote else { return position }
            position += 1
        }
        let mark = String(decoding: [quote], as: UTF8.self)
        throw SQLError(.syntax, at: location, "the \(what) that starts here has no closing \(mark)")
    }

    /// The text between the quotes of a string or name.
    func unquoted(_ token: Token) -> String {
        let quote = bytes[token.range.lowerBound]
        let inner = bytes[(token.range.lowerBound + 1)..<(token.range.upperBound - 1)]
        guard inner.contains(quote) else { return String(decoding: inner, as: UTF8.self) }
        var result: [UInt8] = []
        result.reserveCapacity(inner.count)
        var isSecond = false
        for byte in inner {
            isSecond = byte == quote && !isSecond
            if !isSecond {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The token's bytes as they stand in the statement.
    func text(_ token: Token) -> String {
        String(decoding: bytes[token.range], as: UTF8.self)
    }

    /// A piece of the statement for a message: in quotes, on one line, cut off after 40 scalars.
    func excerpt(_ range: Range<Int>) -> String {
        let longest = 40
        let bounded = range.lowerBound..<min(range.upperBound, range.lowerBound + 4 * (longest + 1))
        let scalars = String(decoding: bytes[bounded], as: UTF8.self).unicodeScalars
        var text = ""
        for scalar in scalars.prefix(longest) {
            text.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return "'\(text)\(scalars.count > longest ? "…" : "")'"
    }
}
