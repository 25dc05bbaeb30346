import Engine
import HTTPAPI
import Testing

@Suite("Errors")
struct ErrorTests {
    @Test("our codes have Pinot's numbers")
    func numbers() {
        let expected: [(EngineError.Kind, String, Int)] = [
            (.invalid, "SQL_SYNTAX", 150), (.invalid, "SQL_UNSUPPORTED", 150), (.invalid, "SQL_TOO_LARGE", 150),
            (.notFound, "UNKNOWN_TABLE", 190), (.invalid, "UNKNOWN_COLUMN", 710), (.invalid, "TYPE_MISMATCH", 700),
            (.unavailable, "QUERY_TIMEOUT", 250), (.unavailable, "QUERY_CANCELLED", 503),
            (.unavailable, "RESOURCES_EXCEEDED", 245), (.unavailable, "SHUTTING_DOWN", 210),
            (.invalid, "NUMERIC_OVERFLOW", 200), (.failed, "UNREADABLE_SEGMENT", 305), (.failed, "ANYTHING", 200),
        ]
        for (kind, code, number) in expected {
            #expect(PinotErrorCode(EngineError(kind, code: code, "")).rawValue == number, "\(code)")
        }
        #expect(PinotErrorCode.none == -1)
    }

    @Test("numbers have a status for the clients that ask for one")
    func statuses() {
        for code in PinotErrorCode.allCases { #expect(code.status.code >= 400, "\(code)") }
        #expect(PinotErrorCode.sqlParsing.status.code == 400)
        #expect(PinotErrorCode.tableDoesNotExist.status.code == 404)
        #expect(PinotErrorCode.queryExecution.status.code == 500)
    }
}

@Suite("Addresses")
struct ListenAddressTests {
    @Test("HOST:PORT is taken apart")
    func parses() throws {
        #expect(try ListenAddress("127.0.0.1:8099") == ListenAddress(host: "127.0.0.1", port: 8099))
        #expect(try ListenAddress("[::1]:0") == ListenAddress(host: "::1", port: 0))
        #expect(try ListenAddress("[::1]:80").description == "[::1]:80")
        #expect(try ListenAddress("db.example:65535").description == "db.example:65535")
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "8099", ":8099", "localhost", "localhost:", "localhost:x", "h:65536", "h:-1", "::1:80", "[]:80",
        ])
    func refuses(_ text: String) {
        #expect(throws: HTTPServiceError.self) { try ListenAddress(text) }
    }

    @Test("only addresses of this machine are loopback")
    func loopback() throws {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.255.0.9", "::1"] {
            #expect(ListenAddress(host: host, port: 1).isLoopback, "\(host)")
        }
        let others = [
            "0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example.com", "127.example", "127.0.0", "127.0.0.256",
            "localhost.example",
        ]
        for host in others {
            #expect(!ListenAddress(host: host, port: 1).isLoopback, "\(host)")
        }
    }
}
