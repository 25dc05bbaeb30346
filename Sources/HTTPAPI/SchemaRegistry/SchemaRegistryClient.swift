import AsyncHTTPClient
import Bytes
import Ingest
import NIOCore
import NIOHTTP1
import Schema
import Synchronization

/// Asks schema registries for the schemas that records name by number, as Confluent's registry answers.
///
/// What a registry has said is kept: a number stands for one schema forever. After a failure it is left alone for a
/// moment, so that consumers that wait do not flood it.
public final class SchemaRegistryClient: AvroSchemaSource {
    private struct Key: Hashable {
        let url: String
        let id: UInt32
    }

    private struct State {
        var schemas: [Key: [UInt8]] = [:]
        var failures: [String: (detail: String, until: ContinuousClock.Instant)] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    public func writerSchema(
        id: UInt32, in registry: AvroRegistryConfig
    ) throws(AvroSchemaSourceError) -> [UInt8] {
        let key = Key(url: registry.url, id: id)
        let known = try state.withLock { state throws(AvroSchemaSourceError) in
            if let failure = state.failures[key.url], failure.until > .now { throw .unavailable(failure.detail) }
            return state.schemas[key]
        }
        if let known { return known }
        do throws(AvroSchemaSourceError) {
            let schema = try fetch(key)
            state.withLock { state in
                if state.schemas.count == SchemaRegistryLimits.keptSchemas { state.schemas.removeAll() }
                state.schemas[key] = schema
                state.failures[key.url] = nil
            }
            return schema
        } catch {
            if case .unavailable(let detail) = error { noteFailure(key.url, detail) }
            throw error
        }
    }

    private func noteFailure(_ url: String, _ detail: String) {
        state.withLock { $0.failures[url] = (detail, .now + SchemaRegistryLimits.pauseAfterFailure) }
    }

    private func fetch(_ key: Key) throws(AvroSchemaSourceError) -> [UInt8] {
        let base = key.url.hasSuffix("/") ? String(key.url.dropLast()) : key.url
        let response = try get("\(base)/schemas/ids/\(key.id)")
        var body = response.body ?? ByteBuffer()
        let bytes = body.readBytes(length: body.readableBytes) ?? []
        switch response.status.code {
        case 200: return try Self.schema(in: bytes)
        case 404: throw .unknown("the registry has none of that number")
        case let code: throw .unavailable("the registry answers with status \(code)")
        }
    }

    /// Runs on a thread of a consumer, which has nothing else to do meanwhile.
    private func get(_ url: String) throws(AvroSchemaSourceError) -> HTTPClient.Response {
        do {
            var request = try HTTPClient.Request(url: url)
            request.headers.add(name: "Accept", value: "application/vnd.schemaregistry.v1+json, application/json")
            let accumulator = ResponseAccumulator(
                request: request, maxBodySize: SchemaRegistryLimits.answerBytes)
            let task = HTTPClient.shared.execute(
                request: request, delegate: accumulator, deadline: .now() + SchemaRegistryLimits.patience)
            return try task.wait()
        } catch {
            throw .unavailable("the registry cannot be asked: \(error)")
        }
    }

    private static func schema(in answer: [UInt8]) throws(AvroSchemaSourceError) -> [UInt8] {
        let document: JSONValue
        do throws(JSONError) { document = try JSONValue(parsing: answer) } catch {
            throw .unavailable("the registry's answer is no JSON: \(error.message)")
        }
        if case .string(let type)? = document["schemaType"], type != "AVRO" {
            throw .unknown("it is no schema of Avro, but \(type.prefix(64))")
        }
        guard case .string(let text)? = document["schema"] else {
            throw .unavailable("the registry's answer has no schema")
        }
        return Array(text.utf8)
    }
}

/// What is asked of a schema registry at most.
enum SchemaRegistryLimits {
    /// How long an answer may take.
    static let patience: TimeAmount = .seconds(5)
    /// How long a registry that failed is left alone.
    static let pauseAfterFailure: Duration = .seconds(1)
    /// Bytes of an answer.
    static let answerBytes = 1 << 20
    /// Schemas that are kept.
    static let keptSchemas = 4_096
}
