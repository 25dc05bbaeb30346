import Bytes
import Schema

/// Decides whether a column with dictionary gets an inverted index, and writes it in the smaller of its two forms.
enum InvertedIndexBuilder: IndexBuilder {
    static var subject: BuildChoice.Subject { .inverted }

    static func decide(_ input: IndexInput, _ wishes: IndexingConfig.Column) -> IndexDecision {
        let column = input.column
        guard case .codes(let codes) = input.values else {
            return .skip(wishes.inverted == .always ? .notPossible : nil)
        }
        if column.encoding == .sorted { return .skip(.sorted) }
        if wishes.inverted == .never { return .skip(.configured) }
        if column.cardinality < 2 { return .skip(.oneValue) }
        let rows = RowsByCode(codes, input, cardinality: column.cardinality)
        let (lists, bitmaps) = (rows.postingsBytes, rows.bitmapBytes)
        if wishes.inverted != .always, let reason = reasonAgainst(input, rows, bytes: min(lists, bitmaps)) {
            return .skip(reason)
        }
        return .build(wishes.inverted == .always ? .configured : .selective) { column in
            // Bitmaps are faster to unite, so that lists have to be smaller by more than a header here and there.
            if lists < bitmaps / 8 * 7 {
                rows.addPostings(to: &column)
            } else {
                rows.addBitmaps(.invertedBitmaps, offsets: .invertedOffsets, to: &column)
            }
        }
    }

    private static func reasonAgainst(
        _ input: IndexInput, _ rows: RowsByCode, bytes: Int
    ) -> BuildChoice.Reason? {
        let column = input.column
        if column.role == .metric { return .metric }
        if column.role == .dateTime && rows.medianCount < EncodingRules.minimumRowsPerIndexedTime {
            return .manyValues
        }
        if rows.medianCount * EncodingRules.rowsPerIndexedRow > input.rowCount { return .notNeeded }
        return bytes > input.rowCount * EncodingRules.maximumIndexBytesPerRow ? .larger : nil
    }
}
