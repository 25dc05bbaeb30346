import Bitmaps
import Bytes
import Schema

/// Opens a column with a dictionary and codes, one for each row or one for each run of rows.
struct CodesLoader {
    let regions: ColumnRegions
    let type: DataType
    /// Of a column with several values per row, the values.
    let rowCount: Int
    let indexes: ColumnIndexes

    private var column: SegmentColumn { regions.column }

    /// `encoding` is `dictionary` or `runs`. O(bytes of the column).
    func load(_ encoding: ColumnEncoding, nulls: Bitset?) throws(FormatError) -> any ColumnSource {
        let dictionary = try DictionaryLoader(regions: regions, type: type).load()
        guard column.width == EncodingRules.codeWidth(cardinality: dictionary.count), column.width <= 32 else {
            throw regions.corrupt("\(column.width) bits for \(dictionary.count) codes")
        }
        if encoding == .runs { return try load(nulls, dictionary, loadRuns()) }
        return try load(nulls, dictionary, regions.packed(.codes, width: column.width, count: rowCount))
    }

    private func load<Codes: StoredCodes>(
        _ nulls: Bitset?, _ dictionary: SealedDictionary, _ codes: Codes
    ) throws(FormatError) -> any ColumnSource {
        let (bounds, found) =
            try BlockBounds.load(regions, width: column.width) { codes.bounds(in: $0) } ?? (nil, codes.bounds())
        if let found, found.upperBound >= UInt64(dictionary.count) {
            throw regions.corrupt(.codes, "code \(found.upperBound) of \(dictionary.count)")
        }
        return DictionaryColumn(
            type, dictionary.statistics(nullCount: column.nullCount), nulls, dictionary, codes, bounds,
            indexes)
    }

    private func loadRuns() throws(FormatError) -> RunLengthIntegers {
        let bytes = try regions.bytes(.runMarks, length: RunMarks.byteCount(rowCount))
        let marks: RunMarks
        do throws(RunMarks.Malformation) {
            marks = try RunMarks(bytes, rowCount: rowCount)
        } catch {
            throw regions.corrupt(.runMarks, "\(error)")
        }
        let codes = try regions.packed(.codes, width: column.width, count: marks.runCount)
        guard let runs = RunLengthIntegers(marks, values: codes) else {
            throw regions.corrupt(.codes, "\(codes.count) codes of \(codes.width) bits for \(marks.runCount) runs")
        }
        return runs
    }
}

extension SealedDictionary {
    /// Of a column that has the dictionary.
    func statistics(nullCount: Int) -> ColumnStatistics {
        ColumnStatistics(minimum: value(0), maximum: value(UInt32(count - 1)), nullCount: nullCount)
    }
}
