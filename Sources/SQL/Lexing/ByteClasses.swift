/// What single bytes mean to the lexer.
extension UInt8 {
    init(ascii character: Unicode.Scalar) {
        precondition(character.isASCII, "the lexer compares bytes with ASCII only")
        self = UInt8(truncatingIfNeeded: character.value)
    }

    var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isASCIILetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
    /// Space, tab, line feed, vertical tab, form feed, carriage return.
    var isASCIISpace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }
    /// `_`, `$` or a letter.
    var isASCIINameStart: Bool { isASCIILetter || self == 0x5F || self == 0x24 }
    var isASCIINamePart: Bool { isASCIINameStart || isASCIIDigit }
    /// Any byte of a scalar's UTF-8 form except its first.
    var isUTF8Continuation: Bool { self & 0xC0 == 0x80 }

    var asciiUppercased: UInt8 { self >= 0x61 && self <= 0x7A ? self & 0xDF : self }
    var asciiLowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}

extension String {
    /// With the 26 ASCII letters in lower case and everything else as it is: names of functions and keywords do not
    /// depend on a locale or on the version of Unicode.
    var asciiLowercased: String {
        String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self)
    }

    var asciiUppercased: String {
        String(decoding: utf8.map(\.asciiUppercased), as: UTF8.self)
    }

    /// Byte for byte; `==` on strings holds composed and decomposed forms for equal.
    func hasSameBytes(as other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }
}
