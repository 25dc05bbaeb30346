import Bitmaps
import Bytes
import Schema
import Segment

/// What one table version sees of a consuming column with several values per row.
struct ConsumingListSnapshot: ConsumingColumnReader, ListColumnSource {
    /// Rows.
    let count: Int
    let elements: ConsumingColumnSnapshot
    /// 0, and for each row where its values end.
    let starts: ChunkedArray<UInt32>.Snapshot
    let nullRows: ChunkedArray<UInt32>.Snapshot

    var type: DataType { elements.type }
    var statistics: ColumnStatistics? { nil }
    var values: any ColumnSource { elements }
    var dictionary: (any DictionarySource)? { elements.dictionary }
    var nulls: Bitset? { nullRows.bits(count: count) }

    func readStarts(_ rows: Range<Int>, into output: inout [UInt32]) {
        starts.copy(rows.lowerBound..<rows.upperBound + 1, into: &output)
    }

    func gatherStarts(_ rows: [UInt32], into output: inout [UInt32]) { starts.gather(rows, into: &output) }

    func allValues() -> ColumnValues {
        var valueStarts: [UInt32] = []
        readStarts(0..<count, into: &valueStarts)
        return ColumnValues(
            type: type, storage: elements.allStorage(), nulls: nullRows.flags(count: count), valueStarts: valueStarts)
    }
}

extension ChunkedArray<UInt32>.Snapshot {
    /// A bit for each of so many rows, set for those that are listed; nil if none is.
    func bits(count: Int) -> Bitset? {
        if self.count == 0 { return nil }
        var rows: [UInt32] = []
        copy(0..<self.count, into: &rows)
        var bits = Bitset(count: count)
        for row in rows { bits[Int(row)] = true }
        return bits
    }

    /// The same as flags; nothing if none is listed.
    func flags(count: Int) -> [Bool] {
        if self.count == 0 { return [] }
        var rows: [UInt32] = []
        copy(0..<self.count, into: &rows)
        var flags = [Bool](repeating: false, count: count)
        for row in rows { flags[Int(row)] = true }
        return flags
    }
}
