import Engine
import Files
import HTTPAPI
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing

/// What the HTTP surface does before, or without, the database.
@Suite("HTTP surface")
struct SurfaceTests {
    @Test("health, version and metrics")
    func health() async throws {
        try await TestServer.run { server in
            for path in ["/health", "/health/liveness", "/health/readiness"] {
                try await server.client.execute(uri: path, method: .get) { response in
                    #expect(response.status == .ok)
                    #expect(String(buffer: response.body) == "OK")
                }
                try await server.client.execute(uri: path, method: .head) { #expect($0.status == .ok) }
            }
            #expect(try await server.expect(.get, "/version")["martlet"]?.string == MartletVersion.current)
            try await server.client.execute(uri: "/metrics", method: .get) { response in
                #expect(response.headers[.contentType]?.hasPrefix("text/plain; version=0.0.4") == true)
                #expect(String(buffer: response.body).contains("\nmartlet_uptime_seconds "))
            }
        }
    }

    @Test("what is not there is said in Pinot's JSON")
    func unknownPath() async throws {
        try await TestServer.run { server in
            try await server.expectFailure(.get, "/nothing", status: 404, code: "UNKNOWN_PATH")
            try await server.expectFailure(.patch, "/tables", status: 404, code: "UNKNOWN_PATH")
            try await server.expectFailure(.get, "/schemas/%ff", status: 400, code: "MALFORMED_URL")
        }
    }

    @Test("a query without its statement is a bad request")
    func missingStatement() async throws {
        try await TestServer.run { server in
            for path in ["/query/sql", "/query", "/sql"] {
                try await server.expectFailure(.post, path, "{}", status: 400, code: "MISSING_SQL")
                try await server.expectFailure(.get, path, status: 400, code: "MISSING_SQL")
                try await server.expectFailure(.post, path, "{", status: 400, code: "MALFORMED_JSON")
            }
        }
    }

    @Test("parameters out of range never reach the database")
    func parameters() async throws {
        try await TestServer.run { server in
            for uri in ["/topics/x?partitions=0", "/topics/x?partitions=x", "/topics/x?retentionMs=-1"] {
                try await server.expectFailure(.post, uri, status: 400, code: "INVALID_PARAMETER")
            }
            for uri in ["partition=-1", "offset=-1", "limit=0", "limit=9999999"] {
                try await server.expectFailure(.get, "/topics/x/records?\(uri)", status: 400, code: "INVALID_PARAMETER")
            }
            try await server.expectFailure(.post, "/ingestFromFile", "{}", status: 400, code: "MISSING_PARAMETER")
            let uri = "/ingestFromFile?tableNameWithType=t_OFFLINE&batchConfigMapStr="
            try await server.expectFailure(.post, uri + "nonsense", "", status: 400, code: "INVALID_PARAMETER")
            try await server.expectFailure(
                .post, uri + "%7B%22inputFormat%22%3A%22avro%22%7D", "", status: 400, code: "UNSUPPORTED_INPUT_FORMAT")
        }
    }

    @Test("an oversized body is refused and its connection goes on")
    func oversizedBody() async throws {
        try await TestServer.run(live: true) { server in
            let body = String(repeating: "x", count: Limits.queryBodyBytes + 1)
            try await server.expectFailure(.post, "/query/sql", body, status: 413, code: "BODY_TOO_LARGE")
            // The test client has one connection: this request goes over the same one.
            try await server.client.execute(uri: "/health", method: .get) { #expect($0.status == .ok) }
        }
    }

    @Test("an address that others can reach needs the explicit flag")
    func insecureAddress() throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let database = try Database.open(fileSystem: MemoryFileSystem(), logger: logger)
        var configuration = HTTPServiceConfiguration(address: ListenAddress(host: "0.0.0.0", port: 0))
        #expect(throws: HTTPServiceError.self) {
            try HTTPService(database: database, configuration: configuration, logger: logger)
        }
        configuration.allowsInsecureBind = true
        _ = try HTTPService(database: database, configuration: configuration, logger: logger)
    }

    @Test("a taken port has its own error")
    func takenPort() async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let database = try Database.open(fileSystem: MemoryFileSystem(), logger: logger)
        try await TestServer.run(live: true) { server in
            let port = try #require(server.client.port)
            let configuration = HTTPServiceConfiguration(address: ListenAddress(host: "127.0.0.1", port: port))
            let second = try HTTPService(database: database, configuration: configuration, logger: logger)
            let error = await #expect(throws: HTTPServiceError.self) { try await second.run() }
            #expect(error?.code == "ADDRESS_IN_USE")
        }
        await database.close()
    }
}
