import Bytes
import TestSupport
import Testing

/// Conditions on stored numbers and on batches, as callers write them.
@Suite struct MatchingTests {
    private func view(_ values: [UInt64], width: Int) throws -> PackedIntegers {
        let bytes = BitPacker.pack(values, width: width) + [UInt8](repeating: 0xFF, count: PackedIntegers.readAhead)
        let region = ByteRegion(MappedRegion(copying: bytes))
        return try #require(PackedIntegers(in: region, at: 0, width: width, count: values.count))
    }

    @Test(arguments: [0, 1, 5, 8, 12, 17, 32, 40, 64])
    func packedValuesAreMatched(width: Int) throws {
        var random = SeededGenerator(seed: UInt64(width))
        let greatest: UInt64 = width == 64 ? .max : (1 << UInt64(width)) - 1
        let values = (0..<3000).map { _ in random.next() & greatest }
        let packed = try view(values, width: width)
        let wanted = greatest / 4...greatest / 2
        let set = (0..<64).map { _ in random.next() }
        let isMember = { (value: UInt64) in value < 64 * 64 && set[Int(value >> 6)] >> (value & 63) & 1 == 1 }
        var words: [UInt64] = [1, 2, 3]
        for rows in [0..<3000, 5..<5, 7..<1031, 2999..<3000] {
            packed.match(wanted, in: rows, into: &words)
            #expect(words == bits(values[rows], wanted.contains))
            packed.match(set, in: rows, into: &words)
            #expect(words == bits(values[rows], isMember))
            #expect(packed.sum(rows) == values[rows].reduce(0, &+))
        }
    }

    /// Blocks of rows, one after another, into one array; the words around a block stay as they are.
    @Test func blocksFillOneArray() throws {
        var random = SeededGenerator(seed: 9)
        let values = (0..<2600 as Range<Int>).map { _ in random.next() & 1023 }
        let packed = try view(values, width: 10)
        let numbers = try #require(
            RawNumbers(
                ByteRegion(MappedRegion(copying: RawNumbers.bytes(values.map { Double($0) }, form: .float))),
                form: .float))
        let set = (0..<16).map { _ in random.next() }
        let expected = bits(values) { $0 >= 100 && $0 <= 600 }
        let members = bits(values) { set[Int($0 >> 6)] >> ($0 & 63) & 1 == 1 }
        for shape in 0..<3 {
            var words = [UInt64](repeating: .max, count: expected.count + 2)
            for start in stride(from: 0, to: values.count, by: 1024) {
                let rows = start..<min(start + 1024, values.count)
                switch shape {
                case 0: packed.match(100...600, in: rows, into: &words, at: start + 64)
                case 1: packed.match(set, in: rows, into: &words, at: start + 64)
                default: numbers.match(100...600, in: rows, into: &words, at: start + 64)
                }
            }
            #expect(words == [.max] + (shape == 1 ? members : expected) + [.max])
        }
    }

    @Test func batchesAreMatched() {
        var words: [UInt64] = [7, 7]
        [3, 9, 4, .max].match(4...9 as ClosedRange<UInt32>, into: &words)
        #expect(words == [0b0110])
        [3, -9, 4, .max, .min].match(-9...3 as ClosedRange<Int64>, into: &words)
        #expect(words == [0b00011])
        [.nan, 0.5, 1, 1.5].match(0.5...1, into: &words)
        #expect(words == [0b0110])
        [Double]().match(0...1, into: &words)
        #expect(words == [])
    }

    /// The bounds are doubles; those that no float has must not match its neighbours.
    @Test func floatsAreMatchedAsDoubles() throws {
        let values = [0.1, 0.5, 16_777_216, 3e38, .infinity, -.infinity].map { Double(Float($0)) }
        let region = ByteRegion(MappedRegion(copying: RawNumbers.bytes(values, form: .float)))
        let numbers = try #require(RawNumbers(region, form: .float))
        var words: [UInt64] = []
        let bounds = [0.1, values[0], 0.5, 16_777_215.5, 16_777_216.5, 1e300, -1e300, .infinity, -.infinity, 0]
        for low in bounds {
            for high in bounds where low <= high {
                numbers.match(low...high, in: 0..<values.count, into: &words)
                #expect(words == bits(values) { $0 >= low && $0 <= high }, "\(low)...\(high)")
            }
        }
    }
}
