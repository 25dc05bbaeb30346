import Bytes
import Engine
import Files
import Foundation
import HTTPAPI
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing

/// A database on a simulated disk behind the real routes.
struct TestServer {
    let client: any TestClientProtocol

    /// Runs `body` against routes alone, or with `live` against a server on a socket.
    static func run(live: Bool = false, _ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let database = try Database.open(fileSystem: MemoryFileSystem(), logger: logger)
        let configuration = HTTPServiceConfiguration(address: ListenAddress(host: "127.0.0.1", port: 0))
        do {
            let service = try HTTPService(database: database, configuration: configuration, logger: logger)
            try await service.application().test(live ? .live : .router) { client in
                try await body(TestServer(client: client))
            }
        } catch {
            await database.close()
            throw error
        }
        await database.close()
    }

    /// The answer's status and JSON; `.null` where the body is none.
    @discardableResult
    func send(
        _ method: HTTPRequest.Method, _ uri: String, _ body: String? = nil, headers: HTTPFields = [:]
    ) async throws -> (status: Int, json: JSONValue, headers: HTTPFields) {
        try await client.execute(
            uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
        ) { response in
            let json = try? JSONParser.parse(Array(response.body.readableBytesView))
            return (response.status.code, json ?? .null, response.headers)
        }
    }

    /// Sends a request that has to succeed.
    @discardableResult
    func expect(_ method: HTTPRequest.Method, _ uri: String, _ body: String? = nil) async throws -> JSONValue {
        let (status, json, _) = try await send(method, uri, body)
        #expect(status == 200, "\(method) \(uri): \(json)")
        return json
    }

    /// Sends a request that has to fail with this status and code.
    func expectFailure(
        _ method: HTTPRequest.Method, _ uri: String, _ body: String? = nil, status: Int, code: String
    ) async throws {
        let (got, json, _) = try await send(method, uri, body)
        #expect(got == status, "\(method) \(uri): \(json)")
        #expect(json["code"]?.integer == Int64(status))
        let error = json["error"]?.string ?? ""
        #expect(error.hasPrefix(code + ": "), "\(method) \(uri): \(error)")
    }

    /// The rows of a query that has to succeed.
    func rows(_ sql: String) async throws -> [[JSONValue]] {
        let json = try await query(sql)
        #expect(json["exceptions"] == .array([]), "\(sql)")
        return (json["resultTable"]?["rows"]?.array ?? []).map { $0.array ?? [] }
    }

    func query(_ sql: String) async throws -> JSONValue {
        var body = JSONWriter()
        body.object { $0.member("sql", sql) }
        return try await expect(.post, "/query/sql", String(decoding: body.bytes, as: UTF8.self))
    }

    /// Waits until a table has this many rows.
    func waitForRows(_ count: Int, in table: String) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while true {
            let rows = try await rows("SELECT COUNT(*) FROM \(table)")
            if rows == [[.number(String(count))]] { return }
            guard ContinuousClock.now < deadline else {
                Issue.record("\(table) has \(rows), expected \(count) rows")
                return
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Topic, schema and table `t` with the columns id, city, amount and at.
    func createTable(partitions: Int = 2) async throws {
        try await expect(.post, "/topics/t?partitions=\(partitions)")
        try await expect(.post, "/schemas", Self.schema)
        try await expect(.post, "/tables", Self.table)
    }

    static let schema = """
        {"schemaName":"t","dimensionFieldSpecs":[{"name":"id","dataType":"LONG"},{"name":"city","dataType":"STRING"}],
         "metricFieldSpecs":[{"name":"amount","dataType":"DOUBLE"}],
         "dateTimeFieldSpecs":[{"name":"at","dataType":"TIMESTAMP","format":"TIMESTAMP","granularity":"1:MILLISECONDS"}]}
        """

    static let table = """
        {"tableName":"t","tableType":"REALTIME","segmentsConfig":{"timeColumnName":"at","replication":"1"},"tenants":{},
         "tableIndexConfig":{"streamConfigs":{"streamType":"martlet","stream.martlet.topic.name":"t"}},"metadata":{}}
        """

    /// Newline JSON of rows `range` for table `t`.
    static func records(_ range: Range<Int>) -> String {
        range.map { #"{"id":\#($0),"city":"city \#($0 % 3)","amount":\#($0).5,"at":\#(1_700_000_000_000 + $0)}"# }
            .joined(separator: "\n")
    }
}
