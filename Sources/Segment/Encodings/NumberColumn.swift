import Bitmaps
import Bytes
import Schema

/// A column of floating-point numbers without dictionary.
final class NumberColumn: SealedColumn {
    let type: DataType
    let statistics: ColumnStatistics?
    let nulls: Bitset?
    let indexes: ColumnIndexes
    private let numbers: RawNumbers
    private let bounds: BlockBounds?

    init(
        _ type: DataType, _ statistics: ColumnStatistics, _ nulls: Bitset?, _ numbers: RawNumbers,
        _ bounds: BlockBounds?, _ indexes: ColumnIndexes
    ) {
        (self.type, self.statistics, self.nulls, self.indexes) = (type, statistics, nulls, indexes)
        (self.numbers, self.bounds) = (numbers, bounds)
    }

    func readDoubles(_ rows: Range<Int>, into output: inout [Double]) { numbers.read(rows, into: &output) }
    func gatherDoubles(_ rows: [UInt32], into output: inout [Double]) { numbers.gather(rows, into: &output) }

    func match(doubles interval: ClosedRange<Double>, in rows: Range<Int>, into words: inout [UInt64]) {
        BlockBounds.match(rows, into: &words) {
            bounds?.verdict($0, interval) ?? .some
        } _: { rows, words, offset in
            numbers.match(interval, in: rows, into: &words, at: offset)
        }
    }
}
