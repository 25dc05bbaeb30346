import Bytes

/// Finds its way in the bytes of a JSON document without building a tree: values are ranges of bytes.
///
/// Nothing recurses: containers that are open are kept on a stack with a limit.
struct JSONScanner {
    /// Arrays and objects inside each other.
    static let maximumDepth = 256

    let bytes: [UInt8]

    /// The range of the one value of the document; nil if it is no JSON.
    var document: Range<Int>? {
        guard let range = value(at: 0), skipSpaces(range.upperBound) == bytes.count else { return nil }
        return range
    }

    func skipSpaces(_ start: Int) -> Int {
        var position = start
        while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
        return position
    }

    private func isByte(_ scalar: Unicode.Scalar, at position: Int) -> Bool {
        position < bytes.count && bytes[position] == UInt8(ascii: scalar)
    }

    /// The range of the value that begins at a position, behind blanks; nil if none does.
    func value(at start: Int) -> Range<Int>? {
        let first = skipSpaces(start)
        var (position, isObject) = (first, [Bool]())
        while true {
            guard position < bytes.count else { return nil }
            let opened = bytes[position]
            if opened == UInt8(ascii: "{") || opened == UInt8(ascii: "[") {
                let isNextObject = opened == UInt8(ascii: "{")
                position = skipSpaces(position + 1)
                if !isByte(isNextObject ? "}" : "]", at: position) {
                    guard isObject.count < Self.maximumDepth else { return nil }
                    isObject.append(isNextObject)
                    guard !isNextObject || advanceBehindKey(&position) else { return nil }
                    continue
                }
                position += 1
            } else {
                guard let end = scalarEnd(position) else { return nil }
                position = end
            }
            guard let more = closeContainers(&position, &isObject) else { return nil }
            if !more { return first..<position }
        }
    }

    /// Behind a value: passes the ends of containers, and the comma and key before the next value. False if no
    /// container is open any more, nil if it is no JSON.
    private func closeContainers(_ position: inout Int, _ isObject: inout [Bool]) -> Bool? {
        while let isInObject = isObject.last {
            let next = skipSpaces(position)
            if isByte(",", at: next) {
                position = skipSpaces(next + 1)
                return !isInObject || advanceBehindKey(&position) ? true : nil
            }
            guard isByte(isInObject ? "}" : "]", at: next) else { return nil }
            position = next + 1
            isObject.removeLast()
        }
        return false
    }

    /// Passes a key and the colon behind it.
    private func advanceBehindKey(_ position: inout Int) -> Bool {
        guard let end = stringEnd(position) else { return false }
        let colon = skipSpaces(end)
        guard isByte(":", at: colon) else { return false }
        position = skipSpaces(colon + 1)
        return true
    }

    private func scalarEnd(_ start: Int) -> Int? {
        switch bytes[start] {
        case UInt8(ascii: "\""): return stringEnd(start)
        case UInt8(ascii: "t"): return wordEnd("true", start)
        case UInt8(ascii: "f"): return wordEnd("false", start)
        case UInt8(ascii: "n"): return wordEnd("null", start)
        default: return numberEnd(start)
        }
    }

    private func wordEnd(_ word: String, _ start: Int) -> Int? {
        bytes[start...].starts(with: word.utf8) ? start + word.utf8.count : nil
    }

    /// Behind a number as RFC 8259 writes them.
    private func numberEnd(_ start: Int) -> Int? {
        func digitsEnd(_ start: Int) -> Int? {
            let end = bytes[start...].firstIndex { !(48...57).contains($0) } ?? bytes.count
            return end > start ? end : nil
        }
        let first = isByte("-", at: start) ? start + 1 : start
        guard first < bytes.count, var end = digitsEnd(first) else { return nil }
        if bytes[first] == UInt8(ascii: "0") && end > first + 1 { return nil }
        if isByte(".", at: end) {
            guard let fraction = digitsEnd(end + 1) else { return nil }
            end = fraction
        }
        if isByte("e", at: end) || isByte("E", at: end) {
            let hasSign = isByte("+", at: end + 1) || isByte("-", at: end + 1)
            guard end + 1 < bytes.count, let exponent = digitsEnd(end + (hasSign ? 2 : 1)) else { return nil }
            end = exponent
        }
        return end
    }

    private func stringEnd(_ start: Int) -> Int? {
        guard isByte("\"", at: start) else { return nil }
        var position = start + 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): return position + 1
            case UInt8(ascii: "\\"):
                guard position + 1 < bytes.count else { return nil }
                let isUnicode = bytes[position + 1] == UInt8(ascii: "u")
                if isUnicode {
                    guard codeUnit(position) != nil else { return nil }
                } else if !"\"\\/bfnrt".utf8.contains(bytes[position + 1]) {
                    return nil
                }
                position += isUnicode ? 6 : 2
            case 0..<0x20: return nil
            default: position += 1
            }
        }
        return nil
    }

    /// The code unit of an escape such as `\u00e9`.
    private func codeUnit(_ start: Int) -> UInt16? {
        guard start + 6 <= bytes.count else { return nil }
        let digits = bytes[(start + 2)..<(start + 6)]
        guard digits.allSatisfy({ (48...57).contains($0) || (97...102).contains($0 | 0x20) }) else { return nil }
        return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    /// What a string means, without its quotes and escapes. Halves of surrogate pairs become U+FFFD.
    func text(of range: Range<Int>) -> [UInt8] {
        let inner = bytes[(range.lowerBound + 1)..<(range.upperBound - 1)]
        guard inner.contains(UInt8(ascii: "\\")) else { return Array(inner) }
        var (result, units, position) = ([UInt8](), [UInt16](), inner.startIndex)
        func flush() {
            result += Array(String(decoding: units, as: UTF16.self).utf8)
            units = []
        }
        while position < inner.endIndex {
            if inner[position] == UInt8(ascii: "\\"), inner[position + 1] == UInt8(ascii: "u") {
                units.append(codeUnit(position) ?? 0xFFFD)
                position += 6
                continue
            }
            flush()
            if inner[position] == UInt8(ascii: "\\") {
                result.append(Self.escaped(inner[position + 1]))
                position += 2
            } else {
                result.append(inner[position])
                position += 1
            }
        }
        flush()
        return result
    }

    private static func escaped(_ letter: UInt8) -> UInt8 {
        switch Character(Unicode.Scalar(letter)) {
        case "b": 0x08
        case "f": 0x0C
        case "n": 0x0A
        case "r": 0x0D
        case "t": 0x09
        default: letter
        }
    }
}

extension JSONScanner {
    /// The values of an object's members, or of an array's elements, until the visitor says stop. The key is nil in
    /// an array. False if the value is malformed; scalars have no members.
    @discardableResult
    func visitMembers(of range: Range<Int>, _ visit: (_ key: Range<Int>?, _ value: Range<Int>) -> Bool) -> Bool {
        let isObject = isByte("{", at: range.lowerBound)
        guard isObject || isByte("[", at: range.lowerBound) else { return true }
        var position = skipSpaces(range.lowerBound + 1)
        if isByte(isObject ? "}" : "]", at: position) { return true }
        while true {
            var key: Range<Int>?
            if isObject {
                let start = position
                guard let end = stringEnd(start), advanceBehindKey(&position) else { return false }
                key = start..<end
            }
            guard let member = value(at: position) else { return false }
            if !visit(key, member) { return true }
            position = skipSpaces(member.upperBound)
            guard isByte(",", at: position) else { return isByte(isObject ? "}" : "]", at: position) }
            position = skipSpaces(position + 1)
        }
    }

    enum Kind { case null, boolean, number, string, array, object }

    func kind(of range: Range<Int>) -> Kind {
        switch bytes[range.lowerBound] {
        case UInt8(ascii: "n"): .null
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "{"): .object
        default: .number
        }
    }

    /// The bytes of a value without blanks between its parts.
    func compact(_ range: Range<Int>) -> [UInt8] {
        var (result, isInString, isEscaped) = ([UInt8](), false, false)
        for byte in bytes[range] {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else {
                if [0x20, 0x0A, 0x0D, 0x09].contains(byte) { continue }
                isInString = byte == UInt8(ascii: "\"")
            }
            result.append(byte)
        }
        return result
    }
}
