import Bytes
import CKernels
import TestSupport
import Testing

/// Every variant of the kernels over packed values, against loops that are too simple to be wrong.
@Suite struct PackedKernelTests {
    static let levels = Array(0...martlet_best_level())

    /// Some packed values, and the part of them that a call is about.
    private struct Sample {
        let values: [UInt64]
        let width: Int
        let part: Range<Int>
        let packed: GuardedBytes

        var expected: ArraySlice<UInt64> { values[part] }
        var greatest: UInt64 { width == 64 ? .max : (1 << UInt64(width)) - 1 }

        init(width: Int, _ random: inout SeededGenerator) {
            self.width = width
            let greatest: UInt64 = width == 64 ? .max : (1 << UInt64(width)) - 1
            let first = random.pick([0, 0, 1, 8, random.below(200)])
            let count = random.pick([0, 1, 63, 64, 65, 128, 513, random.below(20), random.below(1200)])
            let after = random.pick([0, 0, 0, 1, random.below(100)])
            // Some samples have large values only.
            let least = random.oneIn(2) ? greatest - greatest / 4 : 0
            values = (0..<first + count + after).map { _ in
                max(least, random.oneIn(8) ? greatest : random.oneIn(8) ? 0 : random.next() & greatest)
            }
            part = first..<first + count
            let readAhead = random.bytes(PackedIntegers.readAhead)
            packed = GuardedBytes(BitPacker.pack(values, width: width) + readAhead, atEnd: random.oneIn(2))
        }
    }

    @Test(arguments: levels, SeededGenerator.seeds)
    func valuesAreUnpacked(level: Int32, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for width in 0...64 {
            let sample = Sample(width: width, &random)
            let (part, start) = (sample.part, sample.packed.start)
            let (base, step) = (Int64(truncatingIfNeeded: random.next()), random.pick([0, 1, -7, Int64.max]))
            var integers = [Int64](repeating: 77, count: part.count + 1)
            martlet_unpack64(level, start, part.lowerBound, part.count, UInt32(width), base, step, &integers)
            let sums = sample.expected.enumerated().map { base &+ step &* Int64($0) &+ Int64(bitPattern: $1) }
            #expect(integers == sums + [77], "width \(width)")
            if width > 32 { continue }
            var codes = [UInt32](repeating: 77, count: part.count + 1)
            martlet_unpack32(level, start, part.lowerBound, part.count, UInt32(width), &codes)
            #expect(codes == sample.expected.map { UInt32($0) } + [77], "width \(width)")
        }
    }

    @Test(arguments: levels, SeededGenerator.seeds)
    func rangesAreMatched(level: Int32, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for width in 0...64 {
            let sample = Sample(width: width, &random)
            let greatest = sample.greatest
            let bounds = [0, greatest, greatest / 2, random.next() & greatest, random.next(), .max]
            for _ in 0..<6 {
                let (one, other) = (random.pick(bounds), random.pick(bounds))
                let (low, high) = (min(one, other), max(one, other))
                var words = [UInt64](repeating: 0xABCD, count: (sample.part.count + 63) / 64 + 1)
                martlet_match_range(
                    level, sample.packed.start, sample.part.lowerBound, sample.part.count, UInt32(width), low, high,
                    &words)
                let expected = bits(sample.expected) { $0 >= low && $0 <= high }
                #expect(words == expected + [0xABCD], "width \(width), \(low)...\(high)")
            }
        }
    }

    @Test(arguments: levels, SeededGenerator.seeds)
    func setsAreMatched(level: Int32, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for width in 0...64 {
            let sample = Sample(width: width, &random)
            let whole = width <= 14 ? max(1, (1 << width) / 64) : 300
            for count in [whole, whole, random.below(whole + 1), whole + 2] {
                // A page behind the set shows that nothing beyond it is read.
                let set = (0..<count).map { _ in random.oneIn(4) ? 0 : random.next() }
                let guarded = GuardedBytes(
                    set.flatMap { word in (0..<8).map { UInt8(word >> ($0 * 8) & 255) } }, atEnd: true)
                var words = [UInt64](repeating: 0xABCD, count: (sample.part.count + 63) / 64 + 1)
                martlet_match_set(
                    level, sample.packed.start, sample.part.lowerBound, sample.part.count, UInt32(width),
                    guarded.start.assumingMemoryBound(to: UInt64.self), count, &words)
                let expected = bits(sample.expected) {
                    $0 >> 6 < UInt64(count) && set[Int($0 >> 6)] >> ($0 & 63) & 1 == 1
                }
                #expect(words == expected + [0xABCD], "width \(width), \(count) words")
            }
        }
    }

    @Test(arguments: levels, SeededGenerator.seeds)
    func boundsSumsAndOrderAreFound(level: Int32, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for width in 0...64 {
            let sample = Sample(width: width, &random)
            let (part, start) = (sample.part, sample.packed.start)
            let total = martlet_packed_sum(level, start, part.lowerBound, part.count, UInt32(width))
            #expect(total == sample.expected.reduce(0, &+), "width \(width)")
            for step: UInt64 in width < 63 ? [0, 1] : [0] where !part.isEmpty {
                var (least, greatest): (UInt64, UInt64) = (0, 0)
                martlet_packed_bounds(
                    level, start, part.lowerBound, part.count, UInt32(width), step, &least, &greatest)
                let sums = sample.expected.enumerated().map { $1 + step * UInt64($0) }
                #expect(least == sums.min() && greatest == sums.max(), "width \(width)")
            }
            checkDescents(level, width, &random)
        }
    }

    /// Ascending values, of which one may be equal to the one before it or less.
    private func checkDescents(_ level: Int32, _ width: Int, _ random: inout SeededGenerator) {
        let greatest: UInt64 = width == 64 ? .max : (1 << UInt64(width)) - 1
        let count = random.pick([0, 1, 2, random.below(1400)])
        let gap = greatest / UInt64(max(count, 1))
        var values = (0..<count).map { UInt64($0) * gap + (greatest - gap * UInt64(max(count, 1))) }
        if count > 1 && random.oneIn(2) {
            let place = 1 + random.below(count - 1)
            values[place] = random.oneIn(2) ? values[place - 1] : 0
        }
        let packed = GuardedBytes(BitPacker.pack(values, width: width) + random.bytes(16), atEnd: true)
        let places = values.indices.dropFirst()
        let descent = places.first { values[$0] < values[$0 - 1] } ?? count
        let notAscending = places.first { values[$0] <= values[$0 - 1] } ?? count
        #expect(martlet_first_descent(level, packed.start, count, UInt32(width), 0) == descent)
        #expect(martlet_first_descent(level, packed.start, count, UInt32(width), 1) == notAscending)
    }
}

/// Bits that say where a condition holds.
func bits<Values: Collection>(_ values: Values, _ condition: (Values.Element) -> Bool) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: (values.count + 63) / 64)
    for (index, value) in values.enumerated() where condition(value) { words[index >> 6] |= 1 << UInt64(index & 63) }
    return words
}
