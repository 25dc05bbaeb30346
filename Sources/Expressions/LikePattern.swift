import Bytes

/// A compiled LIKE or ILIKE pattern: `%` is any text, `_` any one code point, and the escape character takes the next
/// one as it is.
public struct LikePattern: Hashable, Sendable {
    /// How a pattern is to be read.
    public struct Style: Hashable, Sendable {
        /// The character that takes the next one as it is.
        public let escape: [UInt8]
        /// Whether the case of letters does not count (ILIKE).
        public let isCaseInsensitive: Bool

        public init(escape: [UInt8] = [UInt8(ascii: "\\")], isCaseInsensitive: Bool = false) {
            self.escape = escape
            self.isCaseInsensitive = isCaseInsensitive
        }
    }

    enum Token: Hashable, Sendable {
        case byte(UInt8)
        case anyCodePoint
    }

    /// The parts between the `%` signs; the first and last one are tied to the ends of the text.
    private let parts: [[Token]]
    private let isCaseInsensitive: Bool

    /// Why a pattern cannot be compiled.
    enum Flaw: Error {
        case escapeAtEnd
    }

    init(_ pattern: ByteString, _ style: Style) throws(Flaw) {
        let escape = style.escape
        var parts: [[Token]] = [[]]
        let bytes = pattern.bytes
        var next = 0
        while next < bytes.count {
            if bytes[next...].starts(with: escape) {
                next += escape.count
                guard next < bytes.count else { throw .escapeAtEnd }
                parts[parts.count - 1].append(.byte(bytes[next]))
            } else if bytes[next] == UInt8(ascii: "%") {
                if parts.count == 1 || !parts[parts.count - 1].isEmpty { parts.append([]) }
            } else {
                parts[parts.count - 1].append(bytes[next] == UInt8(ascii: "_") ? .anyCodePoint : .byte(bytes[next]))
            }
            next += 1
        }
        isCaseInsensitive = style.isCaseInsensitive
        self.parts = style.isCaseInsensitive ? parts.map(Self.foldingCase) : parts
    }

    /// The part with its letters in the case in which texts are compared.
    private static func foldingCase(_ part: [Token]) -> [Token] {
        var (folded, run) = ([Token](), [UInt8]())
        for token in part {
            if case .byte(let byte) = token {
                run.append(byte)
            } else {
                folded += CaseFolding.fold(run).map { .byte($0) } + [token]
                run = []
            }
        }
        return folded + CaseFolding.fold(run).map { .byte($0) }
    }

    /// Whether the whole text fits the pattern.
    ///
    /// Every part is searched once, leftmost first, and never again: O(text x longest part), whatever the pattern.
    public func matches(_ text: ByteString) -> Bool {
        let bytes = isCaseInsensitive ? CaseFolding.fold(text.bytes) : text.bytes
        guard let first = Self.match(parts[0], in: bytes, at: 0) else { return false }
        if parts.count == 1 { return first == bytes.count }
        var position = first
        for part in parts[1..<(parts.count - 1)] {
            guard let end = Self.search(part, in: bytes, from: position) else { return false }
            position = end
        }
        return Self.matchesEnd(parts[parts.count - 1], of: bytes, from: position)
    }

    /// The position behind the part if it stands at `start`.
    private static func match(_ part: [Token], in bytes: [UInt8], at start: Int) -> Int? {
        var position = start
        for token in part {
            guard position < bytes.count else { return nil }
            switch token {
            case .byte(let byte):
                if bytes[position] != byte { return nil }
                position += 1
            case .anyCodePoint:
                position = endOfCodePoint(bytes, position)
            }
        }
        return position
    }

    /// The position behind the leftmost place from `start` on where the part stands.
    private static func search(_ part: [Token], in bytes: [UInt8], from start: Int) -> Int? {
        var position = start
        while position <= bytes.count {
            if let end = match(part, in: bytes, at: position) { return end }
            position = position < bytes.count ? endOfCodePoint(bytes, position) : position + 1
        }
        return nil
    }

    /// Whether the part ends the text and starts at `limit` or later: matched backwards from the end.
    private static func matchesEnd(_ part: [Token], of bytes: [UInt8], from limit: Int) -> Bool {
        var position = bytes.count
        for token in part.reversed() {
            guard position > limit else { return false }
            position -= 1
            switch token {
            case .byte(let byte):
                if bytes[position] != byte { return false }
            case .anyCodePoint:
                while position > limit && bytes[position] & 0xC0 == 0x80 { position -= 1 }
            }
        }
        return true
    }

    private static func endOfCodePoint(_ bytes: [UInt8], _ start: Int) -> Int {
        var end = start + 1
        while end < bytes.count && bytes[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
