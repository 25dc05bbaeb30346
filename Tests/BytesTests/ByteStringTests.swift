import Bytes
import TestSupport
import Testing

@Suite struct ByteStringTests {
    /// "é" as one scalar and as two: equal as `String`, different as keys.
    @Test func composedAndDecomposedFormsDiffer() {
        let composed = "caf\u{E9}"
        let decomposed = "cafe\u{301}"
        #expect(composed == decomposed)
        #expect(ByteString(composed) != ByteString(decomposed))
        #expect(Set([ByteString(composed), ByteString(decomposed)]).count == 2)
        #expect(ByteString(decomposed) < ByteString(composed))
    }

    @Test func orderIsUnsignedByteOrder() {
        let sorted: [[UInt8]] = [[], [0], [0, 0], [1], [0x7F], [0x80], [0xFF], [0xFF, 0], [0xFF, 0xFF]]
        for (left, leftBytes) in sorted.enumerated() {
            for (right, rightBytes) in sorted.enumerated() {
                #expect((ByteString(leftBytes) < ByteString(rightBytes)) == (left < right))
                #expect((ByteString(leftBytes) == ByteString(rightBytes)) == (left == right))
                #expect(ByteString.compare(leftBytes, rightBytes).signum() == (left - right).signum())
            }
        }
    }

    @Test(arguments: seeds)
    func orderAgreesWithLexicographicOrder(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let left = (0..<random.below(6)).map { _ in UInt8(random.below(3) * 127) }
            let right = (0..<random.below(6)).map { _ in UInt8(random.below(3) * 127) }
            #expect((ByteString(left) < ByteString(right)) == left.lexicographicallyPrecedes(right))
            #expect((ByteString(left) == ByteString(right)) == (left == right))
            if left == right { #expect(ByteString(left).hashValue == ByteString(right).hashValue) }
        }
    }

    @Test func invalidBytesAreKeptAndReported() {
        let broken = ByteString([0x61, 0xFF, 0x62])
        #expect(!broken.isValidUTF8)
        #expect(broken.string == "a\u{FFFD}b")
        #expect(broken != ByteString(broken.string))
        #expect(!ByteString([0xED, 0xA0, 0x80]).isValidUTF8)  // a surrogate
        #expect(!ByteString([0xC0, 0x80]).isValidUTF8)  // an overlong NUL
        #expect(ByteString("Zürich 🐦").isValidUTF8)
        #expect(ByteString([]).isValidUTF8 && ByteString([]).isEmpty)
    }

    @Test func literalsAreTheirBytes() {
        let literal: ByteString = "né"
        #expect(literal.bytes == [0x6E, 0xC3, 0xA9])
        #expect(literal.count == 3 && "\(literal)" == "né")
        let slice = ByteString([1, 2, 3, 4][1..<3])
        #expect(slice == ByteString([2, 3]))
    }
}
