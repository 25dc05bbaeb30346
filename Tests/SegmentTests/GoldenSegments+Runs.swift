import Bytes
import Schema
import Segment

extension GoldenSegments {
    /// Columns whose values repeat: short runs, runs over many words, and rows that are NULL within runs.
    static let runsSegment = GoldenSegment(
        name: "runs", input: runsInput,
        indexing: IndexingConfig(columns: ["customer": .init(inverted: .never)]))

    static let runsRows = 2 * SegmentFormat.blockRows + 52

    private static var runsInput: SegmentInput {
        let rows = 0..<runsRows
        // Lines of an order: one to seven of them.
        let orders = rows.map { $0 * 2 / 7 }
        let columns: [(FieldSpec, ColumnValues)] = [
            (
                FieldSpec(name: "customer", type: .long),
                ColumnValues(
                    type: .long, storage: .integers(orders.map { Int64($0 * 77 % 60) * 1_000_003 }),
                    nulls: rows.map { $0 % 9 == 2 })
            ),
            (
                FieldSpec(name: "week", type: .string),
                ColumnValues(type: .string, storage: .strings(rows.map { ByteString("W\(($0 / 700 + 2) % 3)") }))
            ),
            (
                FieldSpec(name: "total", type: .double, role: .metric),
                ColumnValues(type: .double, storage: .doubles(orders.map { Double($0 * 31 % 33) / 4 }))
            ),
        ]
        return SegmentInput(
            schema: Schema(name: "lines", fields: columns.map(\.0)), columns: columns.map(\.1),
            provenance: .consecutive(partition: 0, firstOffset: 7), rowCount: runsRows)
    }
}
