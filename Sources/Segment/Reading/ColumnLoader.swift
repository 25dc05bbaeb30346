import Bitmaps
import Bytes
import Schema

/// Opens a column: verifies its blocks and checks its structure, so that no read of it can fail afterwards.
///
/// Indexes are left alone; see `ColumnIndexes`.
struct ColumnLoader {
    let regions: ColumnRegions

    private var column: SegmentColumn { regions.column }
    /// Of a column with several values per row, the values count as rows until they are made into lists.
    private var rowCount: Int { column.isMultiValue ? column.valueCount : regions.rowCount }

    /// Indexes number rows, and so belong to lists, not to the column of their values.
    private var indexes: ColumnIndexes { column.isMultiValue ? ColumnIndexes() : ColumnIndexes(regions) }

    /// O(bytes of the column).
    func load() throws(FormatError) -> any ColumnSource {
        guard let type = column.type else { throw tooNew("type", column.typeNumber) }
        guard let encoding = column.encoding else { throw tooNew("encoding", column.encodingNumber) }
        if column.isMultiValue { return try loadLists(type, encoding) }
        return try loadValues(type, encoding)
    }

    private func loadValues(_ type: DataType, _ encoding: ColumnEncoding) throws(FormatError) -> any ColumnSource {
        switch encoding {
        case .allNull: return try loadNulls(type)
        case .dictionary, .runs:
            let nulls = try loadNulls()
            return try CodesLoader(regions: regions, type: type, rowCount: rowCount, indexes: indexes)
                .load(encoding, nulls: nulls)
        case .packed: return try loadPacked(type)
        case .doubles: return try loadNumbers(type, .double, of: .double)
        case .floats: return try loadNumbers(type, .float, of: .float)
        case .sorted: return try loadSorted(type)
        case .blocks: return try loadBlocks(type)
        case .chunks:
            let nulls = try loadNulls()
            return try ChunksLoader(regions: regions, type: type, rowCount: rowCount).load(nulls: nulls)
        }
    }

    private func loadLists(_ type: DataType, _ encoding: ColumnEncoding) throws(FormatError) -> any ColumnSource {
        guard column.role != .hidden, encoding != .sorted, encoding != .runs, column.step == 0,
            regions.region(.blockBounds) == nil
        else {
            throw regions.corrupt("lists in encoding \(encoding.name)")
        }
        let values = try loadValues(type, encoding)
        let width = regions.region(.valueStarts)?.parameter ?? 0
        let starts = try regions.packed(.valueStarts, width: width, count: regions.rowCount + 1)
        if let index = starts.firstDescending() {
            throw regions.corrupt(.valueStarts, "start \(index) is less than the one before")
        }
        guard width <= 32, starts[0] == 0, starts[regions.rowCount] == UInt64(column.valueCount) else {
            throw regions.corrupt(.valueStarts, "not from 0 to \(column.valueCount)")
        }
        let isAllNull = column.nullCount == regions.rowCount && column.nullCount > 0
        let nulls = isAllNull ? Bitset(count: regions.rowCount, filledWith: true) : try loadNullBitmap()
        try checkEmpty(nulls, starts)
        return ListColumn(type, statistics(values), nulls, values, starts, ColumnIndexes(regions))
    }

    private func statistics(_ values: any ColumnSource) -> ColumnStatistics? {
        var statistics = values.statistics
        statistics?.nullCount = column.nullCount
        return statistics
    }

    /// A row that is NULL has no values.
    private func checkEmpty(_ nulls: Bitset?, _ starts: PackedIntegers) throws(FormatError) {
        guard let nulls else { return }
        var batch: [UInt32] = []
        for first in stride(from: 0, to: regions.rowCount, by: SegmentFormat.blockRows) {
            let rows = first..<min(first + SegmentFormat.blockRows, regions.rowCount)
            starts.read(rows.lowerBound..<rows.upperBound + 1, into: &batch)
            for (position, row) in rows.enumerated() where nulls[row] && batch[position] != batch[position + 1] {
                throw regions.corrupt(.valueStarts, "row \(row) is NULL and has values")
            }
        }
    }

    /// The NULLs of a column with one value per row; those of lists are not among their values.
    private func loadNulls() throws(FormatError) -> Bitset? { column.isMultiValue ? nil : try loadNullBitmap() }

    private func loadNulls(_ type: DataType) throws(FormatError) -> any ColumnSource {
        guard rowCount == (column.isMultiValue ? 0 : column.nullCount), column.minimum == .none, column.maximum == .none
        else {
            throw regions.corrupt("values without a place")
        }
        return ConstantColumn(type: type, value: .null, rowCount: rowCount)
    }

    private func loadSorted(_ type: DataType) throws(FormatError) -> any ColumnSource {
        let nulls = try loadNulls()
        let dictionary = try DictionaryLoader(regions: regions, type: type).load()
        let starts = try regions.packed(.runStarts, width: column.width, count: dictionary.count + 1)
        if let index = starts.firstNotAscending() {
            throw regions.corrupt(.runStarts, "row \(index) is not greater than the one before")
        }
        guard starts[0] == 0, starts[dictionary.count] == UInt64(rowCount) else {
            throw regions.corrupt(.runStarts, "not from 0 to \(rowCount)")
        }
        let statistics = dictionary.statistics(nullCount: column.nullCount)
        return SortedColumn(type, statistics, nulls, dictionary, starts, indexes)
    }

    private func loadPacked(_ type: DataType) throws(FormatError) -> any ColumnSource {
        let bounds = try IntegerBounds(regions, type: type)
        let nulls = try loadNulls()
        let packed = try regions.packed(.values, width: column.width, count: rowCount)
        let isFlat = column.step == 0
        guard let first = bounds.distance(from: column.base) else { throw wrongBounds() }
        let column = PackedColumn(
            type, bounds.statistics(nullCount: column.nullCount), nulls, packed, base: column.base, step: column.step,
            nil, indexes)
        let stored = try BlockBounds.load(regions, width: bounds.width) { rows in
            isFlat ? bounds.part(packed.bounds(in: rows), from: first) : bounds.part(of: column, rows)
        }
        let (blocks, all) =
            stored ?? (nil, packed.bounds(step: isFlat ? 0 : 1).flatMap { bounds.part($0, from: first) })
        guard all == 0...bounds.span else { throw wrongBounds() }
        return column.with(blocks)
    }

    private func wrongBounds() -> FormatError {
        regions.corrupt(.values, "not from the minimum to the maximum that the footer gives")
    }

    private func loadBlocks(_ type: DataType) throws(FormatError) -> any ColumnSource {
        let bounds = try IntegerBounds(regions, type: type)
        let nulls = try loadNulls()
        let directory = try regions.bytes(.blockDirectory, length: nil)
        let values = try regions.verified(.values)
        let integers: BlockedIntegers
        do throws(BlockedIntegers.DirectoryError) {
            integers = try BlockedIntegers(
                directory: directory, in: regions.file.region, at: values?.offset ?? 0, length: values?.length ?? 0,
                count: rowCount)
        } catch {
            throw regions.corrupt(.blockDirectory, "\(error)")
        }
        let column = BlocksColumn(
            type, bounds.statistics(nullCount: column.nullCount), nulls, integers, nil, indexes)
        let (blocks, all) =
            try BlockBounds.load(regions, width: bounds.width) { bounds.part(of: column, $0) }
            ?? (nil, BlockBounds.union(of: rowCount) { bounds.part(of: column, $0) })
        guard all == 0...bounds.span else { throw wrongBounds() }
        return column.with(blocks)
    }

    private func loadNumbers(
        _ type: DataType, _ form: RawNumbers.Form, of expected: DataType
    ) throws(FormatError) -> any ColumnSource {
        guard type == expected else {
            throw regions.corrupt("numbers of type \(type.rawValue) as \(expected.rawValue)")
        }
        let nulls = try loadNulls()
        let bytes = try regions.bytes(.values, length: rowCount * form.byteCount)
        guard let numbers = RawNumbers(bytes, form: form) else {
            throw regions.corrupt(.values, "not a whole count of numbers")
        }
        let (bounds, all) =
            try BlockBounds.load(regions, numbers: form) { numbers.bounds(in: $0) } ?? (nil, numbers.bounds())
        guard let all else { throw regions.corrupt(.values, "a value that is not a number") }
        let (minimum, maximum) = (Value.double(all.lowerBound), Value.double(all.upperBound))
        guard column.minimum == .value(minimum), column.maximum == .value(maximum) else { throw wrongBounds() }
        let statistics = ColumnStatistics(minimum: minimum, maximum: maximum, nullCount: column.nullCount)
        return NumberColumn(type, statistics, nulls, numbers, bounds, indexes)
    }

    private func loadNullBitmap() throws(FormatError) -> Bitset? {
        guard let region = regions.region(.nulls) else {
            if column.nullCount > 0 { throw regions.corrupt(.nulls, "missing, with \(column.nullCount) NULLs") }
            return nil
        }
        let bytes = try regions.bytes(.nulls, length: region.length)
        let rowCount = regions.rowCount
        guard column.nullCount > 0, rowCount > 0 else { throw regions.corrupt(.nulls, "a bitmap without NULLs") }
        let bitmap: RoaringView
        do throws(RoaringFormatError) {
            bitmap = try RoaringView(validating: bytes, maximumRow: UInt32(rowCount - 1))
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
