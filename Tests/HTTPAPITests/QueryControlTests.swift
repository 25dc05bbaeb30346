import Testing

@Suite struct QueryControlTests {
    @Test func queriesAreListedAndCancelledByNumber() async throws {
        try await TestServer.run { server in
            #expect(try await server.expect("GET", "/queries").text == "{}")
            try await server.expectFailure("DELETE", "/query/77", status: 404, code: "UNKNOWN_QUERY")
            try await server.expectFailure("DELETE", "/query/x", status: 404, code: "UNKNOWN_QUERY")
        }
    }
}
