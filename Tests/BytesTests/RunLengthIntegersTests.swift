import Bytes
import TestSupport
import Testing

/// Integers that repeat, against the array that they were made from.
@Suite struct RunLengthIntegersTests {
    /// Values in runs of random lengths: of one row mostly, of few, or of many.
    private static func values(
        _ count: Int, width: Int, longest: Int, _ random: inout SeededGenerator
    ) -> [UInt32] {
        var values: [UInt32] = []
        while values.count < count {
            let value = UInt32(truncatingIfNeeded: random.next() & ((1 << UInt64(width)) - 1))
            let rows = min(1 + random.below(longest), count - values.count)
            values += [UInt32](repeating: value, count: rows)
        }
        return values
    }

    private static func region(_ bytes: [UInt8]) -> ByteRegion { ByteRegion(MappedRegion(copying: bytes)) }

    private static func view(_ values: [UInt32], width: Int) throws -> RunLengthIntegers {
        let encoded = RunMarks.encode(values)
        #expect(encoded.runs.count == RunMarks.runCount(of: values))
        let marks = try RunMarks(region(encoded.marks), rowCount: values.count)
        let bytes = BitPacker.pack(encoded.runs, width: width)
        let readAhead = [UInt8](repeating: 0xFF, count: PackedIntegers.readAhead)
        let packed = try #require(
            PackedIntegers(in: region(bytes + readAhead), at: 0, width: width, count: encoded.runs.count))
        return try #require(RunLengthIntegers(marks, values: packed))
    }

    /// Row counts around words, blocks and parts; runs around them too.
    private static let shapes: [(count: Int, longest: Int)] = [
        (0, 1), (1, 1), (2, 2), (63, 3), (64, 64), (65, 7), (511, 4), (512, 600), (513, 9), (1024, 1), (1025, 2000),
        (4096, 4), (4097, 70), (9000, 8), (9000, 1), (20_000, 300), (20_000, 5000),
    ]

    private static func ranges(_ count: Int, _ random: inout SeededGenerator) -> [Range<Int>] {
        let some = (0..<6).map { _ in
            let ends = [random.below(count + 1), random.below(count + 1)]
            return ends.min()!..<ends.max()!
        }
        return [0..<count, 0..<0, count..<count, max(0, count - 1)..<count, min(count, 64)..<count] + some
    }

    @Test(arguments: SeededGenerator.seeds)
    func rowsAreRead(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for (count, longest) in Self.shapes {
            let width = random.pick([0, 1, 3, 8, 11])
            let values = Self.values(count, width: width, longest: longest, &random)
            let view = try Self.view(values, width: width)
            #expect(view.count == count && view.bounds().map { UInt32($0.upperBound) } == values.max())
            let integers = (0..<1 << width).map { Int64($0) * -7 }
            let doubles = (0..<1 << width).map { Double($0) / 8 }
            var (codes, numbers, reals): ([UInt32], [Int64], [Double]) = ([9], [9], [9])
            for rows in Self.ranges(count, &random) {
                let expected = Array(values[rows])
                view.read(rows, into: &codes)
                #expect(codes == expected, "\(count) rows, runs up to \(longest): \(rows)")
                view.lookUp(rows, in: integers, into: &numbers)
                #expect(numbers == expected.map { integers[Int($0)] })
                view.lookUp(rows, in: doubles, into: &reals)
                #expect(reals == expected.map { doubles[Int($0)] })
                if rows.isEmpty { continue }
                let bounds = view.bounds(in: rows)
                #expect(expected.min() == UInt32(bounds.lowerBound) && expected.max() == UInt32(bounds.upperBound))
            }
            let some = (0..<(count > 0 ? 200 : 0)).map { _ in UInt32(random.below(count)) }
            for rows in [some, some.sorted(), []] {
                let expected = rows.map { values[Int($0)] }
                view.gather(rows, into: &codes)
                #expect(codes == expected, "\(count) rows, runs up to \(longest)")
                view.lookUp(rows, in: integers, into: &numbers)
                #expect(numbers == expected.map { integers[Int($0)] })
                view.lookUp(rows, in: doubles, into: &reals)
                #expect(reals == expected.map { doubles[Int($0)] })
            }
        }
    }

    @Test(arguments: SeededGenerator.seeds)
    func rowsAreMatched(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for (count, longest) in Self.shapes {
            let width = random.pick([0, 1, 3, 8, 11])
            let values = Self.values(count, width: width, longest: longest, &random)
            let view = try Self.view(values, width: width)
            var words: [UInt64] = [7]
            for rows in Self.ranges(count, &random) {
                let ends = [random.below(1 << width), random.below(1 << width)]
                let wanted = UInt64(ends.min()!)...UInt64(ends.max()!)
                let expected = bits(values[rows]) { wanted.contains(UInt64($0)) }
                view.match(wanted, in: rows, into: &words)
                #expect(words == expected, "\(count) rows, runs up to \(longest): \(rows)")
                words = [UInt64](repeating: .max, count: expected.count + 2)
                view.match(wanted, in: rows, into: &words, at: 64)
                #expect(words == [.max] + expected + [.max])
                let set = (0..<max(1, (1 << width) / 64)).map { _ in random.oneIn(3) ? 0 : random.next() }
                view.match(set, in: rows, into: &words)
                #expect(words == bits(values[rows]) { set[Int($0 >> 6)] >> UInt64($0 & 63) & 1 == 1 })
            }
        }
    }

    /// Marks that do not fit together are refused, whichever bit is wrong.
    @Test func everyWrongBitIsFoundOrAnotherRun() throws {
        var random = SeededGenerator(seed: 3)
        let values = Self.values(1300, width: 8, longest: 9, &random)
        let good = RunMarks.encode(values).marks
        #expect(good.count == RunMarks.byteCount(1300) && good.count == 21 * 8 + 3 * 4)
        for bit in 0..<good.count * 8 {
            var bytes = good
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            let found: RunMarks.Malformation?
            do throws(RunMarks.Malformation) {
                // In the last block, the number of runs tells.
                #expect(try RunMarks(Self.region(bytes), rowCount: 1300).runCount != RunMarks.runCount(of: values))
                found = nil
            } catch { found = error }
            switch bit {
            case 0: #expect(found == .firstRow)
            case ..<1024: #expect(found == .entry(bit / 512 + 1))
            case ..<1300: #expect(found == nil)
            case ..<(21 * 64): #expect(found == .end)
            default: #expect(found == .entry((bit - 21 * 64) / 32))
            }
        }
        #expect(throws: RunMarks.Malformation.length(expected: good.count)) {
            try RunMarks(Self.region(good + [0]), rowCount: 1300)
        }
        #expect(throws: RunMarks.Malformation.length(expected: 0)) { try RunMarks(Self.region(good), rowCount: 0) }
    }

    @Test func valuesThatAreNotThoseOfTheRunsAreRefused() throws {
        let marks = try RunMarks(Self.region(RunMarks.encode([4, 4, 5]).marks), rowCount: 3)
        #expect(marks.runCount == 2 && marks.rowCount == 3)
        let bytes = Self.region([UInt8](repeating: 0, count: 64))
        for (width, count) in [(8, 1), (8, 3), (33, 2)] {
            let packed = try #require(PackedIntegers(in: bytes, at: 0, width: width, count: count))
            #expect(RunLengthIntegers(marks, values: packed) == nil)
        }
    }
}
