import Bytes
import TestSupport
import Testing

@Suite struct DistinctStringsTests {
    /// Strings of all short lengths, many of them more than once, in other bytes.
    @Test(arguments: seeds)
    func equalStringsHaveOneNumber(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var distinct = DistinctStrings()
        var numbers: [[UInt8]: UInt32] = [:]
        for _ in 0..<20_000 {
            let alphabet: [UInt8] = random.oneIn(3) ? [0, 1] : [0x61, 0x62, 0xFF]
            let string = (0..<random.below(random.pick([4, 9, 20]))).map { _ in random.pick(alphabet) }
            let padded = [0xAA] + string + [0xBB]
            let known = distinct.knownNumber(of: padded.span, 1..<padded.count - 1)
            #expect(known == numbers[string], "seed \(seed): \(string)")
            let number = distinct.number(of: padded.span, 1..<padded.count - 1)
            #expect(number == numbers[string] ?? UInt32(numbers.count), "seed \(seed): \(string)")
            numbers[string] = number
        }
        #expect(distinct.count == numbers.count)
        let snapshot = distinct.arena.snapshot
        for (string, number) in numbers { #expect(snapshot[Int(number)] == ByteString(string)) }
    }

    @Test func aCopyStaysAsItIs() {
        var distinct = DistinctStrings()
        let (a, b) = (Array("a".utf8), Array("b".utf8))
        #expect(distinct.number(of: a.span, 0..<1) == 0)
        let copy = distinct
        #expect(distinct.number(of: b.span, 0..<1) == 1)
        #expect(copy.knownNumber(of: b.span, 0..<1) == nil && copy.count == 1)
    }
}
