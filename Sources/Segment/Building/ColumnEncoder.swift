import Bytes
import Schema

/// Encodes one column.
enum ColumnEncoder {
    static func encode(
        _ field: FieldSpec, _ data: ColumnData, _ wishes: IndexingConfig.Column
    ) throws(SegmentError) -> EncodedColumn {
        var column = SegmentColumn(
            name: ByteString(field.name), type: field.type, role: ColumnRole(field.role), nullCount: data.nullCount,
            valueCount: data.valueCount)
        column.isMultiValue = field.isMultiValue
        if column.valueCount == (column.isMultiValue ? 0 : column.nullCount) {
            var encoded = EncodedColumn(column)
            encoded.note(.encoding, .noValues)
            if column.isMultiValue && column.nullCount < data.valueStarts.count - 1 { encoded.addNulls(data.nulls) }
            return encoded
        }
        var wishes = wishes
        // Ranges of lists are found by codes: there is no range index of them.
        if column.isMultiValue && wishes.range == .always && wishes.dictionary == .automatic {
            wishes.dictionary = .always
        }
        var encoded = try encodeValues(column, field, data, wishes)
        if column.isMultiValue { encoded.addStarts(data.valueStarts) }
        return encoded
    }

    private static func encodeValues(
        _ column: SegmentColumn, _ field: FieldSpec, _ data: ColumnData, _ wishes: IndexingConfig.Column
    ) throws(SegmentError) -> EncodedColumn {
        switch data.values {
        case .integers(let values):
            var encoder = NumberEncoder(column, type: field.type, keys: values.map { OrderedKey.key($0) }, data, wishes)
            return encoder.encode()
        case .doubles(let values):
            var encoder = NumberEncoder(column, type: field.type, keys: values.map { OrderedKey.key($0) }, data, wishes)
            return encoder.encode()
        case .strings(let positions, let strings):
            var encoder = StringEncoder(column, positions: positions, strings: strings, data, wishes)
            return try encoder.encode()
        }
    }

    /// A provenance column, which has no NULL and never a dictionary.
    static func encode(_ hidden: ProvenanceColumn, _ values: [Int64]) -> EncodedColumn {
        let column = SegmentColumn(
            name: ByteString(hidden.rawValue), type: .long, role: .hidden, nullCount: 0, valueCount: values.count)
        if values.isEmpty { return EncodedColumn(column) }
        let data = ColumnData(values: .integers(values), nulls: [], valueStarts: [])
        let wishes = IndexingConfig.Column(dictionary: .never, isRandomAccess: true)
        var encoder = NumberEncoder(
            column, type: .long, keys: values.map { OrderedKey.key($0) }, data, wishes)
        return encoder.encode()
    }
}

extension ProvenanceColumn {
    /// A number for each row, found to be possible.
    func values(_ numbers: Provenance.Numbers, rowCount: Int) throws(SegmentError) -> [Int64] {
        let values: [Int64]
        switch numbers {
        case .constant(let value): values = Array(repeating: value, count: rowCount)
        case .consecutive(let first):
            guard rowCount == 0 || first <= Int64.max - Int64(rowCount - 1) else {
                throw .invalidInput("\(rawValue) goes beyond the greatest integer")
            }
            values = (0..<rowCount).map { first + Int64($0) }
        case .values(let given): values = given
        }
        guard values.count == rowCount, values.allSatisfy({ integers.contains($0) }) else {
            throw .invalidInput("\(rawValue) should have \(rowCount) numbers in \(integers)")
        }
        return values
    }
}
