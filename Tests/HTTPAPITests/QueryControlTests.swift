import Schema
import Testing

@Suite struct QueryControlTests {
    @Test func queriesAreListedAndCancelledByNumber() async throws {
        try await TestServer.run { server in
            let running = try await server.expect("GET", "/queries")
            #expect(String(decoding: running.serialized, as: UTF8.self) == "{}")
            try await server.expectFailure("DELETE", "/query/77", status: 404, code: "UNKNOWN_QUERY")
            try await server.expectFailure("DELETE", "/query/x", status: 404, code: "UNKNOWN_QUERY")
        }
    }
}
