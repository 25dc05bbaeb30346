import Bytes
import TestSupport
import Testing

@Suite struct TextScanningTests {
    /// Bytes of which many mean something to a scanner.
    private static func text(_ random: inout SeededGenerator) -> [UInt8] {
        let kinds: [[UInt8]] = [
            Array("0123456789".utf8), Array("\"\\".utf8), Array("abc :/".utf8),
            [0x00, 0x1F, 0x20, 0x7F, 0x80, 0xFF, 0xA2, 0xDC],
        ]
        let favourite = random.below(kinds.count)
        return (0..<random.below(40)).map { _ in
            random.oneIn(6) ? random.pick(random.pick(kinds)) : random.pick(kinds[favourite])
        }
    }

    @Test(arguments: seeds)
    func plainTextEndsWhereTheFirstSpecialByteIs(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let bytes = Self.text(&random)
            for start in 0...bytes.count {
                let end = bytes[start...].firstIndex { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C } ?? bytes.count
                var beyondASCII: UInt64 = 0
                #expect(bytes.span.endOfPlainText(from: start, beyondASCII: &beyondASCII) == end, "\(bytes) \(start)")
                #expect((beyondASCII != 0) == bytes[start..<end].contains { $0 >= 0x80 }, "\(bytes) \(start)")
            }
        }
    }

    @Test(arguments: seeds)
    func digitsAreAppended(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let bytes = Self.text(&random)
            for start in 0...bytes.count {
                let digits = bytes[start...].prefix { (0x30...0x39).contains($0) }
                var (position, number) = (start, UInt64(7))
                let count = bytes.span.passDigits(at: &position, appendingTo: &number)
                let expected = digits.reduce(UInt64(7)) { $0 &* 10 &+ UInt64($1 - 0x30) }
                #expect(count == digits.count && position == digits.endIndex && number == expected, "\(bytes) \(start)")
            }
        }
    }

    @Test(arguments: seeds)
    func partsAreCompared(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let bytes = Self.text(&random)
            var other = bytes
            if random.oneIn(2), !other.isEmpty { other[random.below(other.count)] ^= 1 << UInt8(random.below(8)) }
            let start = random.below(bytes.count + 1)
            let end = random.below(bytes.count - start + 1) + start
            let position = random.oneIn(2) ? start : random.below(bytes.count + 3)
            let expected = bytes.dropFirst(position).starts(with: other[start..<end]) && position <= bytes.count
            #expect(bytes.span.matches(other.span, start..<end, at: position) == expected, "\(bytes) \(other)")
        }
    }

    @Test func wordsAreFilledWithZeros() {
        let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        for length in 0...bytes.count {
            let part = Array(bytes[..<length])
            for position in 0...length + 1 {
                let expected = part.dropFirst(position).prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                #expect(part.span.word(at: position) == expected, "\(length) \(position)")
            }
        }
    }
}
