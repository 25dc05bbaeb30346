import Bytes
import Ingest
import Schema
import Segment
import TestSupport
import Testing

/// Every type with one value per row and with several, from JSON to the sealed segment.
@Suite struct ColumnTypeTests {
    static let schema = RandomRecords.schema

    /// What rows have in a column: nil for NULL, and a single value as a list of one.
    static func lists(_ source: any SegmentSource, _ name: String) throws -> RandomRecords.Row {
        let column = try #require(try source.column(name))
        let nulls = column.nulls
        guard let lists = column.lists else {
            return try ConsumingSegmentTests.values(source, name).map { $0.isNull ? nil : [$0] }
        }
        var starts: [UInt32] = []
        lists.readStarts(0..<source.rowCount, into: &starts)
        let values = values(lists.values, 0..<Int(starts[source.rowCount]))
        return (0..<source.rowCount).map { row in
            nulls?[row] == true ? nil : Array(values[Int(starts[row])..<Int(starts[row + 1])])
        }
    }

    static func values(_ column: any ColumnSource, _ rows: Range<Int>) -> [Value] {
        switch column.type.representation {
        case .integer:
            var output: [Int64] = []
            column.readIntegers(rows, into: &output)
            return output.map { .integer($0) }
        case .double:
            var output: [Double] = []
            column.readDoubles(rows, into: &output)
            return output.map { .double($0) }
        case .string:
            var output: [ByteString] = []
            column.readStrings(rows, into: &output)
            return output.map { .string($0) }
        }
    }

    static func segment(_ records: [String], schema: Schema = schema) throws -> ConsumingSegment {
        let decoder = JSONRecordDecoder(schema: schema)
        var row = DecodedRow(fieldCount: decoder.fieldCount)
        var segment = ConsumingSegment(name: "t", schema: schema, schemaVersion: 1, partition: 0, startOffset: 0)
        for (offset, json) in records.enumerated() {
            let bytes = Array(json.utf8)
            try decoder.decode(bytes, 0..<bytes.count, into: &row)
            segment.append(row, offset: Int64(offset))
        }
        return segment
    }

    static func sealed(_ rows: some SegmentRows, _ indexing: IndexingConfig = IndexingConfig()) throws -> SealedSegment
    {
        let identity = SegmentIdentity(tableID: 1, segmentID: 2, name: "t", schemaName: "t", schemaVersion: 1)
        let bytes = try SegmentBuilder.build(rows, identity: identity, indexing: indexing)
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "t.seg")
        try segment.verify()
        return segment
    }

    @Test(arguments: SeededGenerator.seeds)
    func rowsAreTheSameInJSONAndConsumingAndSealed(seed: UInt64) throws {
        var random = RandomRecords(seed: seed)
        let records = (0..<random.random.pick([1, 70, 900])).map { _ in random.record() }
        let snapshot = try Self.segment(records.map(\.json)).snapshot
        let sealed = try Self.sealed(snapshot.topicRows)
        let again = try Self.sealed(SealedRows([sealed, sealed], schema: Self.schema))
        for (index, field) in Self.schema.fields.enumerated() {
            let expected = records.map { $0.row[index] }
            #expect(try Self.lists(snapshot, field.name) == expected, "seed \(seed), consuming \(field.name)")
            #expect(try Self.lists(sealed, field.name) == expected, "seed \(seed), sealed \(field.name)")
            #expect(try Self.lists(again, field.name) == expected + expected, "seed \(seed), merged \(field.name)")
        }
    }

    /// Any-match, places and codes of a consuming column are those of the sealed one.
    @Test(arguments: SeededGenerator.seeds)
    func consumingListsMatchAsSealedOnesDo(seed: UInt64) throws {
        var random = RandomRecords(seed: seed)
        let records = (0..<300).map { _ in random.record() }
        let snapshot = try Self.segment(records.map(\.json)).snapshot
        let sealed = try Self.sealed(snapshot.topicRows)
        for (index, field) in Self.schema.fields.enumerated() where field.isMultiValue {
            let consuming = try #require(try snapshot.column(field.name))
            let lists = try #require(consuming.lists)
            let stored = try #require(try sealed.column(field.name))
            let rows = (0..<50).map { _ in UInt32(random.random.below(300)) }
            var (starts, places): ([UInt32], [UInt32]) = ([], [])
            lists.gatherPlaces(rows, starts: &starts, places: &places)
            let values = Self.values(lists.values, 0..<(records.reduce(0) { $0 + ($1.row[index]?.count ?? 0) }))
            for (position, row) in rows.enumerated() {
                let found = places[Int(starts[position])..<Int(starts[position + 1])].map { values[Int($0)] }
                #expect(found == records[Int(row)].row[index] ?? [], "seed \(seed), \(field.name)")
            }
            let range = random.random.below(150)..<150 + random.random.below(151)
            try expectMatches(consuming, stored, range, records.map { $0.row[index] ?? [] }, random.random.pick(values))
        }
    }

    private func expectMatches(
        _ consuming: any ColumnSource, _ sealed: any ColumnSource, _ rows: Range<Int>, _ lists: [[Value]],
        _ value: Value
    ) throws {
        let expected = rows.filter { lists[$0].contains(value) }
        for column in [consuming, sealed] {
            var words: [UInt64] = []
            switch value {
            case .integer(let number): column.match(integers: number...number, in: rows, into: &words)
            case .double(let number): column.match(doubles: number...number, in: rows, into: &words)
            case .string(let text):
                column.match(stringsFrom: text, before: ByteString(text.bytes + [0]), in: rows, into: &words)
            default: continue
            }
            func matched() -> [Int] {
                rows.filter { words[($0 - rows.lowerBound) >> 6] >> UInt64(($0 - rows.lowerBound) & 63) & 1 != 0 }
            }
            #expect(matched() == expected)
            guard let dictionary = column.dictionary, let code = dictionary.code(of: value) else { continue }
            column.match(codes: code..<code + 1, in: rows, into: &words)
            #expect(matched() == expected)
            var set = [UInt64](repeating: 0, count: dictionary.count / 64 + 1)
            set[Int(code >> 6)] = 1 << UInt64(code & 63)
            column.match(codeSet: set, in: rows, into: &words)
            #expect(matched() == expected)
        }
    }

    @Test func aSnapshotOfListsStaysWhileTheWriterGoesOn() throws {
        let schema = Schema(name: "t", fields: [FieldSpec(name: "s", type: .string, isMultiValue: true)])
        let decoder = JSONRecordDecoder(schema: schema)
        var row = DecodedRow(fieldCount: 1)
        var segment = ConsumingSegment(name: "t", schema: schema, schemaVersion: 1, partition: 0, startOffset: 0)
        func list(_ index: Int) -> [Value]? {
            index % 5 == 3 ? nil : (0..<index % 4).map { .string(ByteString("\($0 * index % 100)")) }
        }
        var snapshots: [ConsumingSnapshot] = []
        for index in 0..<9000 {
            let texts = list(index)?.map { if case .string(let text) = $0 { "\"\(text.string)\"" } else { "" } }
            let bytes = Array("{\"s\":\(texts.map { "[\($0.joined(separator: ","))]" } ?? "null")}".utf8)
            try decoder.decode(bytes, 0..<bytes.count, into: &row)
            if index % 1700 == 0 { snapshots.append(segment.snapshot) }
            segment.append(row, offset: Int64(index))
        }
        for snapshot in snapshots {
            #expect(try Self.lists(snapshot, "s") == (0..<snapshot.rowCount).map(list))
        }
    }

    @Test func defaultsStandForNullLists() throws {
        let schema = Schema(
            name: "t",
            fields: [
                FieldSpec(name: "i", type: .int, isMultiValue: true, defaultValue: .integer(9)),
                FieldSpec(name: "s", type: .string, isMultiValue: true, defaultValue: .string("none")),
            ])
        let snapshot = try Self.segment(
            [#"{"i":[]}"#, #"{"i":null,"s":[null]}"#, #"{"i":[1,2],"s":"a"}"#], schema: schema
        )
        .snapshot
        #expect(try Self.lists(snapshot, "i") == [[], [.integer(9)], [.integer(1), .integer(2)]])
        #expect(try Self.lists(snapshot, "s") == [[.string("none")], [.string("none")], [.string("a")]])
        let strict = Schema(name: "t", fields: [FieldSpec(name: "i", type: .int, isMultiValue: true, isNotNull: true)])
        #expect(throws: Never.self) { try Self.segment([#"{"i":[]}"#], schema: strict) }
        for json in ["{}", #"{"i":null}"#, #"{"i":[null]}"#] {
            let error = #expect(throws: RecordError.self) { try Self.segment([json], schema: strict) }
            #expect(error?.kind == .missing && error?.column == "i")
        }
    }

    @Test(arguments: [
        (#"{"JSON":"{\"a\":1,}"}"#, #""{\"a\":1,}""#), (#"{"JSON":""}"#, #""""#), (#"{"JSON":"null"}"#, "null"),
        (#"{"JSON":" 1e400 "}"#, "1e400"), (#"{"JSON":"NaN"}"#, #""NaN""#), (#"{"JSON":"1 2"}"#, #""1 2""#),
        (#"{"JSON":{"k":1,"k":[ ]}}"#, #"{"k":1,"k":[]}"#), (#"{"JSON":{}}"#, "{}"),
        (#"{"JSON":"\"\\u0001\\u0041\\ud83d\\ude00\\b\\f\""}"#, #""\u0001A😀\b\f""#),
        (#"{"JSON":{"{":"{"}}"#, #"{"{":"{"}"#), (#"{"JSONs":"[1, 2]"}"#, "[1,2]"), (#"{"JSONs":[[1, 2]]}"#, "[1,2]"),
    ])
    func documentsAreKeptAsCompactText(json: String, text: String) throws {
        let snapshot = try Self.segment([json]).snapshot
        let name = json.hasPrefix(#"{"JSONs"#) ? "JSONs" : "JSON"
        #expect(try Self.lists(snapshot, name) == [[.string(ByteString(text))]])
    }

    @Test(arguments: [
        (#"{"BYTES":"abc"}"#, RecordError.Kind.wrongType), (#"{"BYTES":"zz"}"#, .wrongType),
        (#"{"BYTES":12}"#, .wrongType),
        (#"{"BYTES":true}"#, .wrongType), (#"{"BIG_DECIMAL":"1,5"}"#, .wrongType), (#"{"BIG_DECIMAL":""}"#, .wrongType),
        (#"{"BIG_DECIMAL":true}"#, .wrongType), (#"{"BIG_DECIMAL":1e1000001}"#, .outOfRange),
        (#"{"BIG_DECIMAL":{}}"#, .wrongType), (#"{"BIG_DECIMALs":["x"]}"#, .wrongType),
        (#"{"INT":[1]}"#, .wrongType), (#"{"INTs":[1,[2]]}"#, .wrongType), (#"{"INTs":{"a":1}}"#, .wrongType),
        (#"{"INTs":[1,2.5]}"#, .wrongType), (#"{"INTs":[1,2147483648]}"#, .outOfRange),
        (#"{"INTs":["x"]}"#, .wrongType),
        (#"{"STRINGs":[{}]}"#, .wrongType), (#"{"BOOLEANs":[true,2]}"#, .outOfRange),
    ])
    func refusesWrongValuesNamingTheColumn(json: String, kind: RecordError.Kind) {
        let error = #expect(throws: RecordError.self) { try Self.segment([json]) }
        #expect(
            error?.kind == kind && error?.column.map { json.contains("\"\($0)\"") } == true,
            "\(String(describing: error))")
    }

    @Test(arguments: [
        #"{"INTs":[1,]}"#, #"{"INTs":[,1]}"#, #"{"INTs":[1 2]}"#, #"{"INTs":[1"#, #"{"INTs":[1}"#, #"{"INTs":]}"#,
        #"{"JSON":{"a"}}"#, #"{"JSON":[1,]}"#, #"{"JSON":{,}}"#, #"{"JSON":{"a":1"#, #"{"JSON":{"a":tru}}"#,
        #"{"JSON":{"a":01}}"#, #"{"JSON":"\ud800"}"#, #"{"BIG_DECIMAL":+1}"#, #"{"BIG_DECIMAL":1.}"#,
        #"{"BIG_DECIMAL":01}"#,
    ])
    func refusesWhatIsNoJSON(json: String) {
        let error = #expect(throws: RecordError.self) { try Self.segment([json]) }
        #expect(error?.kind == .malformed)
    }

    @Test func limitsAreKept() throws {
        func kind(_ json: String) -> RecordError.Kind? {
            do throws(RecordError) {
                let bytes = Array(json.utf8)
                var row = DecodedRow(fieldCount: Self.schema.fields.count)
                try JSONRecordDecoder(schema: Self.schema).decode(bytes, 0..<bytes.count, into: &row)
                return nil
            } catch { return error.kind }
        }
        func ones(_ count: Int) -> String { Array(repeating: "1", count: count).joined(separator: ",") }
        #expect(kind("{\"INTs\":[\(ones(IngestLimits.listValues))]}") == nil)
        #expect(kind("{\"INTs\":[\(ones(IngestLimits.listValues + 1))]}") == .tooLarge)
        let digits = String(repeating: "7", count: BigDecimal.maximumDigits)
        #expect(kind("{\"BIG_DECIMAL\":\(digits),\"BIG_DECIMALs\":\"-0.\(digits)\"}") == nil)
        #expect(kind("{\"BIG_DECIMAL\":\(digits)7}") == .outOfRange)
        #expect(kind("{\"BIG_DECIMAL\":0.\(String(repeating: "0", count: IngestLimits.decimalBytes))}") == .tooLarge)
        #expect(
            kind("{\"BIG_DECIMAL\":\"\(String(repeating: "0", count: IngestLimits.decimalBytes + 1))\"}") == .tooLarge)
        let hex = String(repeating: "a", count: 2 * IngestLimits.stringBytes)
        #expect(kind("{\"BYTES\":\"\(hex)\"}") == nil)
        #expect(kind("{\"BYTES\":\"\(hex)aa\"}") == .tooLarge)
        let text = String(repeating: "a", count: IngestLimits.stringBytes - 4)
        #expect(kind("{\"JSON\":[\"\(text)\"]}") == nil)
        #expect(kind("{\"JSON\":[ \"\(text)a\" ]}") == .tooLarge)
        for depth in [63, 64, 65] {
            let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            #expect(kind("{\"JSON\":\(nested)}") == (depth > IngestLimits.jsonDepth ? .tooLarge : nil))
            #expect(kind("{\"JSON\":\"\(nested)\"}") == (depth > IngestLimits.jsonDepth ? .tooLarge : nil))
        }
        #expect(kind("{\"JSON\":" + String(repeating: "{\"a\":", count: 500_000)) == .tooLarge)
    }

    /// Whatever the bytes, there is a row or an error; and text is text.
    @Test(arguments: 0..<6)
    func mutatedRecordsNeverTrap(seed: Int) throws {
        var random = RandomRecords(seed: UInt64(seed))
        let decoder = JSONRecordDecoder(schema: Self.schema)
        var row = DecodedRow(fieldCount: decoder.fieldCount)
        var segment = ConsumingSegment(name: "t", schema: Self.schema, schemaVersion: 1, partition: 0, startOffset: 0)
        for _ in 0..<60 {
            let original = Array(random.record().json.utf8)
            for _ in 0..<40 {
                var bytes = original
                for _ in 0..<random.random.below(3) {
                    bytes[random.random.below(bytes.count)] = UInt8(random.random.below(256))
                }
                let end = random.random.oneIn(4) ? random.random.below(bytes.count) : bytes.count
                guard (try? decoder.decode(bytes, 0..<end, into: &row)) != nil else { continue }
                segment.append(row, offset: segment.offsets.upperBound)
            }
        }
        #expect(segment.rowCount > 100 && segment.rowCount < 2400, "seed \(seed): some decode and some do not")
        _ = try Self.sealed(segment.snapshot.topicRows)
    }
}
