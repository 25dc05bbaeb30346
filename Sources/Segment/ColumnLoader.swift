import Bitmaps
import Bytes
import Schema

/// Opens a column: verifies its blocks and checks its structure, so that no read of it can fail afterwards.
///
/// The inverted index is left alone; see `InvertedIndex`.
struct ColumnLoader {
    let regions: ColumnRegions

    private var column: SegmentColumn { regions.column }
    private var rowCount: Int { regions.rowCount }

    /// O(bytes of the column).
    func load() throws(FormatError) -> any ColumnSource {
        guard let type = column.type else { throw tooNew("type", column.typeNumber) }
        guard let encoding = column.encoding else { throw tooNew("encoding", column.encodingNumber) }
        switch encoding {
        case .allNull: return try loadNulls(type)
        case .dictionary: return try loadDictionary(type)
        case .packed: return try loadPacked(type)
        case .doubles: return try loadNumbers(type, .double, of: .double)
        case .floats: return try loadNumbers(type, .float, of: .float)
        }
    }

    private func loadNulls(_ type: DataType) throws(FormatError) -> any ColumnSource {
        guard column.nullCount == rowCount, column.minimum == .none, column.maximum == .none else {
            throw regions.corrupt("values without a place")
        }
        return ConstantColumn(type: type, value: .null, rowCount: rowCount)
    }

    private func loadDictionary(_ type: DataType) throws(FormatError) -> any ColumnSource {
        let nulls = try loadNullBitmap()
        let dictionary = try DictionaryLoader(regions: regions, type: type).load()
        guard column.width == EncodingRules.codeWidth(cardinality: dictionary.count), column.width <= 32 else {
            throw regions.corrupt("\(column.width) bits for \(dictionary.count) codes")
        }
        let codes = try regions.packed(.codes, width: column.width, count: rowCount)
        if let bounds = codes.bounds(), bounds.upperBound >= UInt64(dictionary.count) {
            throw regions.corrupt(.codes, "code \(bounds.upperBound) of \(dictionary.count)")
        }
        let statistics = ColumnStatistics(
            minimum: dictionary.value(0), maximum: dictionary.value(UInt32(dictionary.count - 1)),
            nullCount: column.nullCount)
        return DictionaryColumn(type, statistics, nulls, dictionary, codes, InvertedIndex(regions))
    }

    private func loadPacked(_ type: DataType) throws(FormatError) -> any ColumnSource {
        let bounds = try IntegerBounds(regions, type: type)
        let nulls = try loadNullBitmap()
        let packed = try regions.packed(.values, width: column.width, count: rowCount)
        let (below, overflow) = bounds.minimum.subtractingReportingOverflow(column.base)
        guard !overflow, let first = UInt64(exactly: below), let found = packed.bounds(step: UInt64(column.step)),
            found.lowerBound == first, found.upperBound - first == bounds.span
        else { throw regions.corrupt(.values, "not from the minimum to the maximum that the footer gives") }
        let statistics = ColumnStatistics(
            minimum: .integer(bounds.minimum), maximum: .integer(bounds.maximum), nullCount: column.nullCount)
        return PackedColumn(type, statistics, nulls, packed, base: column.base, step: column.step)
    }

    private func loadNumbers(
        _ type: DataType, _ form: RawNumbers.Form, of expected: DataType
    ) throws(FormatError) -> any ColumnSource {
        guard type == expected else {
            throw regions.corrupt("numbers of type \(type.rawValue) as \(expected.rawValue)")
        }
        let nulls = try loadNullBitmap()
        let bytes = try regions.bytes(.values, length: rowCount * form.byteCount)
        guard let numbers = RawNumbers(bytes, form: form), let found = numbers.bounds() else {
            throw regions.corrupt(.values, "a value that is not a number")
        }
        let (minimum, maximum) = (Value.double(found.lowerBound), Value.double(found.upperBound))
        guard column.minimum == .value(minimum), column.maximum == .value(maximum) else {
            throw regions.corrupt(.values, "not from the minimum to the maximum that the footer gives")
        }
        let statistics = ColumnStatistics(minimum: minimum, maximum: maximum, nullCount: column.nullCount)
        return NumberColumn(type, statistics, nulls, numbers)
    }

    private func loadNullBitmap() throws(FormatError) -> Bitset? {
        guard let region = regions.region(.nulls) else {
            if column.nullCount > 0 { throw regions.corrupt(.nulls, "missing, with \(column.nullCount) NULLs") }
            return nil
        }
        let bytes = try regions.bytes(.nulls, length: region.length).bytes
        guard column.nullCount > 0, rowCount > 0 else { throw regions.corrupt(.nulls, "a bitmap without NULLs") }
        let bitmap: RoaringBitmap
        do throws(RoaringFormatError) {
            bitmap = try RoaringBitmap(validating: bytes, maximumRow: UInt32(rowCount - 1))
        } catch {
            throw regions.corrupt(.nulls, error.description)
        }
        guard bitmap.cardinality == column.nullCount else {
            throw regions.corrupt(.nulls, "\(bitmap.cardinality) rows, the footer says \(column.nullCount)")
        }
        var nulls = Bitset(count: rowCount)
        bitmap.formUnion(into: &nulls)
        return nulls
    }

    private func tooNew(_ what: String, _ number: UInt8) -> FormatError {
        FormatError(
            .tooNew, file: regions.file.path, section: "footer", offset: regions.file.footerOffset,
            "column \(column.name) has \(what) \(number), which this version does not know")
    }
}
