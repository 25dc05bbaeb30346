/// The parts of a URL by RFC 2396, as Java's `URI` reads them.
struct URLParts {
    private(set) var scheme: ArraySlice<UInt8>?
    private(set) var host: ArraySlice<UInt8>?
    private(set) var port: Int64 = -1
    private(set) var path: ArraySlice<UInt8> = []
    private(set) var query: ArraySlice<UInt8>?
    private(set) var fragment: ArraySlice<UInt8>?

    /// Nil if the text is no URL.
    init?(_ bytes: [UInt8]) {
        guard Self.isAllowed(bytes) else { return nil }
        var rest = bytes[...]
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
            fragment = rest[(hash + 1)...]
            guard fragment?.contains(UInt8(ascii: "#")) == false else { return nil }
            rest = rest[..<hash]
        }
        let isPathByte: (UInt8) -> Bool = { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")), rest.firstIndex(where: isPathByte) ?? .max > colon {
            let scheme = rest[..<colon]
            guard let first = scheme.first, Self.isLetter(first),
                scheme.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || "+-.".utf8.contains($0) })
            else { return nil }
            self.scheme = scheme
            rest = rest[(colon + 1)...]
            guard !rest.isEmpty else { return nil }
            // Something like `mailto:a@b` has neither host nor path.
            guard rest.first == UInt8(ascii: "/") else { return }
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = rest[(mark + 1)...]
            rest = rest[..<mark]
        }
        if rest.starts(with: Array("//".utf8)) {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            readAuthority(rest[..<end])
            rest = rest[end...]
        }
        path = rest
    }

    /// User, host and port; without a valid host there is neither host nor port.
    private mutating func readAuthority(_ authority: ArraySlice<UInt8>) {
        var rest = authority
        if let at = rest.lastIndex(of: UInt8(ascii: "@")) { rest = rest[(at + 1)...] }
        var digits: ArraySlice<UInt8> = []
        let closing = rest.lastIndex(of: UInt8(ascii: "]"))
        if let colon = rest.lastIndex(of: UInt8(ascii: ":")), colon > closing ?? -1 {
            digits = rest[(colon + 1)...]
            rest = rest[..<colon]
        }
        let isAddress = rest.first == UInt8(ascii: "[") && closing == rest.endIndex - 1 && rest.count > 2
        guard isAddress || Self.isName(rest), digits.allSatisfy(Self.isDigit), digits.count <= 9 else { return }
        host = rest
        port = Int64(String(decoding: digits, as: UTF8.self)) ?? -1
    }

    private static func isName(_ host: ArraySlice<UInt8>) -> Bool {
        !host.isEmpty && host.first != UInt8(ascii: "-") && host.first != UInt8(ascii: ".")
            && host.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }
    static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    /// No blanks, control characters, other forbidden characters, or percent signs without two digits.
    private static func isAllowed(_ bytes: [UInt8]) -> Bool {
        for (index, byte) in bytes.enumerated() {
            if byte <= 0x20 || byte == 0x7F || "\"<>\\^`{|}".utf8.contains(byte) { return false }
            if byte == UInt8(ascii: "%"), PercentText.byte(bytes[...], index) == nil { return false }
        }
        return true
    }
}

/// Text with bytes written as `%` and two hexadecimal digits.
enum PercentText {
    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    /// The byte that three characters stand for.
    static func byte(_ bytes: ArraySlice<UInt8>, _ index: Int) -> UInt8? {
        guard index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2]) else {
            return nil
        }
        return high << 4 | low
    }

    /// The text without the encoding, invalid UTF-8 replaced; nil if a percent sign has no two digits.
    static func decoded(_ bytes: ArraySlice<UInt8>, plusIsBlank: Bool = false) -> [UInt8]? {
        var (result, index) = ([UInt8](), bytes.startIndex)
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "%") {
                guard let byte = byte(bytes, index) else { return nil }
                result.append(byte)
                index += 3
            } else {
                result.append(plusIsBlank && bytes[index] == UInt8(ascii: "+") ? 0x20 : bytes[index])
                index += 1
            }
        }
        return Array(String(decoding: result, as: UTF8.self).utf8)
    }

    /// As forms are sent: letters, digits and `.-*_` as they are, blanks as `+`.
    static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return bytes.flatMap { byte -> [UInt8] in
            if URLParts.isLetter(byte) || URLParts.isDigit(byte) || ".-*_".utf8.contains(byte) { return [byte] }
            return byte == 0x20
                ? [UInt8(ascii: "+")] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
}
