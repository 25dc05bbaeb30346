import Bytes
import Schema

/// Reads Avro records behind Confluent's frame: a zero byte, and the number of the schema in a registry.
struct FramedAvroDecoder: Sendable {
    private let registry: AvroRegistryConfig
    private let source: any AvroSchemaSource
    private var schemas: [UInt32: AvroSchema] = [:]

    /// Schemas that are kept.
    private static let keptSchemas = 256

    init(_ registry: AvroRegistryConfig, source: any AvroSchemaSource) {
        self.registry = registry
        self.source = source
    }

    mutating func decode(_ bytes: ArraySlice<UInt8>) throws(RecordError) -> RecordObject {
        guard bytes.count >= 5, let magic = bytes.first else {
            throw RecordError(.malformed, "\(bytes.count) bytes, too few for the number of a schema")
        }
        if magic != 0 { throw RecordError(.malformed, "the first byte is \(magic), not 0 as before a schema's number") }
        let id = bytes.dropFirst().prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return try AvroRecordDecoder.decode(bytes.dropFirst(5), by: try schema(id))
    }

    private mutating func schema(_ id: UInt32) throws(RecordError) -> AvroSchema {
        if let known = schemas[id] { return known }
        let json: [UInt8]
        do throws(AvroSchemaSourceError) { json = try source.writerSchema(id: id, in: registry) } catch {
            switch error {
            case .unknown(let detail): throw RecordError(.unknownSchema, "schema \(id): \(detail)")
            case .unavailable(let detail): throw RecordError(.unavailable, "schema \(id): \(detail)")
            }
        }
        do throws(AvroSchemaError) {
            let schema = try AvroSchema(parsing: json)
            if schemas.count == Self.keptSchemas { schemas.removeAll(keepingCapacity: true) }
            schemas[id] = schema
            return schema
        } catch {
            throw RecordError(.unknownSchema, "schema \(id) of the registry cannot be used: \(error.message)")
        }
    }
}
