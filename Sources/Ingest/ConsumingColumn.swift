import Bytes
import Schema
import Segment

/// One column of a consuming segment, as its writer sees it: appended row by row, read through snapshots.
struct ConsumingColumn: Sendable {
    let type: DataType
    // The type decides which one of these holds the values; the others stay empty and cost nothing. They are no enum,
    // because a payload cannot be changed in place.
    private var int32s = ChunkedArray<Int32>()
    private var int64s = ChunkedArray<Int64>()
    private var floats = ChunkedArray<Float>()
    private var doubles = ChunkedArray<Double>()
    private var strings = StringStore()
    /// Of a column with several values per row: 0, and for each row where its values end. Else empty.
    private var starts = ChunkedArray<UInt32>()
    /// The numbers of the rows that are NULL, ascending.
    private var nullRows = ChunkedArray<UInt32>()
    /// Of integers and of strings' codes, one per row.
    private var summaries = BlockSummaries()
    private(set) var count = 0
    /// Of all rows. A row that is NULL has one, unless rows have several.
    private(set) var valueCount = 0

    init(_ field: FieldSpec) {
        type = field.type
        if field.isMultiValue { starts.append(0) }
    }

    var isMultiValue: Bool { starts.count > 0 }

    /// Bytes of memory held.
    var allocatedBytes: Int {
        int32s.allocatedBytes + int64s.allocatedBytes + floats.allocatedBytes + doubles.allocatedBytes
            + strings.allocatedBytes + starts.allocatedBytes + nullRows.allocatedBytes + summaries.allocatedBytes
    }

    /// Adds what one row has.
    @inline(__always)
    mutating func append(_ slot: DecodedRow.Slot, of row: DecodedRow) {
        if case .null = slot { nullRows.append(UInt32(count)) }
        count &+= 1
        if !isMultiValue {
            append(value: slot, row.text.span)
            if count & (BlockSummaries.blockRows - 1) == 0 { summarize() }
            return
        }
        if case .list(let range) = slot {
            for element in row.elements[range] { append(value: element, row.text.span) }
        }
        starts.append(UInt32(valueCount))
    }

    /// Adds one value, or what stands in the place of NULL; of a string, `text` holds the bytes.
    private mutating func append(value: DecodedRow.Slot, _ text: Span<UInt8>) {
        valueCount &+= 1
        switch type {
        case .int, .boolean: int32s.append(Int32(truncatingIfNeeded: value.integer))
        case .long, .timestamp: int64s.append(value.integer)
        case .float: floats.append(Float(value.double))
        case .double: doubles.append(value.double)
        case .string, .json, .bytes, .bigDecimal: strings.append(text, value.text)
        }
    }

    /// Notes what the block holds that has just been filled.
    private mutating func summarize() {
        let rows = count - BlockSummaries.blockRows..<count
        switch type {
        case .int, .boolean: summaries.append(rows) { Int64(int32s[$0]) }
        case .long, .timestamp: summaries.append(rows) { int64s[$0] }
        case .string, .json, .bytes, .bigDecimal: summaries.append(rows) { Int64(strings.codes[$0]) }
        case .float, .double: break
        }
    }

    /// The rows appended so far, as they stay.
    var snapshot: any ConsumingColumnReader {
        if !isMultiValue {
            return ConsumingColumnSnapshot(
                type: type, count: count, values: values, nullRows: nullRows.snapshot, summaries: summaries.snapshot)
        }
        let elements = ConsumingColumnSnapshot(
            type: type, count: valueCount, values: values, nullRows: ChunkedArray().snapshot)
        return ConsumingListSnapshot(
            count: count, elements: elements, starts: starts.snapshot, nullRows: nullRows.snapshot)
    }

    private var values: ConsumingColumnSnapshot.Values {
        switch type {
        case .int, .boolean: .int32(int32s.snapshot)
        case .long, .timestamp: .int64(int64s.snapshot)
        case .float: .float(floats.snapshot)
        case .double: .double(doubles.snapshot)
        case .string, .json, .bytes, .bigDecimal: .string(codes: strings.codes.snapshot, dictionary: strings.dictionary)
        }
    }
}

/// What one table version sees of a consuming column, whatever its form.
protocol ConsumingColumnReader: ColumnSource {
    /// Everything, as the segment builder takes it.
    func allValues() -> ColumnValues
}
