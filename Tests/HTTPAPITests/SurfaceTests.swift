import Engine
import Files
import HTTPAPI
import Testing

/// What the HTTP surface does before, or without, the database.
@Suite("HTTP surface")
struct SurfaceTests {
    @Test("health, version and metrics")
    func health() async throws {
        try await TestServer.run { server in
            for path in ["/health", "/health/liveness", "/health/readiness"] {
                let answer = try await server.send("GET", path)
                #expect(answer.status == 200)
                #expect(answer.text == "OK")
                #expect(try await server.send("HEAD", path).status == 200)
            }
            #expect(try await server.expect("GET", "/version")["martlet"]?.string == MartletVersion.current)
            let metrics = try await server.send("GET", "/metrics")
            #expect(metrics.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
            #expect(metrics.text.contains("\nmartlet_uptime_seconds "))
        }
    }

    @Test("what is not there is said in Pinot's JSON")
    func unknownPath() async throws {
        try await TestServer.run { server in
            try await server.expectFailure("GET", "/nothing", status: 404, code: "UNKNOWN_PATH")
            try await server.expectFailure("PATCH", "/tables", status: 404, code: "UNKNOWN_PATH")
            try await server.expectFailure("GET", "/schemas/%ff", status: 400, code: "MALFORMED_URL")
        }
    }

    @Test("a query without its statement is a bad request")
    func missingStatement() async throws {
        try await TestServer.run { server in
            for path in ["/query/sql", "/query", "/sql"] {
                try await server.expectFailure("POST", path, "{}", status: 400, code: "MISSING_SQL")
                try await server.expectFailure("GET", path, status: 400, code: "MISSING_SQL")
                try await server.expectFailure("POST", path, "{", status: 400, code: "INVALID_JSON")
            }
        }
    }

    @Test("parameters out of range never reach the database")
    func parameters() async throws {
        try await TestServer.run { server in
            for uri in ["/topics/x?partitions=0", "/topics/x?partitions=x"] {
                try await server.expectFailure("POST", uri, status: 400, code: "INVALID_PARAMETER")
            }
            try await server.expectFailure("POST", "/topics/x?retentionMs=-2", status: 400, code: "INVALID_TOPIC_CONFIG")
            for uri in ["partition=-1", "offset=-1", "limit=0", "limit=9999999"] {
                try await server.expectFailure(
                    "GET", "/topics/x/records?\(uri)", status: 400, code: "INVALID_PARAMETER")
            }
            try await server.expectFailure("POST", "/ingestFromFile", "{}", status: 400, code: "MISSING_PARAMETER")
            let uri = "/ingestFromFile?tableNameWithType=t_OFFLINE&batchConfigMapStr="
            try await server.expectFailure("POST", uri + "nonsense", "", status: 400, code: "INVALID_PARAMETER")
            try await server.expectFailure(
                "POST", uri + "%7B%22inputFormat%22%3A%22avro%22%7D", "", status: 400, code: "UNSUPPORTED_INPUT_FORMAT")
        }
    }

    @Test("an oversized body is refused and the server goes on")
    func oversizedBody() async throws {
        try await TestServer.run { server in
            let body = String(repeating: "x", count: Limits.queryBodyBytes + 1)
            try await server.expectFailure("POST", "/query/sql", body, status: 413, code: "BODY_TOO_LARGE")
            #expect(try await server.send("GET", "/health").status == 200)
        }
    }

    @Test("an address that others can reach needs the explicit flag")
    func insecureAddress() throws {
        let database = try Database.open(fileSystem: MemoryFileSystem(), logger: TestServer.logger)
        var configuration = HTTPServiceConfiguration(address: ListenAddress(host: "0.0.0.0", port: 0))
        #expect(throws: HTTPServiceError.self) {
            try HTTPService(database: database, configuration: configuration, logger: TestServer.logger)
        }
        configuration.allowsInsecureBind = true
        _ = try HTTPService(database: database, configuration: configuration, logger: TestServer.logger)
    }

    @Test("a taken port has its own error")
    func takenPort() async throws {
        let database = try Database.open(fileSystem: MemoryFileSystem(), logger: TestServer.logger)
        try await TestServer.run { server in
            let configuration = HTTPServiceConfiguration(address: server.address)
            let second = try HTTPService(database: database, configuration: configuration, logger: TestServer.logger)
            let error = await #expect(throws: HTTPServiceError.self) { try await second.run() }
            #expect(error?.code == "ADDRESS_IN_USE")
        }
        await database.close()
    }
}
