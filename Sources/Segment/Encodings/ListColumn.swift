import Bitmaps
import Bytes
import Schema

/// A column with any number of values per row: the values as a column of their own, and where each row's start.
final class ListColumn: SealedColumn, ListColumnSource {
    let type: DataType
    let statistics: ColumnStatistics?
    let nulls: Bitset?
    let indexes: ColumnIndexes
    let values: any ColumnSource
    /// 0, and where the values of each row end.
    private let starts: PackedIntegers

    /// The starts ascend from 0 to the count of values.
    init(
        _ type: DataType, _ statistics: ColumnStatistics?, _ nulls: Bitset?, _ values: any ColumnSource,
        _ starts: PackedIntegers, _ indexes: ColumnIndexes
    ) {
        (self.type, self.statistics, self.nulls, self.indexes) = (type, statistics, nulls, indexes)
        (self.values, self.starts) = (values, starts)
    }

    var dictionary: (any DictionarySource)? { values.dictionary }

    func readStarts(_ rows: Range<Int>, into output: inout [UInt32]) {
        starts.read(rows.lowerBound..<rows.upperBound + 1, into: &output)
    }

    func gatherStarts(_ rows: [UInt32], into output: inout [UInt32]) { starts.gather(rows, into: &output) }
}
