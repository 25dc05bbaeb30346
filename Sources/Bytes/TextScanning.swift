// Steps of scanners of text, eight bytes at a time. Whatever the position and the bytes, nothing beyond the span is
// read.

extension Span where Element == UInt8 {
    /// Eight bytes from a position on, the first least significant, with zeros for those beyond the end.
    @inlinable
    @inline(__always)
    public func word(at position: Int) -> UInt64 {
        precondition(position >= 0, "position inside the bytes")
        return withUnsafeBytes { bytes in
            if position <= bytes.count &- 8 {
                return TextWord.load(bytes, position)
            }
            return Self.lastWord(bytes, position)
        }
    }

    /// The bytes from a position less than eight before the end.
    @usableFromInline
    static func lastWord(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt64 {
        let left = bytes.count - position
        if left <= 0 { return 0 }
        if bytes.count >= 8 {
            return TextWord.load(bytes, bytes.count - 8) >> UInt64(8 * (8 - left))
        }
        return (position..<bytes.count).reversed().reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
    }

    /// The first quote, backslash or control character at or after a position, at most `count`: everything before it
    /// is plain text of a JSON string. Bytes beyond ASCII on the way set bits of `beyondASCII`.
    @inlinable
    @inline(__always)
    public func endOfPlainText(from start: Int, beyondASCII: inout UInt64) -> Int {
        var position = start
        while true {
            let word = word(at: position)
            // Bits of bytes after the first that is looked for may be wrong, by a borrow; those are not used.
            let quote = word ^ (0x22 &* TextWord.ones)
            let backslash = word ^ (0x5C &* TextWord.ones)
            let found =
                ((quote &- TextWord.ones) & ~quote | (backslash &- TextWord.ones) & ~backslash
                    | (word &- 0x20 &* TextWord.ones) & ~word) & TextWord.highs
            if found == 0 {
                beyondASCII |= word & TextWord.highs
                position &+= 8
                continue
            }
            beyondASCII |= word & TextWord.highs & (found & (0 &- found) &- 1)
            return Swift.min(position &+ found.trailingZeroBitCount &>> 3, count)
        }
    }

    /// Passes decimal digits and appends them to `number`, modulo 2^64; returns how many they are.
    @inlinable
    @inline(__always)
    public func passDigits(at position: inout Int, appendingTo number: inout UInt64) -> Int {
        let start = position
        while true {
            let digits = word(at: position) ^ (0x30 &* TextWord.ones)
            // A byte over 9 sets its high bit, by itself or by the sum; bits after the first such byte are not used.
            let others = ((digits &+ 0x76 &* TextWord.ones) | digits) & TextWord.highs
            let length = others.trailingZeroBitCount &>> 3
            if length == 0 { break }
            number = number &* TextWord.scale(length) &+ TextWord.number(digits &<< UInt64(64 &- 8 &* length))
            position &+= length
            if length < 8 { break }
        }
        return position &- start
    }

    /// Whether the bytes from a position on are those of a part of other bytes.
    @inlinable
    @inline(__always)
    public func matches(_ other: Span<UInt8>, _ range: Range<Int>, at position: Int) -> Bool {
        precondition(range.lowerBound >= 0 && range.upperBound <= other.count, "range inside the bytes")
        guard position >= 0, range.count <= count &- position else { return false }
        let whole = (range.count &+ 7) & ~7
        guard whole <= count &- position, whole <= other.count &- range.lowerBound else {
            return (0..<range.count).allSatisfy { self[position &+ $0] == other[range.lowerBound &+ $0] }
        }
        return withUnsafeBytes { bytes in
            other.withUnsafeBytes { other in
                var (left, right, rest) = (position, range.lowerBound, range.count)
                var difference: UInt64 = 0
                while rest > 0 {
                    let word = TextWord.load(bytes, left) ^ TextWord.load(other, right)
                    difference |= rest >= 8 ? word : word &<< UInt64(64 &- 8 &* rest)
                    left &+= 8
                    right &+= 8
                    rest &-= 8
                }
                return difference == 0
            }
        }
    }
}

/// Arithmetic on words of eight bytes, the first least significant. Constants are computed, so that other modules see
/// their values.
@usableFromInline
enum TextWord {
    /// Times a byte: the byte eight times.
    @inlinable static var ones: UInt64 { 0x0101_0101_0101_0101 }
    /// The high bit of each byte.
    @inlinable static var highs: UInt64 { 0x8080_8080_8080_8080 }

    /// Eight bytes, which must be there.
    @inlinable
    @inline(__always)
    static func load(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt64 {
        let base = bytes.baseAddress.unsafelyUnwrapped
        return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }

    /// The number that eight digits from 0 to 9 are, the first the most significant: by pairs, then by fours.
    @inlinable
    @inline(__always)
    static func number(_ digits: UInt64) -> UInt64 {
        let pairs = (digits &* 10 &+ digits &>> 8) & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* 100 &+ pairs &>> 16) & 0x0000_FFFF_0000_FFFF
        return (fours & 0xFFFF) &* 10_000 &+ fours &>> 32
    }

    /// 10 to the power of a number of digits from 1 to 8.
    @inlinable
    @inline(__always)
    static func scale(_ digits: Int) -> UInt64 {
        switch digits {
        case 1: 10
        case 2: 100
        case 3: 1000
        case 4: 10_000
        case 5: 100_000
        case 6: 1_000_000
        case 7: 10_000_000
        default: 100_000_000
        }
    }
}
