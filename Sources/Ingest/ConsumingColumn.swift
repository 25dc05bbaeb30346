import Bytes
import Schema

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
    /// The numbers of the rows that are NULL, ascending.
    private var nullRows = ChunkedArray<UInt32>()
    private(set) var count = 0

    init(type: DataType) { self.type = type }

    /// Bytes of memory held.
    var allocatedBytes: Int {
        int32s.allocatedBytes + int64s.allocatedBytes + floats.allocatedBytes + doubles.allocatedBytes
            + strings.allocatedBytes + nullRows.allocatedBytes
    }

    /// Adds the value of one row; of a string, `text` holds the bytes.
    mutating func append(_ slot: DecodedRow.Slot, text: [UInt8]) {
        var (integer, double, range) = (Int64(0), 0.0, 0..<0)
        switch slot {
        case .null: nullRows.append(UInt32(count))
        case .integer(let value): integer = value
        case .double(let value): double = value
        case .string(let value): range = value
        }
        count += 1
        switch type {
        case .int, .boolean: int32s.append(Int32(integer))
        case .long, .timestamp: int64s.append(integer)
        case .float: floats.append(Float(double))
        case .double: doubles.append(double)
        case .string, .json, .bytes, .bigDecimal: strings.append(text[range])
        }
    }

    /// The rows appended so far, as they stay.
    var snapshot: ConsumingColumnSnapshot {
        ConsumingColumnSnapshot(type: type, count: count, values: values, nullRows: nullRows.snapshot)
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
