import HTTPAPI
import HTTPTypes
import Hummingbird
import Testing

/// The routes over a database, from topic to answer.
@Suite("Routes over a database")
struct DatabaseRouteTests {
    @Test("topics are made, listed, shown and deleted")
    func topics() async throws {
        try await TestServer.run { server in
            try await server.expect(.post, "/topics/clicks?partitions=3")
            try await server.expectFailure(.post, "/topics/clicks", status: 409, code: "TOPIC_EXISTS")
            let list = try await server.expect(.get, "/topics")
            #expect(list["topics"]?.array?.map { $0["topic"]?.string } == ["clicks"])
            let topic = try await server.expect(.get, "/topics/clicks")
            #expect(topic["partitions"]?.array?.map { $0["endOffset"]?.integer } == [0, 0, 0])
            try await server.expect(.delete, "/topics/clicks")
            try await server.expectFailure(.get, "/topics/clicks", status: 404, code: "UNKNOWN_TOPIC")
            try await server.expectFailure(.delete, "/topics/clicks", status: 404, code: "UNKNOWN_TOPIC")
        }
    }

    @Test("records are produced and read back with their offsets")
    func records() async throws {
        try await TestServer.run { server in
            try await server.expect(.post, "/topics/x?partitions=1")
            let body = "{\"k\":\"a\",\"n\":1}\n{\"k\":\"b\",\"n\":2}\n"
            let answer = try await server.expect(.post, "/topics/x/records?key=k", body)
            let ranges = try #require(answer["offsets"]?.array)
            #expect(ranges.map { $0["partition"]?.integer } == [0])
            #expect(ranges.map { $0["first"]?.integer } == [0])
            #expect(ranges.map { $0["last"]?.integer } == [1])
            let read = try await server.expect(.get, "/topics/x/records?partition=0&offset=1&limit=5")
            let records = try #require(read["records"]?.array)
            #expect(records.map { $0["offset"]?.integer } == [1])
            #expect(records.map { $0["key"]?.string } == ["b"])
            #expect(records.map { $0["value"]?.string } == ["{\"k\":\"b\",\"n\":2}"])
            try await server.expectFailure(
                .post, "/topics/x/records", "{\"a\":1}\nnonsense\n", status: 400, code: "MALFORMED_RECORD")
            try await server.expectFailure(.post, "/topics/none/records", "{}", status: 404, code: "UNKNOWN_TOPIC")
        }
    }

    @Test("schemas and tables are made, listed, shown and deleted")
    func tables() async throws {
        try await TestServer.run { server in
            try await server.createTable()
            #expect(try await server.expect(.get, "/schemas") == .array([.string("t")]))
            #expect(try await server.expect(.get, "/schemas/t")["schemaName"]?.string == "t")
            #expect(try await server.expect(.get, "/tables")["tables"] == .array([.string("t")]))
            #expect(try await server.expect(.get, "/tables?type=realtime")["tables"] == .array([.string("t")]))
            #expect(try await server.expect(.get, "/tables?type=OFFLINE")["tables"] == .array([]))
            #expect(try await server.expect(.get, "/tables/t")["REALTIME"]?["tableType"]?.string == "REALTIME")
            let fields = try await server.expect(.get, "/tables/t/schema")
            #expect(fields["dimensionFieldSpecs"]?.array?.count == 2)
            let instances = try await server.expect(.get, "/tables/t/instances")
            #expect(instances["brokers"]?.array?.count == 1)
            #expect(instances["server"]?.array?.count == 1)
            try await server.expectFailure(.get, "/debug/timeBoundary/t", status: 404, code: "NO_TIME_BOUNDARY")
            let dropped = try await server.expect(.delete, "/tables/t?type=realtime")
            #expect(dropped["status"]?.string == "Tables: [t_REALTIME] deleted")
            try await server.expectFailure(.get, "/tables/t", status: 404, code: "UNKNOWN_TABLE")
            try await server.expect(.delete, "/schemas/t")
            try await server.expectFailure(.get, "/schemas/t", status: 404, code: "UNKNOWN_SCHEMA")
        }
    }

    @Test("what is produced is answered, before and after it is sealed")
    func produceQuerySeal() async throws {
        try await TestServer.run { server in
            try await server.createTable()
            try await server.expect(.post, "/topics/t/records?key=id", TestServer.records(0..<300))
            try await server.waitForRows(300, in: "t")
            let sql = "SELECT city, COUNT(*), SUM(amount) FROM t GROUP BY city ORDER BY city"
            let expected: [[JSONValue]] = (0..<3).map { city in
                let sum = stride(from: city, to: 300, by: 3).reduce(0) { $0 + Double($1) + 0.5 }
                return [.string("city \(city)"), .number("100"), .number(sum.description)]
            }
            #expect(try await server.rows(sql) == expected)
            let info = try await server.expect(.get, "/tables/t/consumingSegmentsInfo")
            #expect(info["segmentToConsumingInfoMap"]?.members?.count == 2)
            #expect(info["rejectedRecords"]?.integer == 0)
            try await server.expect(.post, "/tables/t/forceCommit")
            #expect(try await server.rows(sql) == expected)
            let segments = try await server.expect(.get, "/segments/t")
            #expect(segments.array?.first?["REALTIME"]?.array?.isEmpty == false)
            let size = try await server.expect(.get, "/tables/t/size")
            #expect(size["sealedRows"]?.integer == 300)
            #expect((size["reportedSizeInBytes"]?.integer ?? 0) > 0)
        }
    }

    @Test("an answer says which state of the table it describes")
    func coverage() async throws {
        try await TestServer.run { server in
            try await server.createTable(partitions: 1)
            try await server.expect(.post, "/topics/t/records", TestServer.records(0..<10))
            try await server.waitForRows(10, in: "t")
            let answer = try await server.query("SELECT id FROM t LIMIT 1")
            #expect(answer["offsets"]?["0"]?.integer == 10)
            #expect(answer["epoch"]?.integer != nil)
            #expect(answer["tablesQueried"] == .array([.string("t")]))
            #expect(answer["totalDocs"]?.integer == 10)
            #expect((answer["minConsumingFreshnessTimeMs"]?.integer ?? 0) > 0)
        }
    }

    @Test("a query's failure is an exception with Pinot's number, and a status only for those who ask")
    func queryFailures() async throws {
        try await TestServer.run { server in
            try await server.createTable()
            let cases = [
                ("SELECT FROM", 150, "SQL_SYNTAX", 400), ("SELECT a FROM nowhere", 190, "UNKNOWN_TABLE", 404),
                ("SELECT nothing FROM t", 710, "UNKNOWN_COLUMN", 400),
                ("SELECT 'open FROM t", 150, "SQL_SYNTAX", 400),
            ]
            let asking = try #require(HTTPField.Name("Pinot-Use-Http-Status-For-Errors"))
            let number = try #require(HTTPField.Name("X-Pinot-Error-Code"))
            for (sql, pinotCode, code, wantedStatus) in cases {
                let body = "{\"sql\":\"\(sql)\"}"
                let (status, json, headers) = try await server.send(.post, "/query/sql", body)
                #expect(status == 200)
                let exception = json["exceptions"]?.array?.first
                #expect(exception?["errorCode"]?.integer == Int64(pinotCode), "\(sql)")
                #expect(exception?["message"]?.string?.hasPrefix(code + ": ") == true, "\(sql): \(json)")
                #expect(headers[number] == String(pinotCode))
                let asked = try await server.send(.post, "/query/sql", body, headers: [asking: "true"])
                #expect(asked.status == wantedStatus, "\(sql)")
            }
            let (_, _, headers) = try await server.send(.get, "/query/sql?sql=SELECT+COUNT(*)+FROM+t")
            #expect(headers[number] == "-1")
        }
    }

    @Test("a file becomes one segment of an offline table, from a form or bare")
    func ingestFromFile() async throws {
        try await TestServer.run { server in
            try await server.expect(.post, "/schemas", TestServer.schema)
            try await server.expect(
                .post, "/tables",
                #"{"tableName":"t","tableType":"OFFLINE","segmentsConfig":{"timeColumnName":"at","replication":"1"},"#
                    + #""tenants":{},"tableIndexConfig":{},"metadata":{}}"#)
            let uri = "/ingestFromFile?tableNameWithType=t_OFFLINE&batchConfigMapStr=%7B%22inputFormat%22%3A%22json%22%7D"
            let bare = try await server.expect(.post, uri, TestServer.records(0..<10))
            #expect(bare["rows"]?.integer == 10)
            let form = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"r.json\"\r\n\r\n"
                + TestServer.records(10..<25) + "\r\n--B--\r\n"
            let (status, json, _) = try await server.send(
                .post, uri, form, headers: [.contentType: "multipart/form-data; boundary=B"])
            #expect(status == 200, "\(json)")
            try await server.waitForRows(25, in: "t")
            let segments = try await server.expect(.get, "/segments/t_OFFLINE")
            #expect(segments.array?.first?["OFFLINE"]?.array?.count == 2)
            try await server.expectFailure(
                .post, "/ingestFromFile?tableNameWithType=none_OFFLINE", "{}", status: 404, code: "UNKNOWN_TABLE")
        }
    }

    @Test("a table for a missing topic or schema is refused by name")
    func missingParts() async throws {
        try await TestServer.run { server in
            let (schemaStatus, schemaJSON, _) = try await server.send(.post, "/tables", TestServer.table)
            #expect((400..<500).contains(schemaStatus))
            #expect(schemaJSON["error"]?.string?.contains("t") == true)
            try await server.expect(.post, "/schemas", TestServer.schema)
            let (topicStatus, topicJSON, _) = try await server.send(.post, "/tables", TestServer.table)
            #expect((400..<500).contains(topicStatus), "\(topicJSON)")
        }
    }
}
