import Bytes
import Schema
import Segment

extension GoldenSegments {
    /// Every kind of index, in each of its forms.
    static let indexesSegment = GoldenSegment(
        name: "indexes", input: indexesInput,
        indexing: IndexingConfig(columns: [
            "device": .init(inverted: .always), "city": .init(inverted: .always),
            "id": .init(dictionary: .always, inverted: .always),
            "price": .init(dictionary: .never, range: .always, bloom: .always),
            "ticket": .init(dictionary: .never, range: .always, bloom: .always),
            "comment": .init(bloom: .always), "at": .init(granularities: [.month, .day]),
        ]))

    static let indexedRows = 200

    /// `device` has bitmaps, `city` lists, and `id` lists of one row each.
    private static var indexesInput: SegmentInput {
        let rows = 0..<indexedRows
        let columns: [(FieldSpec, ColumnValues)] = [
            (
                FieldSpec(name: "device", type: .string),
                ColumnValues(type: .string, storage: .strings(rows.map { ["phone", "tablet"][$0 / 50 % 2] }))
            ),
            (
                FieldSpec(name: "city", type: .string),
                ColumnValues(
                    type: .string, storage: .strings(rows.map { ByteString("city \($0 * 7 % 20)") }),
                    nulls: rows.map { $0 % 30 == 4 })
            ),
            (
                FieldSpec(name: "id", type: .int),
                ColumnValues(type: .int, storage: .integers(rows.map { Int64($0 * 77 % indexedRows) }))
            ),
            (
                FieldSpec(name: "price", type: .double, role: .metric),
                ColumnValues(type: .double, storage: .doubles(rows.map { Double($0 * 31 % 16) / 4 - 0.5 }))
            ),
            (
                FieldSpec(name: "ticket", type: .long),
                ColumnValues(
                    type: .long, storage: .integers(rows.map { Int64($0 % 4) * 1_000_003 - 5 }),
                    nulls: rows.map { $0 % 50 == 9 })
            ),
            (
                FieldSpec(name: "comment", type: .string),
                ColumnValues(type: .string, storage: .strings(rows.map { ["good", "bad", ""][$0 % 3] }))
            ),
            (
                FieldSpec(name: "at", type: .timestamp, role: .dateTime),
                ColumnValues(
                    type: .timestamp,
                    storage: .integers(rows.map { 1_735_689_600_000 + Int64($0) * 1_700_000 }),
                    nulls: rows.map { $0 % 40 == 17 })
            ),
        ]
        return SegmentInput(
            schema: Schema(name: "indexes", fields: columns.map(\.0)), columns: columns.map(\.1),
            provenance: .consecutive(partition: 3, firstOffset: 11), rowCount: indexedRows)
    }
}
