import Bytes
import Ingest
import Schema

/// Runs records through a pipeline, apart from logs and segments.
struct PipelineRun {
    let schema: Schema
    var pipeline: RecordPipeline

    init(
        _ fields: [FieldSpec], _ ingestion: IngestionConfig = IngestionConfig(),
        avroSchemas: any AvroSchemaSource = NoAvroSchemaSource()
    ) throws {
        schema = Schema(name: "t", fields: fields)
        pipeline = try RecordPipeline(schema: schema, ingestion: ingestion, avroSchemas: avroSchemas)
    }

    /// The rows that a record becomes, each with the values of the schema's columns.
    mutating func rows(_ record: String, now: Int64 = 0) throws(RecordError) -> [[Value]] {
        try rows(Array(record.utf8), now: now)
    }

    mutating func rows(_ bytes: [UInt8], now: Int64 = 0) throws(RecordError) -> [[Value]] {
        var rows: [[Value]] = []
        _ = try pipeline.rows(bytes, 0..<bytes.count, now: now) { row, number in
            precondition(number == rows.count, "rows are numbered from 0")
            rows.append(Self.values(row))
        }
        return rows
    }

    static func values(_ row: DecodedRow) -> [Value] {
        func value(_ slot: DecodedRow.Slot) -> Value {
            switch slot {
            case .null: .null
            case .integer(let number): .integer(number)
            case .double(let number): .double(number)
            case .string(let range): .string(ByteString(row.text[range]))
            case .list(let range): .list(row.elements[range].map(value))
            }
        }
        return row.slots.map(value)
    }
}

extension IngestionConfig {
    /// A config of transforms, as pairs of column and expression.
    static func transforms(_ pairs: [(String, String)], filter: String? = nil) -> IngestionConfig {
        IngestionConfig(
            transforms: pairs.map { TransformConfig(column: $0.0, expression: $0.1) },
            filter: filter.map { FilterConfig(expression: $0) })
    }
}
