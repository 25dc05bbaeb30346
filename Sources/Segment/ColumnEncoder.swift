import Bytes
import Schema

/// Checks one column of the input against its field and encodes it.
enum ColumnEncoder {
    static func encode(
        _ field: FieldSpec, _ values: ColumnValues, rowCount: Int
    ) throws(SegmentError) -> EncodedColumn {
        guard values.type == field.type, values.count == rowCount else {
            throw .invalidInput(
                "column \(field.name) should have \(rowCount) values of type \(field.type.rawValue) and has "
                    + "\(values.count) of type \(values.type.rawValue)")
        }
        let nullCount = values.nulls.lazy.filter { $0 }.count
        let nulls = nullCount == 0 ? [] : values.nulls
        let column = SegmentColumn(
            name: ByteString(field.name), type: field.type, role: ColumnRole(field.role), nullCount: nullCount)
        switch (field.type.representation, values.storage) {
        case (.integer, .integers(let integers)):
            try check(integers, field, nulls)
            return encodeNumbers(column, field.type, integers.map { OrderedKey.key($0) }, nulls)
        case (.double, .doubles(let doubles)):
            try check(doubles, field, nulls)
            return encodeNumbers(column, field.type, doubles.map { OrderedKey.key($0) }, nulls)
        case (.string, .strings(let strings)):
            let (positions, distinct) = StringEncoder.number(strings)
            return try encodeStrings(column, positions, distinct, nulls)
        case (.string, .codes(let codes, let dictionary)):
            try check(codes, dictionary, field, nulls)
            return try encodeStrings(column, codes, dictionary, nulls)
        default:
            throw .invalidInput("column \(field.name) has values of another representation than its type")
        }
    }

    /// A provenance column, which has no NULL and never a dictionary.
    static func encode(
        _ hidden: ProvenanceColumn, of provenance: Provenance, rowCount: Int
    ) throws(SegmentError) -> EncodedColumn {
        let values: [Int64]
        switch hidden.numbers(of: provenance) {
        case .constant(let value): values = Array(repeating: value, count: rowCount)
        case .consecutive(let first):
            guard rowCount == 0 || first <= Int64.max - Int64(rowCount - 1) else {
                throw .invalidInput("\(hidden.rawValue) goes beyond the greatest integer")
            }
            values = (0..<rowCount).map { first + Int64($0) }
        case .values(let given): values = given
        }
        guard values.count == rowCount, values.allSatisfy({ hidden.integers.contains($0) }) else {
            throw .invalidInput("\(hidden.rawValue) should have \(rowCount) numbers in \(hidden.integers)")
        }
        let column = SegmentColumn(name: ByteString(hidden.rawValue), type: .long, role: .hidden, nullCount: 0)
        if rowCount == 0 { return EncodedColumn(column) }
        var encoder = NumberEncoder(column, type: .long, keys: values.map { OrderedKey.key($0) }, nulls: [])
        return encoder.encodeWithoutDictionary()
    }

    private static func encodeNumbers(
        _ column: SegmentColumn, _ type: DataType, _ keys: [UInt64], _ nulls: [Bool]
    ) -> EncodedColumn {
        if column.nullCount == keys.count { return EncodedColumn(column) }
        var encoder = NumberEncoder(column, type: type, keys: keys, nulls: nulls)
        return encoder.encode()
    }

    private static func encodeStrings(
        _ column: SegmentColumn, _ positions: [UInt32], _ strings: [ByteString], _ nulls: [Bool]
    ) throws(SegmentError) -> EncodedColumn {
        if column.nullCount == positions.count { return EncodedColumn(column) }
        var encoder = StringEncoder(column, positions: positions, strings: strings, nulls: nulls)
        return try encoder.encode()
    }
}

extension ColumnEncoder {
    private static func check(_ values: [Int64], _ field: FieldSpec, _ nulls: [Bool]) throws(SegmentError) {
        guard let possible = field.type.integers else { return }
        for row in values.indices where !possible.contains(values[row]) && (nulls.isEmpty || !nulls[row]) {
            throw .invalidInput("column \(field.name), row \(row): \(values[row]) is no \(field.type.rawValue)")
        }
    }

    /// Refuses what has no place in a total order, and what a FLOAT would round.
    private static func check(_ values: [Double], _ field: FieldSpec, _ nulls: [Bool]) throws(SegmentError) {
        for row in values.indices where nulls.isEmpty || !nulls[row] {
            let value = values[row]
            if value.isNaN || (field.type == .float && Double(Float(value)) != value) {
                throw .invalidInput("column \(field.name), row \(row): \(value) is no \(field.type.rawValue)")
            }
        }
    }

    private static func check(
        _ codes: [UInt32], _ dictionary: [ByteString], _ field: FieldSpec, _ nulls: [Bool]
    ) throws(SegmentError) {
        for row in codes.indices where codes[row] >= dictionary.count && (nulls.isEmpty || !nulls[row]) {
            throw .invalidInput("column \(field.name), row \(row): code \(codes[row]) of \(dictionary.count)")
        }
    }
}
