/// Which rows start a run of equal values: a bit for each row, set where its value is not that of the row before it,
/// and a directory with the number of runs that start before each block of 512 rows.
///
/// The run of a row is a rank: an entry of the directory and a population count of at most eight words, after Jacobson,
/// "Space-efficient static trees and graphs", 1989. A view of stored bytes: the words of 8 bytes, then the entries of
/// 4, all little-endian.
public struct RunMarks: Sendable {
    /// Rows for each entry of the directory.
    public static let blockRows = 512
    /// Bytes of an entry.
    public static let entryBytes = 4

    public let rowCount: Int
    public let runCount: Int
    private let region: ByteRegion

    /// What is wrong with stored bytes.
    public enum Malformation: Error, Equatable, Sendable {
        case length(expected: Int)
        /// The first row does not start a run.
        case firstRow
        /// The entry of a block is not the number of runs before it.
        case entry(Int)
        /// Bits beyond the last row are set.
        case end
    }

    /// Bytes for so many rows.
    public static func byteCount(_ rowCount: Int) -> Int {
        wordCount(rowCount) * 8 + blockCount(rowCount) * entryBytes
    }

    private static func blockCount(_ rowCount: Int) -> Int { (rowCount + blockRows - 1) / blockRows }

    /// The marks of at most 2^31 rows in all of a region. O(rows / 64).
    public init(_ region: ByteRegion, rowCount: Int) throws(Malformation) {
        precondition(rowCount >= 0 && rowCount <= 1 << 31, "rows of a segment")
        guard region.count == Self.byteCount(rowCount) else { throw .length(expected: Self.byteCount(rowCount)) }
        (self.region, self.rowCount) = (region, rowCount)
        if rowCount == 0 {
            runCount = 0
            return
        }
        let count = wordCount(rowCount)
        guard region.load(UInt64.self, at: 0) & 1 == 1 else { throw .firstRow }
        guard region.load(UInt64.self, at: count * 8 - 8) & ~maskOf((rowCount - 1) & 63 + 1) == 0 else { throw .end }
        var runs = 0
        for index in 0..<count {
            if index & 7 == 0 {
                let entry = region.load(UInt32.self, at: count * 8 + index >> 3 * Self.entryBytes)
                guard runs == Int(entry) else { throw .entry(index >> 3) }
            }
            runs += region.load(UInt64.self, at: index * 8).nonzeroBitCount
        }
        runCount = runs
    }

    /// How many runs some values have. O(values).
    public static func runCount(of values: [UInt32]) -> Int {
        if values.isEmpty { return 0 }
        return values.withUnsafeBufferPointer { values in
            var count = 1
            for row in 1..<values.count { count &+= values[row] != values[row &- 1] ? 1 : 0 }
            return count
        }
    }

    /// The marks of some values, and the value of each run. O(values).
    public static func encode(_ values: [UInt32]) -> (marks: [UInt8], runs: [UInt32]) {
        var writer = ByteWriter(reservingCapacity: byteCount(values.count))
        var entries = ByteWriter(reservingCapacity: blockCount(values.count) * entryBytes)
        // One more, so that a value can be stored before it is known whether it starts a run.
        var runs = [UInt32](repeating: 0, count: runCount(of: values) + 1)
        var (count, last) = (0, ~(values.first ?? 0))
        for start in stride(from: 0, to: values.count, by: 64) {
            if start % blockRows == 0 { entries.writeLittleEndian(UInt32(count)) }
            var word: UInt64 = 0
            for row in start..<min(start + 64, values.count) {
                let value = values[row]
                let isStart: UInt64 = value != last ? 1 : 0
                word |= isStart &<< UInt64(row &- start)
                runs[count] = value
                count &+= Int(isStart)
                last = value
            }
            writer.writeLittleEndian(word)
        }
        runs.removeLast()
        return (writer.bytes + entries.bytes, runs)
    }
}

extension RunMarks {
    /// The stored marks, to be read without further checks: rows must be below the row count, which is not 0.
    struct View {
        let words: UnsafeRawPointer
        let entries: UnsafeRawPointer

        /// The marks of 64 rows.
        @inline(__always)
        func word(_ index: Int) -> UInt64 {
            UInt64(littleEndian: words.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self))
        }

        /// The run that a row is in. For the edges, not for loops.
        func run(of row: Int) -> Int {
            let (index, block) = (row >> 6, row / RunMarks.blockRows)
            let entry = entries.loadUnaligned(fromByteOffset: block * RunMarks.entryBytes, as: UInt32.self)
            var runs = Int(UInt32(littleEndian: entry))
            for earlier in index & ~7..<index { runs += word(earlier).nonzeroBitCount }
            return runs + (word(index) & maskOf(row & 63 + 1)).nonzeroBitCount - 1
        }

        /// The runs of some rows, of which there must be one.
        func runs(of rows: Range<Int>) -> Range<Int> { run(of: rows.lowerBound)..<run(of: rows.upperBound - 1) + 1 }
    }

    /// Runs `body` on the marks, of which there must be some, and which must not escape it.
    @inline(__always)
    func withView<Result>(_ body: (View) -> Result) -> Result {
        region.withUnsafeBytes { bytes in
            let base = bytes.baseAddress!
            return body(View(words: base, entries: base + wordCount(rowCount) * 8))
        }
    }
}
