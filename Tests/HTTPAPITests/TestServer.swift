import Bytes
import Engine
import Files
import Foundation
import HTTPAPI
import Logging
import Schema
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A database on a simulated disk behind the real HTTP server, on a free port of this machine.
struct TestServer: Sendable {
    let address: ListenAddress
    private let session: URLSession

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// An answer's status, header fields and body.
    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
        /// The body as JSON; null where it is none.
        var json: JSONValue { (try? JSONValue.read(body)) ?? .null }
    }

    /// Runs `body` against a server that is stopped afterwards, its database closed.
    static func run(_ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        let database = try Database.open(fileSystem: MemoryFileSystem(), logger: logger)
        do {
            try await serve(database, body)
        } catch {
            await database.close()
            throw error
        }
        await database.close()
    }

    private static func serve(
        _ database: Database, _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        let (addresses, continuation) = AsyncStream<ListenAddress>.makeStream()
        let service = try HTTPService(
            database: database, configuration: .init(address: ListenAddress(host: "127.0.0.1", port: 0)), logger: logger
        ) { address in continuation.yield(address) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            group.addTask {
                for await address in addresses {
                    let session = URLSession(configuration: .ephemeral)
                    defer { session.invalidateAndCancel() }
                    return try await body(TestServer(address: address, session: session))
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    @discardableResult
    func send(
        _ method: String, _ path: String, _ body: String? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        let url = try #require(URL(string: "http://\(address)\(path)"), "\(path)")
        var request = URLRequest(url: url, timeoutInterval: 30)
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await session.data(for: request)
        let head = try #require(response as? HTTPURLResponse)
        var fields: [String: String] = [:]
        for (name, value) in head.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
        return Answer(status: head.statusCode, headers: fields, body: Array(data))
    }

    /// Sends a request that has to succeed.
    @discardableResult
    func expect(_ method: String, _ path: String, _ body: String? = nil) async throws -> JSONValue {
        let answer = try await send(method, path, body)
        #expect(answer.status == 200, "\(method) \(path): \(answer.text)")
        return answer.json
    }

    /// Sends a request that has to fail with this status and code.
    func expectFailure(
        _ method: String, _ path: String, _ body: String? = nil, status: Int, code: String
    ) async throws {
        let answer = try await send(method, path, body)
        #expect(answer.status == status, "\(method) \(path): \(answer.text)")
        #expect(answer.json["code"]?.integer == Int64(status))
        let error = answer.json["error"]?.string ?? ""
        #expect(error.hasPrefix(code + ": "), "\(method) \(path): \(answer.text)")
    }
}
