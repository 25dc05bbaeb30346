import Foundation
import Testing

/// The real binary, asked as a stranger would. One at a time: each needs the machine.
@Suite(.serialized) struct BinaryTests {
    /// A server with the flights' schema and topic, and no table.
    static func withTopic() async throws -> (ServerProcess, TemporaryDirectory) {
        let data = try TemporaryDirectory()
        let server = try await ServerProcess(data: data.path)
        try await server.json("POST", "/schemas", body: Project.file("scripts/flights/schema.json"))
        try await server.json("POST", "/topics/flights?partitions=2")
        return (server, data)
    }

    @Test func badInputIsAnsweredAndStopsNothing() async throws {
        let (server, _) = try await Self.withTopic()
        try await server.json("POST", "/tables", body: Project.file("scripts/flights/table.json"))
        let records = "/topics/flights/records"
        let table = String(decoding: try Project.file("scripts/flights/table.json"), as: UTF8.self)
        let cases: [(method: String, path: String, body: String, status: Int, code: String)] = [
            ("POST", records, "{\"year\":2013}\n{\"year\":", 400, "MALFORMED_RECORD"),
            ("POST", records + "?key=nothing", "{\"year\":2013}", 400, "MISSING_VALUE"),
            ("POST", "/topics/nowhere/records", "{}", 404, "UNKNOWN_TOPIC"),
            ("GET", "/topics/nowhere", "", 404, "UNKNOWN_TOPIC"),
            ("GET", records + "?partition=9&offset=0", "", 404, "UNKNOWN_PARTITION"),
            ("GET", records + "?partition=0&offset=99", "", 400, "OFFSET_OUT_OF_RANGE"),
            ("POST", "/topics/flights?partitions=2", "", 409, "TOPIC_EXISTS"),
            ("POST", "/topics/many?partitions=100000", "", 400, "INVALID_PARAMETER"),
            ("DELETE", "/topics/flights", "", 409, "IN_USE"),
            ("GET", "/tables/nowhere/schema", "", 404, "UNKNOWN_TABLE"),
            ("POST", "/tables", table, 409, "TABLE_EXISTS"),
            (
                "POST", "/tables",
                table.replacing("\"flights\"", with: "\"others\"").replacing(
                    "\"schemaName\": \"others\"", with: "\"schemaName\": \"flights\""),
                404, "UNKNOWN_TOPIC"
            ),
            ("POST", "/tables", "{\"tableName\"", 400, "INVALID_JSON"),
            (
                "POST", "/schemas",
                "{\"schemaName\":\"s\",\"dimensionFieldSpecs\":[{\"name\":\"a\",\"dataType\":\"MAP\"}]}", 400,
                "UNSUPPORTED_CONFIG"
            ),
            ("DELETE", "/schemas/flights", "", 409, "IN_USE"),
        ]
        for (method, path, body, status, code) in cases {
            let answer = try await server.request(method, path, body: body.isEmpty ? nil : Data(body.utf8))
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(answer.status == status && text.contains(code), "\(method) \(path): \(answer.status) \(text)")
        }
        try await checkBadQueries(server)
        try await checkOversizedBody(server)
        #expect(try await server.integer("SELECT COUNT(*) FROM flights") == 0)
        #expect(await server.terminate() == 0)
    }

    private func checkBadQueries(_ server: ServerProcess) async throws {
        let cases: [(sql: String, code: String)] = [
            ("SELECT 1 FROM nowhere", "UNKNOWN_TABLE"),
            ("SELECT nothing FROM flights", "UNKNOWN_COLUMN"),
            ("SELECT 'open FROM flights", "SQL_SYNTAX"),
            ("SELECT " + String(repeating: "(", count: 1_000_000), "SQL_TOO_LARGE"),
            ("SELECT year FROM flights WHERE carrier > 7", "TYPE_MISMATCH"),
            ("SELECT SUM(year * 9223372036854775807) FROM flights GROUP BY nothing", "UNKNOWN_COLUMN"),
            ("SET nonsense=1; SELECT year FROM flights", "UNSUPPORTED_OPTION"),
            ("SELECT a.year FROM flights a JOIN flights b ON a.year = b.year", "SQL_UNSUPPORTED"),
        ]
        for (sql, code) in cases {
            let answer = try await server.answer(sql)
            let exceptions = try #require(answer["exceptions"] as? [[String: Any]])
            let message = exceptions.first?["message"] as? String ?? ""
            #expect(message.contains(code), "\(sql.prefix(80)): \(message.prefix(200))")
            #expect(exceptions.first?["errorCode"] is NSNumber)
        }
    }

    private func checkOversizedBody(_ server: ServerProcess) async throws {
        let huge = Data(repeating: UInt8(ascii: " "), count: 70 << 20)
        do {
            let answer = try await server.request("POST", "/topics/flights/records", body: huge)
            #expect(answer.status == 413, "\(String(decoding: answer.body, as: UTF8.self))")
        } catch is URLError {
            // The server may close the connection before the client has sent everything.
        }
        #expect(try await server.request("GET", "/health").status == 200)
    }

    @Test func aRecordOfAWrongTypeIsCountedAndBlocksNothing() async throws {
        let (server, _) = try await Self.withTopic()
        try await server.json("POST", "/tables", body: Project.file("scripts/flights/table.json"))
        let body = "{\"year\":\"last\",\"carrier\":\"UA\"}\n{\"year\":2013,\"carrier\":\"UA\",\"time_hour\":1}\n"
        try await server.json("POST", "/topics/flights/records", body: Data(body.utf8))
        for _ in 0..<1000 where try await server.integer("SELECT COUNT(*) FROM flights") < 1 {
            try await Task.sleep(for: .milliseconds(5))
        }
        let info = try await server.request("GET", "/tables/flights/consumingSegmentsInfo")
        let text = String(decoding: info.body, as: UTF8.self)
        #expect(text.contains("WRONG_TYPE") && text.contains("'year'"), "\(text)")
        let metrics = String(decoding: try await server.request("GET", "/metrics").body, as: UTF8.self)
        #expect(metrics.contains("martlet_records_rejected_total 1"), "\(metrics)")
        #expect(await server.terminate() == 0)
    }

    @Test func aSecondProcessOnTheSameDirectoryIsRefused() async throws {
        let data = try TemporaryDirectory()
        let server = try await ServerProcess(data: data.path)
        let second = try await ServerProcess.run(["serve", "--data", data.path, "--http", "127.0.0.1:0"])
        #expect(second.status == 1)
        #expect(second.errors.contains("DATA_DIRECTORY_LOCKED"), "\(second.errors)")
        #expect(try await server.request("GET", "/health").status == 200)
        #expect(await server.terminate() == 0)
    }

    @Test func whatIsNotSafeOrMakesNoSenseIsRefused() async throws {
        let data = try TemporaryDirectory()
        let wide = try await ServerProcess.run(["serve", "--data", data.path, "--kafka", "0.0.0.0:0"])
        #expect(wide.status != 0)
        #expect(wide.errors.contains("INSECURE_ADDRESS"), "\(wide.errors)")
        let alone = try await ServerProcess.run(["serve", "--data", data.path, "--kafka-auto-create", "2"])
        #expect(alone.status != 0)
        #expect(alone.errors.contains("--kafka"), "\(alone.errors)")
        let open = try await ServerProcess.run(["serve", "--data", data.path, "--http", "0.0.0.0:0"])
        #expect(open.status != 0)
        #expect(open.errors.contains("INSECURE_ADDRESS"), "\(open.errors)")
    }

    @Test func demoEndsAfterItsRowsAndFindsThemAgain() async throws {
        let data = try TemporaryDirectory()
        let arguments = ["demo", "--data", data.path, "--http", "127.0.0.1:0", "--rows", "20000", "--rate", "100000"]
        let first = try await ServerProcess.run(arguments)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("curl "), "\(first.output)")
        let server = try await ServerProcess(data: data.path)
        try await server.waitUntilHealthy()
        #expect(try await server.integer("SELECT COUNT(*) FROM orders") == 20_000)
        #expect(try await server.integer("SELECT COUNT(DISTINCT order_id) FROM orders") == 20_000)
        #expect(await server.terminate() == 0)
    }

    @Test func theCommandLineAnswersQueries() async throws {
        let (server, _) = try await Self.withTopic()
        try await server.json("POST", "/tables", body: Project.file("scripts/flights/table.json"))
        let body = "{\"year\":2013,\"carrier\":\"UA\",\"flight\":1545,\"time_hour\":1357034400000}"
        try await server.json("POST", "/topics/flights/records", body: Data(body.utf8))
        for _ in 0..<1000 where try await server.integer("SELECT COUNT(*) FROM flights") < 1 {
            try await Task.sleep(for: .milliseconds(5))
        }
        let sql = "SELECT carrier, flight, dest, time_hour FROM flights"
        let csv = try await ServerProcess.run(["sql", "--url", server.baseURL, "--format", "csv", sql])
        #expect(csv.status == 0)
        #expect(
            csv.output.contains("carrier,flight,dest,time_hour\n")
                || csv.output.contains("carrier,flight,dest,time_hour\r\n"), "\(csv.output)")
        #expect(csv.output.contains("UA,1545,,2013-01-01 10:00:00.0"), "\(csv.output)")
        let table = try await ServerProcess.run(["sql", "--url", server.baseURL, sql])
        #expect(table.output.contains("NULL") && table.output.contains("1545"), "\(table.output)")
        let wrong = try await ServerProcess.run(["sql", "--url", server.baseURL, "SELECT x FROM flights"])
        #expect(wrong.status == 1 && wrong.errors.contains("UNKNOWN_COLUMN"), "\(wrong)")
        #expect(await server.terminate() == 0)
    }
}
