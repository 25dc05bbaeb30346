import Bytes
import Engine
import HTTPAPI
import Schema
import Testing

@Suite struct ConsumptionRouteTests {
    @Test("consumption is paused, resumed and moved on")
    func control() async throws {
        try await TestServer.run { server in
            try await server.createTable(partitions: 1)
            try await server.expect("POST", "/topics/t/records", TestServer.records(0..<10))
            try await server.waitForRows(10, in: "t")
            #expect(try await server.expect("POST", "/tables/t/pauseConsumption")["pauseFlag"] == .bool(true))
            #expect(try await server.expect("GET", "/tables/t/pauseStatus")["pauseFlag"] == .bool(true))
            try await server.expect("POST", "/topics/t/records", TestServer.records(10..<15))
            let info = try await server.expect("GET", "/tables/t/consumingSegmentsInfo")
            let partition = info["segmentToConsumingInfoMap"]?.members?.first?.value.array?.first
            #expect(partition?["consumerState"]?.string == "NOT_CONSUMING" && partition?["topic"]?.string == "t")
            #expect(partition?["partitionOffsetInfo"]?["recordsLagMap"]?["0"]?.string == "5")
            try await server.expectFailure(
                "POST", "/tables/t/resumeConsumption?consumeFrom=smallest", status: 400, code: "UNSUPPORTED_PARAMETER")
            try await server.expectFailure(
                "POST", "/tables/t/resumeConsumption?consumeFrom=now", status: 400, code: "INVALID_PARAMETER")
            try await server.expect("POST", "/tables/t/skipRecords?topic=t&partition=0&offset=12")
            let resumed = try await server.expect("POST", "/tables/t/resumeConsumption?consumeFrom=lastConsumed")
            #expect(resumed["pauseFlag"] == .bool(false))
            let answer = try await server.query("SET minOffsets='t/0:15'; SELECT count(*) FROM t")
            #expect(answer["resultTable"]?["rows"] == .array([.array([.integer(13)])]))
            for (parameters, code) in [
                ("topic=t&partition=0", "MISSING_PARAMETER"), ("partition=0&offset=1", "MISSING_PARAMETER"),
                ("topic=t&partition=x&offset=1", "INVALID_PARAMETER"),
                ("topic=t&partition=0&offset=3", "OFFSET_OUT_OF_RANGE"),
            ] {
                try await server.expectFailure("POST", "/tables/t/skipRecords?\(parameters)", status: 400, code: code)
            }
            let job =
                try await server.expect("POST", "/tables/t/forceCommit?wait=false")["forceCommitJobId"]?.string ?? ""
            let status = try await server.expect("GET", "/tables/forceCommitStatus/\(job)")
            #expect(status["jobId"]?.string == job && status["segmentsForceCommitted"]?.array?.count == 1)
            try await server.expectFailure("GET", "/tables/forceCommitStatus/none", status: 404, code: "UNKNOWN_JOB")
        }
    }

    @Test("records that cannot become rows are a table, and are sent once more")
    func deadLetters() async throws {
        try await TestServer.run { server in
            try await server.createTable(partitions: 1)
            try await server.expect("POST", "/topics/t/records", #"{"id":"none"}"#)
            let answer = try await server.query("SET waitMs=8000; SELECT count(*) FROM t")
            #expect(answer["resultTable"]?["rows"] == .array([.array([.integer(0)])]))
            let rows = try await server.rows("SELECT errorCode, errorColumn, topic, \"offset\" FROM \"t$deadletters\"")
            #expect(rows == [[.string("WRONG_TYPE"), .string("id"), .string("t"), .integer(0)]])
            #expect(
                try await server.rows("SELECT deadLettered, balanced FROM \"t$ledger\"") == [
                    [.integer(1), .bool(true)]
                ])
            let outcome = try await server.expect(
                "POST", "/tables/t/deadLetters/redrive?where=errorCode%3D'WRONG_TYPE'")
            #expect(outcome["redriven"]?.integer == 1 && outcome["left"]?.integer == 0)
            try await server.expectFailure(
                "POST", "/tables/t/deadLetters/redrive?where=errorCode%3D", status: 400, code: "SQL_SYNTAX")
        }
    }
}
