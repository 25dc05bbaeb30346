import Bytes
import Schema
import Segment

/// Segments at the edges of what there can be, each with every type.
extension GoldenSegments {
    static let shapes = [emptySegment, allNullSegment, singleRowSegment, constantSegment, maximumWidthSegment]

    /// No row.
    static let emptySegment = GoldenSegment(
        name: "empty", input: everyType(rows: 0) { sample($0, rows: 0) })

    /// Rows, and no value.
    static let allNullSegment = GoldenSegment(
        name: "all-null",
        input: everyType(rows: 5) { type in
            var values = sample(type, rows: 5)
            values.nulls = Array(repeating: true, count: 5)
            return values
        })

    static let singleRowSegment = GoldenSegment(
        name: "single-row", input: everyType(rows: 1) { sample($0, rows: 1) })

    /// The same value in each row; TIMESTAMP and STRING also have rows that are NULL.
    static let constantSegment = GoldenSegment(
        name: "constant",
        input: everyType(rows: constantRows) { type in
            var values = sample(type, rows: constantRows)
            if type == .timestamp { values.nulls = (0..<constantRows).map { $0 % 30 == 7 } }
            if type == .string { values.nulls = (0..<constantRows).map { $0 >= 40 } }
            return values
        })

    static let constantRows = 70

    /// A column of each type, called like the type; all rows from consecutive records.
    static func everyType(rows: Int, _ values: (DataType) -> ColumnValues) -> SegmentInput {
        let fields = DataType.allCases.map { FieldSpec(name: $0.rawValue.lowercased(), type: $0) }
        return SegmentInput(
            schema: Schema(name: "shapes", fields: fields), columns: DataType.allCases.map(values),
            provenance: .consecutive(partition: 1, firstOffset: 1 << 40), rowCount: rows)
    }

    /// One value of a type, in that many rows.
    private static func sample(_ type: DataType, rows: Int) -> ColumnValues {
        func integers(_ value: Int64) -> ColumnValues.Storage { .integers(Array(repeating: value, count: rows)) }
        func doubles(_ value: Double) -> ColumnValues.Storage { .doubles(Array(repeating: value, count: rows)) }
        func strings(_ value: ByteString) -> ColumnValues.Storage { .strings(Array(repeating: value, count: rows)) }
        let storage: ColumnValues.Storage =
            switch type {
            case .int: integers(-7)
            case .long: integers(1 << 60)
            case .float: doubles(0.25)
            case .double: doubles(-1e300)
            case .boolean: integers(1)
            case .timestamp: integers(1_735_689_600_000)
            case .string: strings("Zürich")
            case .json: strings("{\"a\":[1,2]}")
            case .bytes: strings(ByteString([0x00, 0xFF]))
            case .bigDecimal: strings(BigDecimal(-12_345).orderedBytes)
            }
        return ColumnValues(type: type, storage: storage)
    }
}
