import HTTPAPI
import Schema
import Testing

/// Types that results give in another form than records had, and several values per row.
@Suite("Column types over HTTP")
struct ColumnTypeTests {
    static let schema = """
        {"schemaName":"t","dimensionFieldSpecs":[{"name":"id","dataType":"LONG"},{"name":"doc","dataType":"JSON"},
          {"name":"raw","dataType":"BYTES"},{"name":"price","dataType":"BIG_DECIMAL"},
          {"name":"tags","dataType":"STRING","singleValueField":false},
          {"name":"sizes","dataType":"INT","singleValueField":false,"defaultNullValue":7},
          {"name":"times","dataType":"TIMESTAMP","singleValueField":false},
          {"name":"prices","dataType":"BIG_DECIMAL","singleValueField":false}]}
        """

    static let realtimeTable = TestServer.table.replacing(#""timeColumnName":"at","#, with: "")
    static let offlineTable = TestServer.offlineTable.replacing(#""timeColumnName":"at","#, with: "")

    static let records = """
        {"id":1,"doc":{"a": [1, 2.50]},"raw":"00Ff","price":12345678901234567890.5,"tags":["a","b\\"c"],"sizes":[3],\
        "times":[0,"2023-11-14T22:13:20.1Z"],"prices":[1.50,"-2e-7"]}
        {"id":2,"doc":"{\\"k\\":1}","raw":"","price":"-7","tags":[],"sizes":null,"times":0,"prices":[null]}
        {"id":3}
        """

    static let question = "SELECT doc, raw, price, tags, sizes, times, prices FROM t ORDER BY id"

    private func expectAnswers(_ server: TestServer) async throws {
        let json = try await server.query(Self.question)
        let types = [
            "JSON", "BYTES", "BIG_DECIMAL", "STRING_ARRAY", "INT_ARRAY", "TIMESTAMP_ARRAY", "BIG_DECIMAL_ARRAY",
        ]
        #expect(json["resultTable"]?["dataSchema"]?["columnDataTypes"] == .array(types.map { .string($0) }))
        let rows = """
            [["{\\"a\\":[1,2.50]}","00ff","12345678901234567890.5",["a","b\\"c"],[3],\
            ["1970-01-01 00:00:00.0","2023-11-14 22:13:20.1"],["1.5","-0.0000002"]],\
            ["{\\"k\\":1}","","-7",[],[7],["1970-01-01 00:00:00.0"],null],[null,null,null,null,[7],null,null]]
            """
        let expected = try JSONValue(parsing: Array(rows.utf8))
        #expect(json["resultTable"]?["rows"] == expected, "\(String(decoding: json.serialized, as: UTF8.self))")
    }

    @Test("from a topic to an answer, before the seal and after")
    func realtime() async throws {
        try await TestServer.run { server in
            try await server.expect("POST", "/topics/t?partitions=1")
            try await server.expect("POST", "/schemas", Self.schema)
            try await server.expect("POST", "/tables", Self.realtimeTable)
            for path in ["/schemas/t", "/tables/t/schema"] {
                let fields = try await server.expect("GET", path)["dimensionFieldSpecs"]?.array ?? []
                let several = fields.filter { $0["singleValueField"] == .bool(false) }.map { $0["name"]?.string }
                #expect(several == ["tags", "sizes", "times", "prices"])
                #expect(fields.map { $0["dataType"]?.string }.prefix(4) == ["LONG", "JSON", "BYTES", "BIG_DECIMAL"])
            }
            try await server.expect("POST", "/topics/t/records", Self.records)
            try await server.waitForRows(3, in: "t")
            try await expectAnswers(server)
            try await server.expect("POST", "/tables/t/forceCommit")
            try await expectAnswers(server)
        }
    }

    @Test("from a file to an answer")
    func offline() async throws {
        try await TestServer.run { server in
            try await server.expect("POST", "/schemas", Self.schema)
            try await server.expect("POST", "/tables", Self.offlineTable)
            let uri =
                "/ingestFromFile?tableNameWithType=t_OFFLINE&batchConfigMapStr=%7B%22inputFormat%22%3A%22json%22%7D"
            try await server.expect("POST", uri, Self.records)
            try await expectAnswers(server)
            try await server.expectFailure(
                "POST", uri, #"{"tags":[{"not":"text"}]}"#, status: 400, code: "WRONG_TYPE")
        }
    }
}
