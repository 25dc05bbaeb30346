import Bytes
import Schema

/// Reads records of a table as objects, by whatever they are encoded as.
enum RecordReader: Sendable {
    case json
    case csv(CSVRecordDecoder)
    case avro(AvroSchema)
    case framedAvro(FramedAvroDecoder)

    init(
        _ config: DecoderConfig, schema: Schema, avroSchemas: any AvroSchemaSource
    ) throws(ConfigError) {
        switch config {
        case .json: self = .json
        case .csv(let csv): self = .csv(CSVRecordDecoder(csv, schema: schema))
        case .avro(let json):
            do throws(AvroSchemaError) { self = .avro(try AvroSchema(parsing: Array(json.utf8))) } catch {
                throw ConfigError(.invalidField, at: "decoder.prop.schema", error.message)
            }
        case .confluentAvro(let registry): self = .framedAvro(FramedAvroDecoder(registry, source: avroSchemas))
        }
    }

    /// The members of a record; nil if it is no data.
    mutating func read(_ bytes: [UInt8], _ range: Range<Int>) throws(RecordError) -> RecordObject? {
        if range.count > IngestLimits.recordBytes {
            throw RecordError(.tooLarge, "a record of \(range.count) bytes, over \(IngestLimits.recordBytes)")
        }
        switch self {
        case .json: return try JSONTreeDecoder.decode(bytes, range)
        case .csv(let decoder): return try decoder.decode(bytes[range])
        case .avro(let schema): return try AvroRecordDecoder.decode(bytes[range], by: schema)
        case .framedAvro(var decoder):
            defer { self = .framedAvro(decoder) }
            return try decoder.decode(bytes[range])
        }
    }
}
