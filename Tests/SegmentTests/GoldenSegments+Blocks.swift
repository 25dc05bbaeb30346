import Bytes
import Schema
import Segment

extension GoldenSegments {
    /// Two blocks of rows and a bit: sorted columns, blocks of integers, bounds of blocks.
    static let blocksSegment = GoldenSegment(name: "blocks", input: blocksInput)

    static let blockRows = 2 * SegmentFormat.blockRows + 52

    private static var blocksInput: SegmentInput {
        let rows = 0..<blockRows
        let cities: [ByteString] = ["Bern", "Oslo", "Rome"]
        let clicks = rows.map { Int64($0) * 250 + Int64($0 * 7919 % 97) + ($0 >= 1024 ? 1 << 40 : 0) }
        let columns: [(FieldSpec, ColumnValues)] = [
            (
                FieldSpec(name: "city", type: .string),
                ColumnValues(type: .string, storage: .strings(rows.map { cities[$0 / 700] }))
            ),
            (
                FieldSpec(name: "hour", type: .int),
                ColumnValues(
                    type: .int, storage: .integers(rows.map { Int64($0 / 90) - 3 }), nulls: rows.map { $0 < 5 })
            ),
            (
                FieldSpec(name: "clicked", type: .timestamp, role: .dateTime),
                ColumnValues(type: .timestamp, storage: .integers(clicks))
            ),
            (
                FieldSpec(name: "device", type: .string),
                ColumnValues(
                    type: .string, storage: .strings(rows.map { ["tablet", "phone", "watch"][$0 * $0 % 3] }),
                    nulls: rows.map { $0 % 100 == 99 })
            ),
            (
                FieldSpec(name: "weight", type: .float, role: .metric),
                ColumnValues(type: .float, storage: .doubles(rows.map { Double($0 * 31 % 2039) / 4 }))
            ),
        ]
        return SegmentInput(
            schema: Schema(name: "clicks", fields: columns.map(\.0)), columns: columns.map(\.1),
            provenance: .consecutive(partition: 0, firstOffset: 7), rowCount: blockRows)
    }
}
