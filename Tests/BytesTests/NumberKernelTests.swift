import Bytes
import CKernels
import TestSupport
import Testing

/// Every variant of the kernels over arrays and bitmaps, and what stands on them.
@Suite struct NumberKernelTests {
    static let levels = Array(0...martlet_best_level())

    @Test(arguments: levels, SeededGenerator.seeds)
    func integersAreMatched(level: Int32, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for count in [0, 1, 63, 64, 65, 200, random.below(2000)] {
            let values = (0..<count).map { _ in Int64(random.below(100) - 50) &* random.pick([1, .max, 1 << 57]) }
            let (one, other) = (random.pick(values + [.min, 0]), random.pick(values + [.max, 0]))
            let (low, high) = (min(one, other), max(one, other))
            let buffer = GuardedBytes(values.withUnsafeBytes { Array($0) }, atEnd: true)
            var words = [UInt64](repeating: 0xABCD, count: (count + 63) / 64 + 1)
            martlet_match_i64(level, buffer.start.assumingMemoryBound(to: Int64.self), count, low, high, &words)
            #expect(words == bits(values) { $0 >= low && $0 <= high } + [0xABCD])
            let codes = values.map { UInt32(truncatingIfNeeded: $0) }
            let (least, greatest) = (min(UInt32(truncatingIfNeeded: low), 7), max(UInt32(truncatingIfNeeded: high), 7))
            let smaller = GuardedBytes(codes.withUnsafeBytes { Array($0) }, atEnd: true)
            martlet_match_u32(level, smaller.start.assumingMemoryBound(to: UInt32.self), count, least, greatest, &words)
            #expect(words == bits(codes) { $0 >= least && $0 <= greatest } + [0xABCD])
        }
    }

    private static let specials: [Double] = [
        0, -0.0, 1.5, -1.5, .infinity, -.infinity, 1e300, -1e300, 0.1, .leastNonzeroMagnitude,
    ]

    @Test(arguments: levels, SeededGenerator.seeds)
    func floatingPointNumbersAreMatched(level: Int32, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for count in [0, 1, 63, 64, 65, 200, random.below(2000)] {
            let values = (0..<count).map { _ in random.oneIn(20) ? .nan : random.pick(Self.specials) }
            let (one, other) = (random.pick(Self.specials), random.pick(Self.specials))
            let (low, high) = (min(one, other), max(one, other))
            // One byte before the numbers makes them unaligned.
            let bytes = GuardedBytes([0] + RawNumbers.bytes(values, form: .double), atEnd: random.oneIn(2))
            var words = [UInt64](repeating: 0xABCD, count: (count + 63) / 64 + 1)
            martlet_match_f64(level, bytes.start + 1, count, low, high, &words)
            #expect(words == bits(values) { $0 >= low && $0 <= high } + [0xABCD])
            let floats = values.map { Float($0) }
            let smaller = GuardedBytes([0] + RawNumbers.bytes(values, form: .float), atEnd: random.oneIn(2))
            martlet_match_f32(level, smaller.start + 1, count, Float(low), Float(high), &words)
            #expect(words == bits(floats) { $0 >= Float(low) && $0 <= Float(high) } + [0xABCD])
        }
    }

    @Test(arguments: levels, SeededGenerator.seeds)
    func boundsOfFloatingPointNumbersAreFound(level: Int32, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for count in [1, 2, 7, 64, 100] {
            let values = (0..<count).map { _ in random.pick(Self.specials) }
            let bytes = RawNumbers.bytes(values, form: .double)
            var (least, greatest): (Int64, Int64) = (0, 0)
            martlet_bounds_f64(level, bytes, count, &least, &greatest)
            let keys = values.map { value in
                let bits = Int64(bitPattern: value.bitPattern)
                return bits < 0 ? bits ^ .max : bits
            }
            #expect(least == keys.min() && greatest == keys.max())
            let floats = RawNumbers.bytes(values, form: .float)
            var (low, high): (Int32, Int32) = (0, 0)
            martlet_bounds_f32(level, floats, count, &low, &high)
            let smaller = values.map { value in
                let bits = Int32(bitPattern: Float(value).bitPattern)
                return bits < 0 ? bits ^ .max : bits
            }
            #expect(low == smaller.min() && high == smaller.max())
        }
    }

    @Test(arguments: levels, SeededGenerator.seeds)
    func positionsAreListed(level: Int32, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for density in [0, 1, 3, 16, 64, 65] {
            for count in [0, 1, 2, 17, 100] {
                let words = (0..<count).map { _ -> UInt64 in
                    (0..<64 as Range<UInt64>).reduce(0) { $0 | (random.below(65) < density ? 1 << $1 : 0) }
                }
                let base = UInt32(truncatingIfNeeded: random.next()) >> 1
                let expected = (0..<count * 64).filter { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
                #expect(martlet_population(level, words, count) == expected.count)
                var output = [UInt32](repeating: 77, count: expected.count + 1)
                martlet_positions(level, words, count, base, &output, expected.count)
                #expect(output == expected.map { base + UInt32($0) } + [77])
                let (one, other) = (random.below(count * 64 + 1), random.below(count * 64 + 1))
                let range = min(one, other)..<max(one, other)
                var appended: [UInt32] = [5]
                BitWords.appendPositions(of: words, in: range, to: &appended)
                #expect(appended == [5] + expected.filter(range.contains).map { UInt32($0) })
                #expect(BitWords.population(of: words) == expected.count)
            }
        }
    }
}
