import Bytes
import Schema

extension EncodedColumn {
    /// Adds the codes of a dictionary column, one for each row or each run of rows, or the start of each code's run,
    /// with the null bitmap, the bounds of blocks and the indexes that pay.
    mutating func addCodes(_ codes: [UInt32], _ data: ColumnData, _ wishes: IndexingConfig.Column) {
        if let starts = runStarts(codes, data) {
            addSortedRuns(starts, rows: codes.count)
            addNulls(data.nulls)
            addIndexes(.codes(codes), data, wishes)
            return
        }
        column.width = EncodingRules.codeWidth(cardinality: column.cardinality)
        if wantsRuns(codes) {
            addRuns(codes)
        } else {
            column.encodingNumber = ColumnEncoding.dictionary.rawValue
            add(.codes, BitPacker.pack(codes, width: column.width))
        }
        addNulls(data.nulls)
        addBounds(ofCodes: codes)
        addIndexes(.codes(codes), data, wishes)
    }

    /// Whether a code for each run of rows takes much less than one for each row.
    private func wantsRuns(_ codes: [UInt32]) -> Bool {
        if column.isMultiValue || codes.count < EncodingRules.minimumRunsRows { return false }
        let runBytes = EncodingRules.packedBytes(width: column.width, count: RunMarks.runCount(of: codes))
        let codeBytes = EncodingRules.packedBytes(width: column.width, count: codes.count)
        return RunMarks.byteCount(codes.count) + runBytes < codeBytes / 100 * EncodingRules.maximumRunsPercent
    }

    private mutating func addRuns(_ codes: [UInt32]) {
        note(.codes, .repeated)
        column.encodingNumber = ColumnEncoding.runs.rawValue
        let encoded = RunMarks.encode(codes)
        add(.runMarks, encoded.marks)
        add(.codes, BitPacker.pack(encoded.runs, width: column.width))
    }

    private mutating func addSortedRuns(_ starts: [UInt64], rows: Int) {
        column.encodingNumber = ColumnEncoding.sorted.rawValue
        column.width = PackedIntegers.width(of: UInt64(rows))
        add(.runStarts, parameter: column.width, BitPacker.pack(starts, width: column.width))
    }

    /// The first row of each code and the row count, if the rows are sorted by the column and that takes fewer bytes
    /// than codes.
    private func runStarts(_ codes: [UInt32], _ data: ColumnData) -> [UInt64]? {
        if column.cardinality < 2 || column.isMultiValue { return nil }
        let runBytes = EncodingRules.packedBytes(
            width: PackedIntegers.width(of: UInt64(codes.count)), count: column.cardinality + 1)
        let codeBytes = EncodingRules.packedBytes(
            width: EncodingRules.codeWidth(cardinality: column.cardinality), count: codes.count)
        guard runBytes < codeBytes else { return nil }
        var starts: [UInt64] = []
        starts.reserveCapacity(column.cardinality + 1)
        for (row, code) in codes.enumerated() {
            // Every code occurs, so that in sorted rows each is the same as the one before it or the next.
            if Int(code) == starts.count { starts.append(UInt64(row)) }
            guard Int(code) == starts.count - 1 else { return nil }
        }
        return starts + [UInt64(codes.count)]
    }
}
