import Bytes
import Schema

/// The JSON text of a column's values, one after the other.
///
/// A result arrives by column and leaves by row: each column is rendered in one tight loop over its own type, and
/// the rows are then put together from the pieces.
struct RenderedColumn {
    private var bytes: [UInt8] = []
    /// Where each value's text ends.
    private var ends: [Int] = []

    init(_ column: ColumnValues, rowCount: Int) {
        precondition(column.count == rowCount, "a column of a result has a value for every row")
        ends.reserveCapacity(rowCount)
        bytes.reserveCapacity(rowCount * 8)
        switch column.storage {
        case _ where column.isMultiValue: render(lists: column)
        case .integers(let values): render(values, column.type, nulls: column.nulls)
        case .doubles(let values): render(values, column.type, nulls: column.nulls)
        case .strings(let values): render(values, column.type, nulls: column.nulls)
        case .codes(let codes, let dictionary): render(codes, dictionary, column.type, nulls: column.nulls)
        }
    }

    /// The text of one row's value.
    subscript(row: Int) -> ArraySlice<UInt8> { bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]] }

    private mutating func render(_ values: [Int64], _ type: DataType, nulls: [Bool]) {
        switch type {
        case .boolean:
            each(values, nulls) { bytes, value in
                bytes.append(contentsOf: value == 0 ? "false".utf8 : "true".utf8)
            }
        case .timestamp:
            each(values, nulls) { bytes, value in
                bytes.append(UInt8(ascii: "\""))
                TimestampText.append(value, to: &bytes)
                bytes.append(UInt8(ascii: "\""))
            }
        default:
            each(values, nulls) { bytes, value in JSONText.append(integer: value, to: &bytes) }
        }
    }

    private mutating func render(_ values: [Double], _ type: DataType, nulls: [Bool]) {
        if type == .float {
            each(values, nulls) { bytes, value in JSONText.append(float: Float(value), to: &bytes) }
        } else {
            each(values, nulls) { bytes, value in JSONText.append(double: value, to: &bytes) }
        }
    }

    private mutating func render(_ values: [ByteString], _ type: DataType, nulls: [Bool]) {
        switch type {
        case .bytes:
            each(values, nulls) { bytes, value in
                bytes.append(UInt8(ascii: "\""))
                HexText.append(value.bytes, to: &bytes)
                bytes.append(UInt8(ascii: "\""))
            }
        case .bigDecimal:
            // As in Pinot decimals are text, because readers of JSON round numbers.
            each(values, nulls) { bytes, value in
                let text = BigDecimal(orderedBytes: value)?.description ?? "NaN"
                JSONText.append(quoted: Array(text.utf8), to: &bytes)
            }
        default:
            each(values, nulls) { bytes, value in JSONText.append(quoted: value.bytes, to: &bytes) }
        }
    }

    /// Renders each distinct string once, unless the dictionary is larger than the column.
    private mutating func render(_ codes: [UInt32], _ dictionary: [ByteString], _ type: DataType, nulls: [Bool]) {
        guard dictionary.count <= codes.count else {
            // What stands where a row is NULL need not be in the dictionary.
            let values = codes.map { Int($0) < dictionary.count ? dictionary[Int($0)] : ByteString([]) }
            return render(values, type, nulls: nulls)
        }
        let entries = RenderedColumn(
            ColumnValues(type: type, storage: .strings(dictionary)), rowCount: dictionary.count)
        each(codes, nulls) { bytes, code in bytes.append(contentsOf: entries[Int(code)]) }
    }

    /// Each row's values as an array.
    private mutating func render(lists column: ColumnValues) {
        let values = RenderedColumn(
            ColumnValues(type: column.type, storage: column.storage), rowCount: column.storage.count)
        each(Array(0..<column.count), column.nulls) { bytes, row in
            bytes.append(UInt8(ascii: "["))
            let range = Int(column.valueStarts[row])..<Int(column.valueStarts[row + 1])
            for index in range {
                if index > range.lowerBound { bytes.append(UInt8(ascii: ",")) }
                bytes.append(contentsOf: values[index])
            }
            bytes.append(UInt8(ascii: "]"))
        }
    }

    @inline(__always)
    private mutating func each<Item>(_ items: [Item], _ nulls: [Bool], _ append: (inout [UInt8], Item) -> Void) {
        for row in 0..<items.count {
            if !nulls.isEmpty && nulls[row] {
                bytes.append(contentsOf: "null".utf8)
            } else {
                append(&bytes, items[row])
            }
            ends.append(bytes.count)
        }
    }
}
