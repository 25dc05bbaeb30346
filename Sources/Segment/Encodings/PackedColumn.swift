import Bitmaps
import Bytes
import Schema

/// A column of integers without dictionary, each packed with the same number of bits.
final class PackedColumn: SealedColumn {
    let type: DataType
    let statistics: ColumnStatistics?
    let nulls: Bitset?
    let indexes: ColumnIndexes
    private let packed: PackedIntegers
    private let base: Int64
    private let step: Int64
    private let bounds: BlockBounds?

    init(
        _ type: DataType, _ statistics: ColumnStatistics?, _ nulls: Bitset?, _ packed: PackedIntegers, base: Int64,
        step: Int, _ bounds: BlockBounds?, _ indexes: ColumnIndexes
    ) {
        (self.type, self.statistics, self.nulls, self.indexes) = (type, statistics, nulls, indexes)
        (self.packed, self.base, self.step, self.bounds) = (packed, base, Int64(step), bounds)
    }

    /// The same column with bounds of its blocks, which its own values have confirmed.
    func with(_ bounds: BlockBounds?) -> PackedColumn {
        PackedColumn(type, statistics, nulls, packed, base: base, step: Int(step), bounds, indexes)
    }

    func readIntegers(_ rows: Range<Int>, into output: inout [Int64]) {
        packed.read(rows, base: base, step: step, into: &output)
    }

    func gatherIntegers(_ rows: [UInt32], into output: inout [Int64]) {
        packed.gather(rows, base: base, step: step, into: &output)
    }

    func possibleRows(withIntegers interval: ClosedRange<Int64>) -> [Range<Int>]? {
        guard let bounds, let sought = statistics?.part(of: interval) else { return nil }
        return bounds.possibleRows(of: packed.count, sought.fromLeast)
    }

    /// Without step, the interval is moved to where the packed values are.
    func match(integers interval: ClosedRange<Int64>, in rows: Range<Int>, into words: inout [UInt64]) {
        guard let (part, fromLeast) = statistics?.part(of: interval) else {
            return BitWords.clear(&words, bits: rows.count)
        }
        if step == 1 && packed.width == 0 { return matchSequence(part, rows, &words) }
        guard bounds != nil || step != 0 else { return packed.match(fromLeast, in: rows, into: &words) }
        BlockBounds.match(rows, into: &words) {
            bounds?.verdict($0, fromLeast) ?? .some
        } _: { rows, words, offset in
            if step == 0 {
                packed.match(fromLeast, in: rows, into: &words, at: offset)
            } else {
                var values: [Int64] = []
                readIntegers(rows, into: &values)
                values.match(part, into: &words, at: offset)
            }
        }
    }

    /// The values are `base + row`, so that an interval of values is one of rows.
    private func matchSequence(_ interval: ClosedRange<Int64>, _ rows: Range<Int>, _ words: inout [UInt64]) {
        BitWords.clear(&words, bits: rows.count)
        let found = Int(interval.lowerBound &- base)..<Int(interval.upperBound &- base) + 1
        let part = found.clamped(to: rows)
        BitWords.insert(part.lowerBound - rows.lowerBound..<part.upperBound - rows.lowerBound, into: &words)
    }
}
