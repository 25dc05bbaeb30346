import Bytes
import CKernels
import TestSupport
import Testing

/// Every variant of the kernels over runs, against loops that are too simple to be wrong.
@Suite struct RunKernelTests {
    @Test(arguments: PackedKernelTests.levels, SeededGenerator.seeds)
    func runsAreFoundAndSpread(level: Int32, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let count = random.pick([1, 2, 63, 64, 65, 127, 128, 512, 513, 1 + random.below(3000)])
            let odds = random.pick([1, 2, 4, 40, 3000])
            let runs = (0..<count).reduce(into: [Int]()) { runs, row in
                runs.append(row == 0 ? 0 : runs[row - 1] + (random.oneIn(odds) ? 1 : 0))
            }
            let bytes = RunMarks.encode(runs.map { UInt32($0) }).marks
            let marks = GuardedBytes(bytes, atEnd: random.oneIn(2))
            let some = (0..<100).map { _ in UInt32(random.below(count)) }
            for rows in [some, some.sorted()] {
                var found = [UInt32](repeating: 0, count: rows.count + 1)
                let entries = marks.start + (count + 63) / 64 * 8
                martlet_runs_of_rows(level, marks.start, entries, rows, rows.count, &found)
                #expect(found == rows.map { UInt32(runs[Int($0)]) } + [0])
            }
            let first = random.pick([0, random.below(count)])
            let rows = first..<random.pick([count, first + random.below(count - first + 1)])
            let numbers = runs[rows].map { $0 - runs[first] }
            checkSpread(level, marks, count, rows, numbers, &random)
        }
    }

    /// The runs of some rows are numbered from 0.
    private func checkSpread(
        _ level: Int32, _ marks: GuardedBytes, _ count: Int, _ rows: Range<Int>, _ runs: [Int],
        _ random: inout SeededGenerator
    ) {
        let runCount = (runs.last ?? -1) + 1
        let values = (0..<runCount + 7).map { _ in UInt32(truncatingIfNeeded: random.next()) }
        var output = [UInt32](repeating: 77, count: rows.count + 1)
        martlet_spread_u32(level, marks.start, count, rows.lowerBound, rows.count, values, &output)
        #expect(output == runs.map { values[$0] } + [77], "\(rows) of \(count)")
        let density = random.pick([0, 1, 2, 50])
        let words = (0..<(runCount + 63) / 64 + 2).map { _ in density > 0 && random.oneIn(density) ? random.next() : 0 }
        var matches = [UInt64](repeating: 0xABCD, count: (rows.count + 63) / 64 + 1)
        martlet_spread_bits(level, marks.start, count, rows.lowerBound, rows.count, words, &matches)
        #expect(matches == bits(runs) { words[$0 >> 6] >> UInt64($0 & 63) & 1 == 1 } + [0xABCD], "\(rows) of \(count)")
    }
}
