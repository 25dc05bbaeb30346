import Bytes
import Catalog
import Engine
import Schema
import Segment
import Testing

/// Every type, with one value per row and with several, from records to answers.
@Suite struct ColumnTypeTests {
    private static let types = DataType.allCases.map(\.rawValue)

    /// `id`, a column of each type named after it, and one of each with several values, such as `INTs`.
    static let schemaJSON: String = {
        let single = types.map { #"{"name":"\#($0)","dataType":"\#($0)"}"# }
        let several = types.map { #"{"name":"\#($0)s","dataType":"\#($0)","singleValueField":false}"# }
        let id = #"{"name":"id","dataType":"LONG"}"#
        return #"{"schemaName":"events","dimensionFieldSpecs":[\#(([id] + single + several).joined(separator: ","))]}"#
    }()

    static let question: String = {
        let names = (["id"] + types + types.map { $0 + "s" }).map { "\"\($0)\"" }
        return "SELECT \(names.joined(separator: ", ")) FROM events ORDER BY id LIMIT 1000"
    }()

    static func tableJSON(_ indexing: String = "") -> String {
        TestDatabase.tableJSON().replacing(#""timeColumnName":"at","#, with: "")
            .replacing(#""tableIndexConfig":{"#, with: #""tableIndexConfig":{\#(indexing)"#)
    }

    /// A value of each type for a number, as JSON and as it is stored.
    private static func values(_ id: Int) throws -> [(json: String, value: Value)] {
        let (half, text) = (Double(id) / 2, "12345678901234567890.\(id)")
        return [
            ("\(id - 30)", .integer(Int64(id - 30))), ("\(id << 33)", .integer(Int64(id) << 33)),
            ("\(half)", .double(half)), ("\"\(half * 3)\"", .double(half * 3)),
            ("\(id % 3 == 0)", .integer(id % 3 == 0 ? 1 : 0)),
            ("\(1_700_000_000_000 + id)", .integer(1_700_000_000_000 + Int64(id))),
            ("\"é \(id % 7)\"", .string(ByteString("é \(id % 7)"))),
            ("{\"k\" : [\(id), null]}", .string(ByteString("{\"k\":[\(id),null]}"))),
            ("\"00\(id % 10)f\"", .string(ByteString([0, UInt8(id % 10) << 4 | 15]))),
            (text, .string(try BigDecimal(text).orderedBytes)),
        ]
    }

    /// A record, and the row of `question` that it becomes.
    static func record(_ id: Int) throws -> (json: String, row: [Value]) {
        var (members, row) = (["\"id\":\(id)"], [Value.integer(Int64(id))])
        let all = try (0..<4).map { try values(id + $0) }
        for (index, type) in types.enumerated() {
            let isNull = (id + index) % 9 == 4
            members.append("\"\(type)\":\(isNull ? "null" : all[0][index].json)")
            row.append(isNull ? .null : all[0][index].value)
        }
        for (index, type) in types.enumerated() {
            let count = (id + index) % 5
            let elements = all.prefix(count)
            if count < 4 { members.append("\"\(type)s\":[\(elements.map { $0[index].json }.joined(separator: ","))]") }
            row.append(count < 4 ? .list(elements.map { $0[index].value }) : .null)
        }
        return ("{\(members.joined(separator: ","))}", row)
    }

    static func records(_ ids: Range<Int>) throws -> (json: [UInt8], rows: [[Value]]) {
        let records = try ids.map { try record($0) }
        return (Array(records.map(\.json).joined(separator: "\n").utf8), records.map(\.row))
    }

    private func table(_ options: DatabaseOptions = TestDatabase.options()) async throws -> TestDatabase {
        let test = try TestDatabase.open(options: options)
        _ = try await test.database.putSchema(Array(Self.schemaJSON.utf8), replacing: nil)
        try await test.database.createTopic("events", partitions: 2)
        _ = try await test.database.createTable(Array(Self.tableJSON().utf8))
        return test
    }

    private func produce(_ ids: Range<Int>, _ test: TestDatabase) async throws {
        _ = try await test.database.produce(Self.records(ids).json, to: "events", keyField: "id")
        try await test.waitUntilConsumed()
    }

    private func expect(_ test: TestDatabase, _ rows: [[Value]], _ when: Comment) async throws {
        let found = try await test.rows(Self.question)
        #expect(found.count == rows.count, when)
        for (row, expected) in zip(found, rows) where row != expected {
            for column in row.indices where row[column] != expected[column] {
                #expect(row[column] == expected[column], "\(when): id \(row[0]), column \(column)")
            }
        }
    }

    @Test func answersAreTheSameThroughSealRestartSortAndReload() async throws {
        let test = try await table()
        let rows = try Self.records(0..<150).rows
        try await produce(0..<100, test)
        try await expect(test, Array(rows[..<100]), "consuming")
        try await test.database.forceCommit("events")
        try await expect(test, Array(rows[..<100]), "sealed")
        try await produce(100..<150, test)
        try await expect(test, rows, "both")
        let again = try await test.reopened()
        try await again.waitUntilConsumed()
        try await expect(again, rows, "after a restart")

        let sorted = Self.tableJSON(#""sortedColumn":["STRING"],"invertedIndexColumns":["STRINGs","JSON"],"#)
            .replacing(
                #""metadata":{}"#, with: #""metadata":{},"fieldConfigList":[{"name":"BYTESs","encodingType":"RAW"}]"#)
        try await again.database.alterTable("events", Array(sorted.utf8))
        try await again.database.forceCommit("events")
        try await expect(again, rows, "sealed in another order")
        let job = try await RebuildTests().reload(again)
        #expect(job.failures.isEmpty && job.successCount == job.segmentCount)
        try await expect(again, rows, "built again")
        let third = try await again.reopened()
        try await expect(third, rows, "after another restart")
        await third.database.close()
    }

    /// A predicate holds for a list if it holds for one of its values; grouping by lists counts a row for each value.
    @Test func queriesOfListsAreTheSameThroughSealAndReload() async throws {
        let test = try await table()
        let rows = try Self.records(0..<120).rows
        let several = 1 + Self.types.count
        func ids(_ column: Int, _ matches: (Value) -> Bool) -> [[Value]] {
            rows.filter { row in
                if case .list(let values) = row[several + column] { values.contains(where: matches) } else { false }
            }.map { [$0[0]] }
        }
        let texts: [Value] = [.string("é 1"), .string("é 3")]
        let decimal = Value.string(try BigDecimal("12345678901234567890.50").orderedBytes)
        let questions: [(String, [[Value]])] = [
            (#"WHERE "INTs" = -20"#, ids(0) { $0 == .integer(-20) }),
            (#"WHERE "DOUBLEs" BETWEEN 30 AND 33"#, ids(3) { $0 >= .double(30) && $0 <= .double(33) }),
            (#"WHERE "STRINGs" IN ('é 1', 'é 3')"#, ids(6) { texts.contains($0) }),
            (#"WHERE "BIG_DECIMALs" = 12345678901234567890.50"#, ids(9) { $0 == decimal }),
        ]
        let grouped = #"SELECT "STRINGs", COUNT(*) FROM events GROUP BY "STRINGs" ORDER BY "STRINGs" LIMIT 100"#
        try await produce(0..<120, test)
        let groups = try await test.rows(grouped)
        #expect(groups.count >= 7)
        func expectAnswers(_ when: Comment) async throws {
            for (condition, expected) in questions {
                #expect(!expected.isEmpty)
                let found = try await test.rows("SELECT id FROM events \(condition) ORDER BY id LIMIT 1000")
                #expect(found == expected, "\(when): \(condition)")
            }
            #expect(try await test.rows(grouped) == groups, when)
        }
        try await expectAnswers("consuming")
        try await test.database.forceCommit("events")
        try await expectAnswers("sealed")
        let indexes = #""invertedIndexColumns":["INTs","STRINGs","BIG_DECIMALs"],"rangeIndexColumns":["DOUBLEs"],"#
        try await test.database.alterTable("events", Array(Self.tableJSON(indexes).utf8))
        #expect(try await RebuildTests().reload(test).failures.isEmpty)
        try await expectAnswers("with indexes")
        await test.database.close()
    }

    @Test func answersAreTheSameAfterMerges() async throws {
        let test = try await table()
        for start in stride(from: 0, to: 200, by: 20) {
            try await produce(start..<start + 20, test)
            try await test.database.forceCommit("events")
        }
        await test.database.close()
        var options = TestDatabase.options()
        options.merging = MergePolicy(targetRows: 400, targetBytes: .max)
        let again = try TestDatabase.open(test.fileSystem, options: options)
        for _ in 0..<400 where try again.database.segments("events")[0].segments.count > 2 {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(try again.database.segments("events")[0].segments.count == 2)
        try await expect(again, Self.records(0..<200).rows, "merged")
        await again.database.close()
    }

    @Test func valuesCountAsRowsWhereSegmentsAreMerged() async throws {
        let test = try TestDatabase.open()
        let schema =
            #"{"schemaName":"events","dimensionFieldSpecs":[{"name":"n","dataType":"INT","singleValueField":false}]}"#
        _ = try await test.database.putSchema(Array(schema.utf8), replacing: nil)
        _ = try await test.database.createTable(Array(#"{"tableName":"events","tableType":"OFFLINE"}"#.utf8))
        let text = "{\"n\":[1,2,3]}\n{\"n\":[]}\n{\"n\":[1,2]}"
        let info = try await test.database.ingest(Array(text.utf8), into: "events")
        let segment = try SealedSegment.open(test.fileSystem, path: info.path)
        let entry = SegmentEntry(
            id: SegmentID(rawValue: 1), name: info.name, rowCount: 3, byteCount: 9, fileChecksum: 7, schemaVersion: 1,
            generation: 1, partition: 4, startOffset: 5, endOffset: 8, timeRange: 1...2, createdAt: 6)
        let counted = SealedEntry(entry: entry, segment: segment).entryCountingValues
        #expect(counted.rowCount == 5 && counted.counting(rows: 3) == entry)
        await test.database.close()
    }

    @Test func batchesHaveEveryType() async throws {
        let test = try TestDatabase.open()
        _ = try await test.database.putSchema(Array(Self.schemaJSON.utf8), replacing: nil)
        _ = try await test.database.createTable(Array(#"{"tableName":"events","tableType":"OFFLINE"}"#.utf8))
        _ = try await test.database.ingest(Self.records(0..<60).json, into: "events")
        _ = try await test.database.ingest(Self.records(60..<130).json, into: "events")
        try await expect(test, Self.records(0..<130).rows, "loaded")
        let wrong = await #expect(throws: EngineError.self) {
            try await test.database.ingest(Array("{}\n{\"INTs\":[1,[2]]}".utf8), into: "events")
        }
        #expect(wrong?.code == "WRONG_TYPE" && wrong?.message.contains("line 2") == true)
        let again = try await test.reopened()
        try await expect(again, Self.records(0..<130).rows, "after a restart")
        await again.database.close()
    }

    @Test func olderSegmentsHaveNullOrTheDefaultAsList() async throws {
        let test = try await TestDatabase.withTable()
        let old = TestDatabase.schemaJSON
        let columns = [
            #"{"name":"tags","dataType":"STRING","singleValueField":false}"#,
            #"{"name":"sizes","dataType":"INT","singleValueField":false,"defaultNullValue":7}"#,
            #"{"name":"doc","dataType":"JSON","defaultNullValue":"{\"a\": 1}"}"#,
            #"{"name":"price","dataType":"BIG_DECIMAL","defaultNullValue":12345678901234567890.5}"#,
        ]
        let added = #","dimensionFieldSpecs":[\#(columns.joined(separator: ",")),"#
        let new = old.replacing(#","dimensionFieldSpecs":["#, with: added)
        try await test.produce(0..<20)
        try await test.database.forceCommit("events")
        try await test.produce(20..<30)
        _ = try await test.database.putSchema(Array(new.utf8), replacing: "events")
        let record = #"{"id":30,"tags":["a","b"],"sizes":[],"doc":[ 1 ],"price":"1.50"}"#
        _ = try await test.database.produce(Array(record.utf8), to: "events", keyField: "id")
        try await test.waitUntilConsumed()

        let question = "SELECT tags, sizes, doc, price FROM events ORDER BY id LIMIT 100"
        let price = try BigDecimal("12345678901234567890.5").orderedBytes
        let before: [Value] = [.null, .list([.integer(7)]), .string(#"{"a":1}"#), .string(price)]
        let after: [Value] = [
            .list([.string("a"), .string("b")]), .list([]), .string("[1]"), .string(try BigDecimal("1.5").orderedBytes),
        ]
        let expected = Array(repeating: before, count: 30) + [after]
        #expect(try await test.rows(question) == expected)
        let again = try await test.reopened()
        try await again.waitUntilConsumed()
        #expect(try await again.rows(question) == expected)
        try await again.database.forceCommit("events")
        #expect(try await again.rows(question) == expected)
        try await again.database.alterTable("events", Array(RebuildTests.tableJSON(#""sortedColumn":["word"],"#).utf8))
        #expect(try await RebuildTests().reload(again).failures.isEmpty)
        #expect(try await again.rows(question) == expected, "the columns are in the files now")

        let single = new.replacing(#""dataType":"STRING","singleValueField":false"#, with: #""dataType":"STRING""#)
        let refused = await #expect(throws: EngineError.self) {
            try await again.database.putSchema(Array(single.utf8), replacing: "events")
        }
        #expect(refused?.code == "INCOMPATIBLE_SCHEMA")
        await again.database.close()
    }

    @Test func aRecordWithAWrongListIsCountedAndBlocksNothing() async throws {
        let test = try await table()
        let text = [
            #"{"id":1,"INTs":[1,"x"]}"#, #"{"id":2,"BYTES":"xyz"}"#, #"{"id":3,"BIG_DECIMAL":"1,5"}"#, #"{"id":4}"#,
        ]
        _ = try await test.database.produce(Array(text.joined(separator: "\n").utf8), to: "events", keyField: "id")
        try await test.waitUntilConsumed()
        #expect(try await test.rows("SELECT id FROM events") == [[.integer(4)]])
        let shown = try test.database.consumingSegments("events").flatMap(\.recentRejections)
        #expect(shown.count == 3 && shown.allSatisfy { $0.contains("WRONG_TYPE") })
        for column in ["'INTs'", "'BYTES'", "'BIG_DECIMAL'"] { #expect(shown.contains { $0.contains(column) }) }
        await test.database.close()
    }
}

extension Value {
    /// The order of doubles.
    fileprivate static func <= (left: Value, right: Value) -> Bool {
        if case .double(let left) = left, case .double(let right) = right { left <= right } else { false }
    }

    fileprivate static func >= (left: Value, right: Value) -> Bool { right <= left }
}
