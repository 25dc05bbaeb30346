import Bytes
import Schema

/// A schema of Avro, as its binary encoding is read by it. Types refer to each other by number, since records may
/// contain themselves.
struct AvroSchema: Sendable {
    enum Node: Sendable {
        case null, boolean, int, long, float, double, bytes, string
        case fixed(size: Int)
        case enumeration([ByteString])
        case array(Int)
        case map(Int)
        case union([Int])
        case record([(name: ByteString, type: Int)])
        /// The unscaled number is in so many bytes, or in bytes with their length.
        case decimal(scale: Int, size: Int?)
        case date
        /// Milliseconds since midnight, as an int.
        case timeMillis
        /// Microseconds since midnight.
        case timeMicros
        /// Since 1970, in units of which so many make a millisecond.
        case timestamp(unitsPerMillisecond: Int64)
        /// A UUID as its 16 bytes.
        case uuidBytes
    }

    fileprivate(set) var nodes: [Node]
    fileprivate(set) var root: Int

    /// Types in one schema.
    static let maximumNodes = 1 << 16

    /// Reads a schema; its records are objects.
    init(parsing json: [UInt8]) throws(AvroSchemaError) {
        let document: JSONValue
        do throws(JSONError) { document = try JSONValue(parsing: json) } catch {
            throw AvroSchemaError(error.message)
        }
        var parser = AvroSchemaParser()
        root = try parser.type(document, namespace: "")
        nodes = parser.nodes
        switch nodes[root] {
        case .record, .map: return
        case .union(let branches):
            let isOptionalObject = branches.allSatisfy { branch in
                switch nodes[branch] {
                case .record, .map, .null: true
                default: false
                }
            }
            if isOptionalObject { return }
        default: break
        }
        throw AvroSchemaError("a record of a topic is a record or map of Avro, not a single value")
    }
}

/// A text that is no schema of Avro.
struct AvroSchemaError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
