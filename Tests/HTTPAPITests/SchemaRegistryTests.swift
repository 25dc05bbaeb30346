import Bytes
import HTTPAPI
import Hummingbird
import Ingest
import NIOCore
import Schema
import Synchronization
import Testing

@Suite struct SchemaRegistryTests {
    /// Runs a registry that knows schema 1, and counts what it is asked.
    private func withRegistry(
        _ body: @escaping @Sendable (AvroRegistryConfig, _ requests: @Sendable () -> Int) async throws -> Void
    ) async throws {
        let asked = Atomic<Int>(0)
        let answers: [String: (HTTPResponse.Status, String)] = [
            "1": (.ok, #"{"schema":"{\"type\":\"int\"}"}"#), "2": (.notFound, #"{"error_code":40403}"#),
            "3": (.ok, #"{"schemaType":"PROTOBUF","schema":"x"}"#), "4": (.internalServerError, ""), "5": (.ok, "[]"),
        ]
        let router = Router()
        router.get("schemas/ids/:id") { _, context in
            asked.add(1, ordering: .relaxed)
            let answer = answers[context.parameters.get("id") ?? ""] ?? (.notFound, "")
            return Response(status: answer.0, body: .init(byteBuffer: ByteBuffer(string: answer.1)))
        }
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in continuation.yield(channel.localAddress?.port ?? 0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            for await port in ports {
                try await body(AvroRegistryConfig(url: "http://127.0.0.1:\(port)/")) { asked.load(ordering: .relaxed) }
                break
            }
            group.cancelAll()
        }
    }

    /// Asks on a thread of its own, as consumers do.
    private func ask(
        _ client: SchemaRegistryClient, _ id: UInt32, _ registry: AvroRegistryConfig
    ) async -> Result<String, AvroSchemaSourceError> {
        await withCheckedContinuation { continuation in
            _ = NamedThread("ask") {
                do throws(AvroSchemaSourceError) {
                    let schema = try client.writerSchema(id: id, in: registry)
                    continuation.resume(returning: .success(String(decoding: schema, as: UTF8.self)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
    }

    @Test func asksOnceForEachSchema() async throws {
        try await withRegistry { registry, requests in
            let client = SchemaRegistryClient()
            for _ in 0..<3 {
                let schema = try await self.ask(client, 1, registry).get()
                #expect(schema == #"{"type":"int"}"#)
            }
            #expect(requests() == 1)
        }
    }

    @Test func tellsWhatIsNotThereFromWhatIsNotKnownNow() async throws {
        try await withRegistry { registry, requests in
            for (id, isUnknown) in [(2, true), (3, true), (4, false), (5, false)] as [(UInt32, Bool)] {
                let client = SchemaRegistryClient()
                switch await self.ask(client, id, registry) {
                case .failure(.unknown): #expect(isUnknown, "\(id)")
                case .failure(.unavailable): #expect(!isUnknown, "\(id)")
                case .success(let schema): Issue.record("\(id): \(schema)")
                }
            }
            let client = SchemaRegistryClient()
            let before = requests()
            for _ in 0..<3 { _ = await self.ask(client, 4, registry) }
            #expect(requests() < before + 3, "a registry that failed is left alone for a moment")
        }
    }

    @Test func nobodyListening() async throws {
        let answer = await ask(SchemaRegistryClient(), 1, AvroRegistryConfig(url: "http://127.0.0.1:1"))
        guard case .failure(.unavailable) = answer else {
            Issue.record("\(answer)")
            return
        }
    }
}
