/// What stands in place of a match: bytes, and groups of the match as `$1` or `${1}`; a backslash takes the next
/// character as it is. As in Java.
public struct RegularExpressionReplacement: Hashable, Sendable {
    fileprivate enum Part: Hashable, Sendable {
        case bytes([UInt8])
        case group(Int)
    }

    fileprivate private(set) var parts: [Part] = []

    /// Nil for a dollar without a number, a group that the expression has not, or a backslash at the end.
    public init?(_ text: ByteString, for expression: RegularExpression) {
        var rest = text.bytes[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\\"):
                guard let next = rest.popFirst() else { return nil }
                append(next)
            case UInt8(ascii: "$"):
                guard let group = Self.takeGroup(&rest, count: expression.groupCount) else { return nil }
                parts.append(.group(group))
            default: append(byte)
            }
        }
    }

    private mutating func append(_ byte: UInt8) {
        if case .bytes(let bytes) = parts.last {
            parts[parts.count - 1] = .bytes(bytes + [byte])
        } else {
            parts.append(.bytes([byte]))
        }
    }

    /// The longest number of a group that there is.
    private static func takeGroup(_ rest: inout ArraySlice<UInt8>, count: Int) -> Int? {
        let isBraced = rest.first == UInt8(ascii: "{")
        if isBraced { rest.removeFirst() }
        var number: Int?
        while let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
            let next = (number ?? 0) * 10 + Int(digit - UInt8(ascii: "0"))
            if next > count { break }
            number = next
            rest.removeFirst()
        }
        if isBraced && rest.popFirst() != UInt8(ascii: "}") { return nil }
        return number
    }

    fileprivate func append(_ groups: [Range<Int>?], of text: [UInt8], to result: inout [UInt8]) {
        for part in parts {
            switch part {
            case .bytes(let bytes): result += bytes
            case .group(let group): if let range = groups[group] { result += text[range] }
            }
        }
    }
}

extension RegularExpression.Matcher {
    /// The text with all matches that begin at a position or behind it replaced, or only the one with a number, counted
    /// from 0; nil if that has more bytes than given.
    public func replacing(
        _ text: ByteString, with replacement: RegularExpressionReplacement, from start: Int = 0,
        onlyMatch number: Int? = nil, maximumBytes: Int
    ) throws(RegularExpressionError) -> ByteString? {
        let bytes = text.bytes
        var (result, copied, position, count) = ([UInt8](), 0, start, 0)
        while position <= bytes.count, let groups = try firstMatch(in: text, from: position) {
            guard let match = groups[0] else { break }
            if number == nil || number == count {
                result += bytes[copied..<max(match.lowerBound, copied)]
                replacement.append(groups, of: bytes, to: &result)
                copied = max(match.upperBound, copied)
                if result.count > maximumBytes { return nil }
            }
            if number == count { break }
            count += 1
            position = match.isEmpty ? Self.nextCodePoint(bytes, match.upperBound) : match.upperBound
        }
        result += bytes[copied...]
        return result.count > maximumBytes ? nil : ByteString(result)
    }

    private static func nextCodePoint(_ bytes: [UInt8], _ position: Int) -> Int {
        var next = position + 1
        while next < bytes.count && bytes[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }
}
