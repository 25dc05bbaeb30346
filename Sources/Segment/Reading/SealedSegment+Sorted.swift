import Bitmaps
import Bytes
import Schema

extension SealedSegment {
    /// Whether the rows are in the order of a column: NULL first, then ascending. O(1) where the column is stored as
    /// runs, else O(rows).
    func isSorted(by name: String) throws(FormatError) -> Bool {
        let bytes = ByteString(name)
        // Rows of a segment that is older than the column all have the same value of it.
        guard rowCount > 1, let metadata = columns.first(where: { $0.name == bytes }) else { return true }
        if metadata.encoding == .sorted || metadata.nullCount == rowCount { return true }
        guard let column = try columnToReadOnce(name) else { return true }
        let firstValue = metadata.nullCount
        if let nulls = column.nulls, (firstValue..<rowCount).contains(where: { nulls[$0] }) { return false }
        let read = AscendingCheck(rows: firstValue..<rowCount)
        if let dictionary = column.dictionary, dictionary.isSorted { return read.isAscending(column.readCodes) }
        return switch column.type.representation {
        case .integer: read.isAscending(column.readIntegers)
        case .double: read.isAscending(column.readDoubles)
        case .string: read.isAscending(column.readStrings)
        }
    }
}

/// Reads values in batches until one is smaller than the one before it.
private struct AscendingCheck {
    private static let batchRows = 1 << 14

    let rows: Range<Int>

    func isAscending<Element: Comparable>(_ read: (Range<Int>, inout [Element]) -> Void) -> Bool {
        var batch: [Element] = []
        var last: Element?
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.batchRows) {
            read(start..<min(start + Self.batchRows, rows.upperBound), &batch)
            for value in batch {
                if let last, value < last { return false }
                last = value
            }
        }
        return true
    }
}
