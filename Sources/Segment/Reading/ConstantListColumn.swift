import Bitmaps
import Bytes
import Schema

/// A column in which each row has the same one value, or all are NULL: one with several values per row that a segment is
/// too old to have.
public final class ConstantListColumn: ListColumnSource {
    public let type: DataType
    public let nulls: Bitset?
    public let values: any ColumnSource
    private let rowCount: Int
    private let valuesPerRow: UInt32

    /// A value must be of the type's representation.
    public init(type: DataType, value: Value, rowCount: Int) {
        self.type = type
        self.rowCount = rowCount
        valuesPerRow = value.isNull ? 0 : 1
        values = ConstantColumn(type: type, value: value, rowCount: value.isNull ? 0 : rowCount)
        nulls = value.isNull && rowCount > 0 ? Bitset(count: rowCount, filledWith: true) : nil
    }

    public var dictionary: (any DictionarySource)? { values.dictionary }

    public var statistics: ColumnStatistics? {
        guard let statistics = values.statistics else { return nil }
        return ColumnStatistics(
            minimum: statistics.minimum, maximum: statistics.maximum, nullCount: nulls == nil ? 0 : rowCount)
    }

    public func readStarts(_ rows: Range<Int>, into output: inout [UInt32]) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows inside the segment")
        output.removeAll(keepingCapacity: true)
        output.append(contentsOf: (rows.lowerBound...rows.upperBound).lazy.map { UInt32($0) * self.valuesPerRow })
    }

    public func gatherStarts(_ rows: [UInt32], into output: inout [UInt32]) {
        precondition(rows.allSatisfy { Int($0) <= rowCount }, "rows inside the segment")
        output.removeAll(keepingCapacity: true)
        output.append(contentsOf: rows.lazy.map { $0 * self.valuesPerRow })
    }
}
