import Log
import Schema

/// Turns the records of a table's topics into rows.
///
/// A function of the record, the schema and the table's settings alone: reading a record again gives the same rows.
public struct RecordPipeline: Sendable {
    /// What became of a record.
    public enum Outcome: Hashable, Sendable {
        case rows
        case filtered
    }

    private let decoder: JSONRecordDecoder
    private var row: DecodedRow

    public init(schema: Schema) {
        decoder = JSONRecordDecoder(schema: schema)
        row = DecodedRow(fieldCount: schema.fields.count)
    }

    /// Adds the rows that a record becomes to the segment: all of them, or after an error none.
    ///
    /// `bytes` are those whose places the slices of the record are.
    public mutating func process(
        _ record: Record, in bytes: [UInt8], into segment: inout ConsumingSegment
    ) throws(RecordError) -> Outcome {
        guard let value = record.value else { throw RecordError(.malformed, "a record without a value") }
        try decoder.decode(bytes, value.startIndex..<value.endIndex, into: &row)
        segment.append(row, offset: record.offset)
        return .rows
    }
}
