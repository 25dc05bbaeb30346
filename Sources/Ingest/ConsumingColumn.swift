import Bytes
import Schema

/// One column of a consuming segment, as its writer sees it: appended row by row, read through snapshots.
struct ConsumingColumn: Sendable {
    enum Store: Sendable {
        case int32(ChunkedArray<Int32>)
        case int64(ChunkedArray<Int64>)
        case float(ChunkedArray<Float>)
        case double(ChunkedArray<Double>)
        case string(StringStore)
    }

    let type: DataType
    private var store: Store
    /// The numbers of the rows that are NULL, ascending.
    private var nullRows = ChunkedArray<UInt32>()
    private(set) var count = 0

    init(type: DataType) {
        self.type = type
        store =
            switch type {
            case .int, .boolean: .int32(ChunkedArray())
            case .long, .timestamp: .int64(ChunkedArray())
            case .float: .float(ChunkedArray())
            case .double: .double(ChunkedArray())
            case .string: .string(StringStore())
            }
    }

    /// Bytes of memory held.
    var allocatedBytes: Int {
        let values =
            switch store {
            case .int32(let array): array.allocatedBytes
            case .int64(let array): array.allocatedBytes
            case .float(let array): array.allocatedBytes
            case .double(let array): array.allocatedBytes
            case .string(let store): store.allocatedBytes
            }
        return values + nullRows.allocatedBytes
    }

    mutating func append(_ slot: DecodedRow.Slot, text: [UInt8]) {
        if case .null = slot { nullRows.append(UInt32(count)) }
        count += 1
        switch type.representation {
        case .integer:
            var number: Int64 = 0
            if case .integer(let value) = slot { number = value }
            append(integer: number)
        case .double:
            var number = 0.0
            if case .double(let value) = slot { number = value }
            append(double: number)
        case .string:
            var range = 0..<0
            if case .string(let value) = slot { range = value }
            append(string: text[range])
        }
    }

    // Each of these takes the store out and puts it back, so that it is changed in place and not copied.

    private mutating func append(integer: Int64) {
        switch store {
        case .int32(var array):
            store = .int32(ChunkedArray())
            array.append(Int32(integer))
            store = .int32(array)
        case .int64(var array):
            store = .int64(ChunkedArray())
            array.append(integer)
            store = .int64(array)
        default: preconditionFailure("an integer column stores integers")
        }
    }

    private mutating func append(double: Double) {
        switch store {
        case .float(var array):
            store = .float(ChunkedArray())
            array.append(Float(double))
            store = .float(array)
        case .double(var array):
            store = .double(ChunkedArray())
            array.append(double)
            store = .double(array)
        default: preconditionFailure("a double column stores doubles")
        }
    }

    private mutating func append(string: ArraySlice<UInt8>) {
        guard case .string(var strings) = store else { preconditionFailure("a string column stores strings") }
        store = .int32(ChunkedArray())
        strings.append(string)
        store = .string(strings)
    }

    /// The rows appended so far, as they stay.
    var snapshot: ConsumingColumnSnapshot {
        ConsumingColumnSnapshot(type: type, count: count, values: values, nullRows: nullRows.snapshot)
    }

    private var values: ConsumingColumnSnapshot.Values {
        switch store {
        case .int32(let array): .int32(array.snapshot)
        case .int64(let array): .int64(array.snapshot)
        case .float(let array): .float(array.snapshot)
        case .double(let array): .double(array.snapshot)
        case .string(let strings): .string(codes: strings.codes.snapshot, dictionary: strings.dictionary)
        }
    }
}
