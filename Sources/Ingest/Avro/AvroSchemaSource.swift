import Schema

/// Where the schemas are that Avro records name by number.
///
/// A number stands for one schema forever, so that reading a record again gives the same row.
public protocol AvroSchemaSource: Sendable {
    /// The JSON of the schema of that number. May block.
    func writerSchema(
        id: UInt32, in registry: AvroRegistryConfig
    ) throws(AvroSchemaSourceError) -> [UInt8]
}

/// Why there is no schema.
public enum AvroSchemaSourceError: Error, Hashable, Sendable {
    /// The registry says that it has none of that number.
    case unknown(String)
    /// The registry cannot be asked at the moment.
    case unavailable(String)
}

/// Stands where no registry can be asked.
public struct NoAvroSchemaSource: AvroSchemaSource {
    public init() {}

    public func writerSchema(
        id: UInt32, in registry: AvroRegistryConfig
    ) throws(AvroSchemaSourceError) -> [UInt8] {
        throw .unavailable("this process has no client for schema registries")
    }
}
