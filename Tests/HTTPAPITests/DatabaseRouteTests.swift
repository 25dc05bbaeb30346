import HTTPAPI
import Schema
import Testing

/// The routes over a database, from topic to answer.
@Suite("Routes over a database")
struct DatabaseRouteTests {
    @Test("topics are made, listed, shown and deleted")
    func topics() async throws {
        try await TestServer.run { server in
            try await server.expect("POST", "/topics/clicks?partitions=3")
            try await server.expectFailure("POST", "/topics/clicks", status: 409, code: "TOPIC_EXISTS")
            let list = try await server.expect("GET", "/topics")
            #expect(list["topics"]?.array?.map { $0["topic"]?.string } == ["clicks"])
            let topic = try await server.expect("GET", "/topics/clicks")
            #expect(topic["partitions"]?.array?.map { $0["endOffset"]?.integer } == [0, 0, 0])
            try await server.expect("DELETE", "/topics/clicks")
            try await server.expectFailure("GET", "/topics/clicks", status: 404, code: "UNKNOWN_TOPIC")
            try await server.expectFailure("DELETE", "/topics/clicks", status: 404, code: "UNKNOWN_TOPIC")
        }
    }

    @Test("records are produced and read back with their offsets")
    func records() async throws {
        try await TestServer.run { server in
            try await server.expect("POST", "/topics/x?partitions=1")
            let body = "{\"k\":\"a\",\"n\":1}\n{\"k\":\"b\",\"n\":2}\n"
            let answer = try await server.expect("POST", "/topics/x/records?key=k", body)
            let ranges = try #require(answer["offsets"]?.array)
            #expect(ranges.map { $0["partition"]?.integer } == [0])
            #expect(ranges.map { $0["first"]?.integer } == [0])
            #expect(ranges.map { $0["last"]?.integer } == [1])
            let read = try await server.expect("GET", "/topics/x/records?partition=0&offset=1&limit=5")
            let records = try #require(read["records"]?.array)
            #expect(records.map { $0["offset"]?.integer } == [1])
            #expect(records.map { $0["key"]?.string } == ["b"])
            #expect(records.map { $0["value"]?.string } == ["{\"k\":\"b\",\"n\":2}"])
            try await server.expectFailure(
                "POST", "/topics/x/records", "{\"a\":1}\nnonsense\n", status: 400, code: "MALFORMED_RECORD")
            try await server.expectFailure("POST", "/topics/none/records", "{}", status: 404, code: "UNKNOWN_TOPIC")
        }
    }

    @Test("schemas and tables are made, listed, shown and deleted")
    func tables() async throws {
        try await TestServer.run { server in
            try await server.createTable()
            #expect(try await server.expect("GET", "/schemas") == .array([.string("t")]))
            #expect(try await server.expect("GET", "/schemas/t")["schemaName"]?.string == "t")
            #expect(try await server.expect("GET", "/tables")["tables"] == .array([.string("t")]))
            #expect(try await server.expect("GET", "/tables?type=realtime")["tables"] == .array([.string("t")]))
            #expect(try await server.expect("GET", "/tables?type=OFFLINE")["tables"] == .array([]))
            #expect(try await server.expect("GET", "/tables/t")["REALTIME"]?["tableType"]?.string == "REALTIME")
            let fields = try await server.expect("GET", "/tables/t/schema")
            #expect(fields["dimensionFieldSpecs"]?.array?.count == 2)
            let instances = try await server.expect("GET", "/tables/t/instances")
            #expect(instances["brokers"]?.array?.count == 1)
            #expect(instances["server"]?.array?.count == 1)
            try await server.expectFailure("GET", "/debug/timeBoundary/t", status: 404, code: "NO_TIME_BOUNDARY")
            let dropped = try await server.expect("DELETE", "/tables/t?type=realtime")
            #expect(dropped["status"]?.string == "Tables: [t_REALTIME] deleted")
            try await server.expectFailure("GET", "/tables/t", status: 404, code: "UNKNOWN_TABLE")
            try await server.expect("DELETE", "/schemas/t")
            try await server.expectFailure("GET", "/schemas/t", status: 404, code: "UNKNOWN_SCHEMA")
        }
    }

    @Test("what is produced is answered, before and after it is sealed")
    func produceQuerySeal() async throws {
        try await TestServer.run { server in
            try await server.createTable()
            try await server.expect("POST", "/topics/t/records?key=id", TestServer.records(0..<300))
            try await server.waitForRows(300, in: "t")
            let sql = "SELECT city, COUNT(*), SUM(amount) FROM t GROUP BY city ORDER BY city"
            let expected: [[JSONValue]] = (0..<3).map { city in
                let sum = stride(from: city, to: 300, by: 3).reduce(0) { $0 + Double($1) + 0.5 }
                return [.string("city \(city)"), .integer(100), .double(sum)]
            }
            #expect(try await server.rows(sql) == expected)
            let info = try await server.expect("GET", "/tables/t/consumingSegmentsInfo")
            #expect(info["segmentToConsumingInfoMap"]?.members?.count == 2)
            #expect(info["rejectedRecords"]?.integer == 0)
            try await server.expect("POST", "/tables/t/forceCommit")
            #expect(try await server.rows(sql) == expected)
            let segments = try await server.expect("GET", "/segments/t")
            #expect(segments.array?.first?["REALTIME"]?.array?.isEmpty == false)
            let size = try await server.expect("GET", "/tables/t/size")
            #expect(size["sealedRows"]?.integer == 300)
            #expect((size["reportedSizeInBytes"]?.integer ?? 0) > 0)
        }
    }

    @Test("an answer says which state of the table it describes")
    func coverage() async throws {
        try await TestServer.run { server in
            try await server.createTable(partitions: 1)
            try await server.expect("POST", "/topics/t/records", TestServer.records(0..<10))
            try await server.waitForRows(10, in: "t")
            let answer = try await server.query("SELECT id FROM t LIMIT 1")
            #expect(answer["offsets"]?["t/0"]?.integer == 10)
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
            for (sql, pinotCode, code, wantedStatus) in cases {
                let body = "{\"sql\":\"\(sql)\"}"
                let answer = try await server.send("POST", "/query/sql", body)
                #expect(answer.status == 200)
                let exception = answer.json["exceptions"]?.array?.first
                #expect(exception?["errorCode"]?.integer == Int64(pinotCode), "\(sql)")
                #expect(exception?["message"]?.string?.hasPrefix(code + ": ") == true, "\(sql): \(answer.text)")
                #expect(answer.headers["x-pinot-error-code"] == String(pinotCode))
                let asked = try await server.send("POST", "/query/sql", body, headers: Self.askingForStatus)
                #expect(asked.status == wantedStatus, "\(sql)")
            }
            let good = try await server.send("GET", "/query/sql?sql=SELECT+COUNT(*)+FROM+t")
            #expect(good.headers["x-pinot-error-code"] == "-1")
        }
    }

    private static let askingForStatus = ["Pinot-Use-Http-Status-For-Errors": "true"]

    @Test("a file becomes one segment of an offline table, from a form or bare")
    func ingestFromFile() async throws {
        try await TestServer.run { server in
            try await server.expect("POST", "/schemas", TestServer.schema)
            try await server.expect("POST", "/tables", TestServer.offlineTable)
            let config = "%7B%22inputFormat%22%3A%22json%22%7D"
            let uri = "/ingestFromFile?tableNameWithType=t_OFFLINE&batchConfigMapStr=\(config)"
            let bare = try await server.expect("POST", uri, TestServer.records(0..<10))
            #expect(bare["rows"]?.integer == 10)
            let form =
                "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"r.json\"\r\n\r\n"
                + TestServer.records(10..<25) + "\r\n--B--\r\n"
            let sent = try await server.send(
                "POST", uri, form, headers: ["Content-Type": "multipart/form-data; boundary=B"])
            #expect(sent.status == 200, "\(sent.text)")
            try await server.waitForRows(25, in: "t")
            let segments = try await server.expect("GET", "/segments/t_OFFLINE")
            #expect(segments.array?.first?["OFFLINE"]?.array?.count == 2)
            try await server.expectFailure(
                "POST", "/ingestFromFile?tableNameWithType=none_OFFLINE", "{}", status: 404, code: "UNKNOWN_TABLE")
        }
    }

    @Test("a table for a missing topic or schema is refused by name")
    func missingParts() async throws {
        try await TestServer.run { server in
            let withoutSchema = try await server.send("POST", "/tables", TestServer.table)
            #expect((400..<500).contains(withoutSchema.status), "\(withoutSchema.text)")
            try await server.expect("POST", "/schemas", TestServer.schema)
            let withoutTopic = try await server.send("POST", "/tables", TestServer.table)
            #expect((400..<500).contains(withoutTopic.status), "\(withoutTopic.text)")
        }
    }

    @Test("segments are reloaded by changed settings, and the job says how far it is")
    func reload() async throws {
        try await TestServer.run { server in
            try await server.createTable()
            try await server.expect("POST", "/topics/t/records?key=id", TestServer.records(0..<300))
            try await server.waitForRows(300, in: "t")
            try await server.expect("POST", "/tables/t/forceCommit")
            let sorted = TestServer.table.replacing(
                "\"tableIndexConfig\":{", with: "\"tableIndexConfig\":{\"sortedColumn\":[\"city\"],")
            try await server.expect("PUT", "/tables/t", sorted)
            let status = try #require(
                try await server.expect("POST", "/segments/t/reload?type=REALTIME")["status"]?.string)
            let table = try #require(try JSONValue(parsing: Array(status.utf8))["t_REALTIME"])
            #expect(table["reloadJobMetaZKStorageStatus"]?.string == "SUCCESS")
            let id = try #require(table["reloadJobId"]?.string)
            var job = try await server.expect("GET", "/segments/segmentReloadStatus/\(id)")
            for _ in 0..<1000 where job["status"]?.string == "IN_PROGRESS" {
                try await Task.sleep(for: .milliseconds(10))
                job = try await server.expect("GET", "/segments/segmentReloadStatus/\(id)")
            }
            #expect(job["status"]?.string == "COMPLETED")
            #expect(job["totalSegmentCount"]?.integer == 2 && job["successCount"]?.integer == 2)
            #expect(job["metadata"]?["jobType"]?.string == "RELOAD_ALL_SEGMENTS")
            #expect(job["segmentReloadFailures"] == .array([]))
            #expect(try await server.rows("SELECT COUNT(*) FROM t") == [[.integer(300)]])

            let name = try await server.expect("GET", "/segments/t").array?.first?["REALTIME"]?.array?.first?.string
            let one = try await server.expect("POST", "/segments/t/\(try #require(name))/reload")["status"]?.string
            #expect(one?.hasPrefix("Submitted reload job id: ") == true)
            try await server.expectFailure("POST", "/segments/none/reload", status: 404, code: "UNKNOWN_TABLE")
            try await server.expectFailure("POST", "/segments/t/none/reload", status: 404, code: "UNKNOWN_SEGMENT")
            try await server.expectFailure(
                "GET", "/segments/segmentReloadStatus/none", status: 404, code: "UNKNOWN_JOB")
        }
    }
}
