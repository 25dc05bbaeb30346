import HTTPAPI
import Schema
import Testing

/// A small table of orders behind a test server, and questions to it.
extension TestServer {
    /// The rows of a query that has to succeed.
    func rows(_ sql: String) async throws -> [[JSONValue]] {
        let json = try await query(sql)
        #expect(json["exceptions"] == .array([]), "\(sql)")
        return (json["resultTable"]?["rows"]?.array ?? []).map { $0.array ?? [] }
    }

    func query(_ sql: String) async throws -> JSONValue {
        var body = JSONWriter()
        body.object { $0.member("sql", sql) }
        return try await expect("POST", "/query/sql", String(decoding: body.bytes, as: UTF8.self))
    }

    /// Waits until a table has this many rows.
    func waitForRows(_ count: Int, in table: String) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while true {
            let json = try await query("SELECT COUNT(*) FROM \(table)")
            let found = json["resultTable"]?["rows"]?.array?.first?.array?.first?.integer
            if found == Int64(count) { return }
            try #require(json["exceptions"] == .array([]))
            try #require(ContinuousClock.now < deadline, "\(table) has \(found ?? -1) rows, expected \(count)")
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Topic, schema and table `t` with the columns id, city, amount and at.
    func createTable(partitions: Int = 2) async throws {
        try await expect("POST", "/topics/t?partitions=\(partitions)")
        try await expect("POST", "/schemas", Self.schema)
        try await expect("POST", "/tables", Self.table)
    }

    static let schema = """
        {"schemaName":"t","dimensionFieldSpecs":[{"name":"id","dataType":"LONG"},{"name":"city","dataType":"STRING"}],
         "metricFieldSpecs":[{"name":"amount","dataType":"DOUBLE"}],
         "dateTimeFieldSpecs":[
           {"name":"at","dataType":"TIMESTAMP","format":"TIMESTAMP","granularity":"1:MILLISECONDS"}]}
        """

    static let table = """
        {"tableName":"t","tableType":"REALTIME","segmentsConfig":{"timeColumnName":"at","replication":"1"},"tenants":{},
         "tableIndexConfig":{"streamConfigs":{"streamType":"martlet","stream.martlet.topic.name":"t"}},"metadata":{}}
        """

    static let offlineTable = """
        {"tableName":"t","tableType":"OFFLINE","segmentsConfig":{"timeColumnName":"at","replication":"1"},"tenants":{},
         "tableIndexConfig":{},"metadata":{}}
        """

    /// Newline JSON of rows `range` for table `t`.
    static func records(_ range: Range<Int>) -> String {
        range.map { #"{"id":\#($0),"city":"city \#($0 % 3)","amount":\#($0).5,"at":\#(1_700_000_000_000 + $0)}"# }
            .joined(separator: "\n")
    }
}
