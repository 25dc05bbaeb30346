import Log
import Schema

/// Turns the records of a table's topics into rows.
///
/// A function of the record, the schema and the table's settings alone: reading a record again gives the same rows.
public struct RecordPipeline: Sendable {
    /// What became of a record.
    public enum Outcome: Hashable, Sendable {
        case rows
        /// The filter left out all that it would have become, or it is a comment.
        case filtered
    }

    private enum Path: Sendable {
        /// Members go to columns as they are read.
        case flat(JSONRecordDecoder, RowTimeCheck?)
        case nested(NestedRecordPipeline)
    }

    private var path: Path
    private var row: DecodedRow

    /// The pipeline of a table; throws where its settings cannot be carried out.
    public init(
        schema: Schema, ingestion: IngestionConfig = IngestionConfig(),
        avroSchemas: any AvroSchemaSource = NoAvroSchemaSource()
    ) throws(ConfigError) {
        row = DecodedRow(fieldCount: schema.fields.count)
        if Self.isFlat(schema, ingestion) {
            let check = try ingestion.checkedTimeColumn.map { name throws(ConfigError) in
                try RowTimeCheck(column: name, schema)
            }
            path = .flat(JSONRecordDecoder(schema: schema), check)
        } else {
            path = .nested(
                try NestedRecordPipeline(schema: schema, ingestion: ingestion, avroSchemas: avroSchemas))
        }
    }

    /// Whether records can be read member by member, without a look at what is no column.
    private static func isFlat(_ schema: Schema, _ ingestion: IngestionConfig) -> Bool {
        // A default is no time that somebody meant: it comes after the check, where the flat way has it already.
        if let time = ingestion.checkedTimeColumn, schema.field(named: time)?.defaultValue != nil { return false }
        return ingestion.decoder == .json && ingestion.complexTypes == nil && ingestion.transforms.isEmpty
            && ingestion.filter == nil && !schema.fields.contains { $0.name.utf8.contains(UInt8(ascii: ".")) }
    }

    /// Adds the rows that a record becomes to the segment: all of them, or after an error none.
    ///
    /// What is filtered is for the caller to pass over. `bytes` are those whose places the slices of the record are. An
    /// error of kind `unavailable` says nothing about the record: it is to be processed again, later.
    public mutating func process(
        _ record: Record, in bytes: [UInt8], into segment: inout ConsumingSegment
    ) throws(RecordError) -> Outcome {
        guard let value = record.value else { throw RecordError(.malformed, "a record without a value") }
        let count = try rows(bytes, value.startIndex..<value.endIndex, now: record.timestamp) { row, number in
            segment.append(row, offset: record.offset, subRow: Int32(number))
        }
        return count > 0 ? .rows : .filtered
    }

    /// Calls `append` with each row that a record becomes and its number; how many there were.
    public mutating func rows(
        _ bytes: [UInt8], _ range: Range<Int>, now: Int64, _ append: (DecodedRow, Int) -> Void
    ) throws(RecordError) -> Int {
        switch path {
        case .flat(let decoder, let check):
            try decoder.decode(bytes, range, into: &row)
            try check?.check(row)
            append(row, 0)
            return 1
        case .nested(var pipeline):
            // Taken out and put back, so that what it keeps is not copied.
            path = .flat(Self.nothing, nil)
            defer { path = .nested(pipeline) }
            return try pipeline.process(bytes, range, now: now, append)
        }
    }

    private static let nothing = JSONRecordDecoder(schema: Schema(name: "", fields: []))
}
