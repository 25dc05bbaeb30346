import Bytes
import Engine
import Foundation
import HTTPAPI
import Schema
import TestSupport
import Testing

@Suite("Query response")
struct QueryResponseTests {
    /// Every member that Pinot's broker sends and that has a meaning for a client, as far as its clients read them.
    private static let pinotMembers: Set<String> = [
        "resultTable", "numRowsResultSet", "partialResult", "exceptions", "numGroupsLimitReached",
        "numGroupsWarningLimitReached", "timeUsedMs", "requestId", "clientRequestId", "brokerId", "numDocsScanned",
        "totalDocs", "numEntriesScannedInFilter", "numEntriesScannedPostFilter", "numServersQueried",
        "numServersResponded", "numSegmentsQueried", "numSegmentsProcessed", "numSegmentsMatched",
        "numConsumingSegmentsQueried", "numConsumingSegmentsProcessed", "numConsumingSegmentsMatched",
        "minConsumingFreshnessTimeMs", "numSegmentsPrunedByBroker", "numSegmentsPrunedByServer",
        "numSegmentsPrunedInvalid", "numSegmentsPrunedByLimit", "numSegmentsPrunedByValue", "brokerReduceTimeMs",
        "offlineThreadCpuTimeNs", "realtimeThreadCpuTimeNs", "offlineTotalCpuTimeNs", "realtimeTotalCpuTimeNs",
        "explainPlanNumEmptyFilterSegments", "explainPlanNumMatchAllFilterSegments", "traceInfo", "tablesQueried",
    ]

    private func members(_ response: QueryResponse) throws -> [String: Any] {
        let json = try JSONSerialization.jsonObject(with: Data(response.json()))
        return try #require(json as? [String: Any])
    }

    private func sample() -> QueryResponse {
        var response = QueryResponse()
        response.table = ResultTable(
            columnNames: ["n", "s"], columnTypes: [.long, .string],
            columns: [
                ColumnValues(type: .long, storage: .integers([1, .max])),
                ColumnValues(
                    type: .string, storage: .codes([1, 0], dictionary: ["a", "b\"c"]), nulls: [false, true]),
            ], rowCount: 2)
        response.tableName = "orders_REALTIME"
        response.duration = .microseconds(2750)
        response.requestID = 42
        response.brokerID = "Broker_localhost_8099"
        response.epoch = 7
        response.offsets = [
            CoveredOffset(topic: "orders", partition: 0, offset: 10),
            CoveredOffset(topic: "orders", partition: 1, offset: 20),
        ]
        response.freshness = 1_700_000_000_000
        return response
    }

    @Test("an answer has Pinot's members and ours")
    func success() throws {
        let members = try members(sample())
        #expect(Self.pinotMembers.subtracting(members.keys) == [])
        #expect(members["timeUsedMs"] as? Int == 2)
        #expect(members["timeUsedMicros"] as? Int == 2750)
        #expect(members["requestId"] as? String == "42")
        #expect(members["clientRequestId"] is NSNull)
        #expect(members["tablesQueried"] as? [String] == ["orders"])
        #expect(members["epoch"] as? Int == 7)
        #expect(members["offsets"] as? [String: Int] == ["orders/0": 10, "orders/1": 20])
        #expect(members["numServersQueried"] as? Int == 1)
        #expect(members["numServersResponded"] as? Int == 1)
        #expect((members["exceptions"] as? [Any])?.isEmpty == true)
        let text = String(decoding: sample().json(), as: UTF8.self)
        #expect(
            text.hasPrefix(
                #"{"resultTable":{"dataSchema":{"columnNames":["n","s"],"columnDataTypes":["LONG","STRING"]},"#
                    + #""rows":[[1,"b\"c"],[9223372036854775807,null]]},"numRowsResultSet":2,"#))
    }

    @Test("a failure has an exception and no table")
    func failure() throws {
        var response = QueryResponse()
        response.failure = .init(code: .unknownColumn, message: "UNKNOWN_COLUMN: no column x")
        let members = try members(response)
        #expect(members["resultTable"] == nil)
        #expect(Self.pinotMembers.subtracting(members.keys) == ["resultTable"])
        let exception = try #require((members["exceptions"] as? [[String: Any]])?.first)
        #expect(exception["errorCode"] as? Int == 710)
        #expect(exception["message"] as? String == "UNKNOWN_COLUMN: no column x")
        #expect(members["epoch"] == nil)
        #expect(try #require(members["numServersResponded"] as? Int) >= 1)
    }

    @Test("every type has its form")
    func types() throws {
        var response = QueryResponse()
        response.table = ResultTable(
            columnNames: ["i", "l", "f", "d", "b", "t", "s"],
            columnTypes: [.int, .long, .float, .double, .boolean, .timestamp, .string],
            columns: [
                ColumnValues(type: .int, storage: .integers([-1])),
                ColumnValues(type: .long, storage: .integers([.min])),
                ColumnValues(type: .float, storage: .doubles([Double(Float(0.1))])),
                ColumnValues(type: .double, storage: .doubles([0.1])),
                ColumnValues(type: .boolean, storage: .integers([1])),
                ColumnValues(type: .timestamp, storage: .integers([1_700_000_000_100])),
                ColumnValues(type: .string, storage: .strings(["é"])),
            ], rowCount: 1)
        let text = String(decoding: response.json(), as: UTF8.self)
        #expect(
            text.contains(#""rows":[[-1,-9223372036854775808,0.1,0.1,true,"2023-11-14 22:13:20.1","é"]]"#))
    }

    @Test("JSON is text, BYTES hexadecimal, BIG_DECIMAL exact")
    func textTypes() throws {
        let number = try BigDecimal("-12345678901234567890.5").orderedBytes
        let codes: ColumnValues.Storage = .codes([0, 0, 9], dictionary: [number])
        var response = QueryResponse()
        response.table = ResultTable(
            columnNames: ["j", "x", "n", "damaged"], columnTypes: [.json, .bytes, .bigDecimal, .bigDecimal],
            columns: [
                ColumnValues(type: .json, storage: .strings([#"{"a":"\n"}"#, "7", ""]), nulls: [false, false, true]),
                ColumnValues(type: .bytes, storage: .strings([ByteString([0, 255, 16]), "", "z"])),
                ColumnValues(type: .bigDecimal, storage: codes, nulls: [false, false, true]),
                ColumnValues(type: .bigDecimal, storage: .strings(["", ByteString([0x15]), ByteString([0x16])])),
            ], rowCount: 3)
        let text = String(decoding: response.json(), as: UTF8.self)
        #expect(text.contains(#""columnDataTypes":["JSON","BYTES","BIG_DECIMAL","BIG_DECIMAL"]"#))
        let rows =
            #""rows":[["{\"a\":\"\\n\"}","00ff10","-12345678901234567890.5","NaN"],"#
            + #"["7","","-12345678901234567890.5","0"],[null,"7a",null,"NaN"]]"#
        #expect(text.contains(rows), "\(text)")
    }

    @Test("several values are an array")
    func lists() throws {
        func column(_ type: DataType, _ storage: ColumnValues.Storage) -> ColumnValues {
            ColumnValues(type: type, storage: storage, nulls: [false, true, false], valueStarts: [0, 2, 2, 2])
        }
        let columns = [
            column(.int, .integers([1, -2])), column(.double, .doubles([0.5, .infinity])),
            column(.boolean, .integers([0, 1])), column(.timestamp, .integers([0, 1_700_000_000_100])),
            column(.string, .codes([1, 0], dictionary: ["a\"", "b", "c"])), column(.json, .strings(["[1]", "{}"])),
            column(.bytes, .strings([ByteString([1]), ""])),
            column(.bigDecimal, .strings([BigDecimal(150).orderedBytes, BigDecimal(-1).orderedBytes])),
        ]
        var response = QueryResponse()
        response.table = ResultTable(
            columnNames: columns.map(\.type.rawValue), columnTypes: columns.map { .list($0.type) }, columns: columns,
            rowCount: 3)
        let text = String(decoding: response.json(), as: UTF8.self)
        let types = columns.map { "\"\($0.type.rawValue)_ARRAY\"" }.joined(separator: ",")
        #expect(text.contains("\"columnDataTypes\":[\(types)]"))
        let rows =
            #""rows":[[[1,-2],[0.5,"Infinity"],[false,true],["1970-01-01 00:00:00.0","2023-11-14 22:13:20.1"],"#
            + #"["b","a\""],["[1]","{}"],["01",""],["150","-1"]],"#
            + #"[null,null,null,null,null,null,null,null],[[],[],[],[],[],[],[],[]]]"#
        #expect(text.contains(rows), "\(text)")
    }

    @Test("a partial result says so, and what it leaves out")
    func partialResult() throws {
        var response = sample()
        #expect(try members(response)["partialResult"] as? Bool == false)
        response.unavailableSegments = ["CORRUPT_FILE: tables/1/2.seg"]
        let partial = try members(response)
        #expect(partial["partialResult"] as? Bool == true)
        #expect(partial["unavailableSegments"] as? [String] == ["CORRUPT_FILE: tables/1/2.seg"])
    }

    @Test("a result without rows is a table without rows")
    func empty() throws {
        var response = QueryResponse()
        response.table = ResultTable(
            columnNames: ["s"], columnTypes: [.string],
            columns: [ColumnValues(type: .string, storage: .codes([], dictionary: ["unused"]))], rowCount: 0)
        #expect(String(decoding: response.json(), as: UTF8.self).contains(#""rows":[]},"numRowsResultSet":0"#))
    }

    @Test("random columns read back as they were", arguments: SeededGenerator.seeds)
    func randomColumns(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = 400
        let nulls = (0..<count).map { _ in Bool.random(using: &random) }
        let integers = (0..<count).map { _ in
            Int64(bitPattern: random.next()) >> Int64.random(in: 0...63, using: &random)
        }
        let doubles = (0..<count).map { _ in Double(bitPattern: random.next()) }
        let dictionary = (0..<50).map { ByteString("entry \($0) \"\\\n é") }
        let codes = (0..<count).map { _ in UInt32.random(in: 0..<50, using: &random) }
        var response = QueryResponse()
        response.table = ResultTable(
            columnNames: ["i", "d", "s"], columnTypes: [.long, .double, .string],
            columns: [
                ColumnValues(type: .long, storage: .integers(integers), nulls: nulls),
                ColumnValues(type: .double, storage: .doubles(doubles)),
                ColumnValues(type: .string, storage: .codes(codes, dictionary: dictionary), nulls: nulls),
            ], rowCount: count)
        // Schema's reader keeps integers as they are; Foundation, which knows nothing of us, is asked whether it is
        // JSON.
        _ = try members(response)
        let rows = try #require(try JSONValue.read(response.json())["resultTable"]?["rows"]?.array)
        #expect(rows.count == count)
        for (row, cells) in rows.enumerated() {
            let cells = try #require(cells.array)
            #expect(cells[0] == (nulls[row] ? .null : .integer(integers[row])), "seed \(seed)")
            #expect(cells[1] == expected(doubles[row]), "seed \(seed)")
            let text = dictionary[Int(codes[row])].string
            #expect(cells[2] == (nulls[row] ? .null : .string(text)), "seed \(seed)")
        }
    }

    private func expected(_ value: Double) -> JSONValue {
        if value.isNaN { return .string("NaN") }
        if value.isInfinite { return .string(value < 0 ? "-Infinity" : "Infinity") }
        return .double(value)
    }
}
