import Bitmaps
import Bytes
import Schema

/// A column of integers without dictionary, in blocks of 1,024.
final class BlocksColumn: SealedColumn {
    let type: DataType
    let statistics: ColumnStatistics?
    let nulls: Bitset?
    let indexes: ColumnIndexes
    private let integers: BlockedIntegers
    private let bounds: BlockBounds?

    init(
        _ type: DataType, _ statistics: ColumnStatistics?, _ nulls: Bitset?, _ integers: BlockedIntegers,
        _ bounds: BlockBounds?, _ indexes: ColumnIndexes
    ) {
        (self.type, self.statistics, self.nulls, self.indexes) = (type, statistics, nulls, indexes)
        (self.integers, self.bounds) = (integers, bounds)
    }

    /// The same column with bounds of its blocks, which its own values have confirmed.
    func with(_ bounds: BlockBounds?) -> BlocksColumn {
        BlocksColumn(type, statistics, nulls, integers, bounds, indexes)
    }

    func readIntegers(_ rows: Range<Int>, into output: inout [Int64]) { integers.read(rows, into: &output) }
    func gatherIntegers(_ rows: [UInt32], into output: inout [Int64]) { integers.gather(rows, into: &output) }

    func possibleRows(withIntegers interval: ClosedRange<Int64>) -> [Range<Int>]? {
        guard let bounds, let sought = statistics?.part(of: interval) else { return nil }
        return bounds.possibleRows(of: integers.count, sought.fromLeast)
    }

    func match(integers interval: ClosedRange<Int64>, in rows: Range<Int>, into words: inout [UInt64]) {
        guard let (part, fromLeast) = statistics?.part(of: interval) else {
            return BitWords.clear(&words, bits: rows.count)
        }
        BlockBounds.match(rows, into: &words) {
            bounds?.verdict($0, fromLeast) ?? .some
        } _: { rows, words, offset in
            integers.match(part, in: rows, into: &words, at: offset)
        }
    }
}
