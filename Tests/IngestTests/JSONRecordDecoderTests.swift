import Bytes
import Ingest
import Schema
import TestSupport
import Testing

@Suite struct JSONRecordDecoderTests {
    static let schema = Schema(
        name: "t",
        fields: [
            FieldSpec(name: "i", type: .int), FieldSpec(name: "l", type: .long), FieldSpec(name: "f", type: .float),
            FieldSpec(name: "d", type: .double), FieldSpec(name: "b", type: .boolean),
            FieldSpec(name: "t", type: .timestamp), FieldSpec(name: "s", type: .string),
        ])

    static func decode(_ json: String, _ schema: Schema = schema) throws(RecordError) -> [Value] {
        let bytes = Array(json.utf8)
        var row = DecodedRow(fieldCount: schema.fields.count)
        try JSONRecordDecoder(schema: schema).decode(bytes, 0..<bytes.count, into: &row)
        return row.slots.map { slot in
            switch slot {
            case .null: .null
            case .integer(let number): .integer(number)
            case .double(let number): .double(number)
            case .string(let range): .string(ByteString(row.text[range]))
            case .list: preconditionFailure("no column of the schema has lists")
            }
        }
    }

    @Test func readsEveryType() throws {
        let row = try Self.decode(
            #"{"i":-7,"l":9223372036854775807,"f":0.5,"d":1e300,"b":true,"t":1356998400000,"s":"grüße \"x\" \u00e9\ud83d\ude00\n"}"#
        )
        #expect(
            row == [
                .integer(-7), .integer(.max), .double(0.5), .double(1e300), .integer(1), .integer(1_356_998_400_000),
                .string(ByteString("grüße \"x\" é😀\n")),
            ])
    }

    @Test func absentAndNullAreNull() throws {
        #expect(try Self.decode(#" { } "#) == Array(repeating: .null, count: 7))
        #expect(try Self.decode(#"{"i":null,"s":null,"other":[1,{"a":[]}]}"#) == Array(repeating: .null, count: 7))
    }

    @Test func theLastOfSeveralMembersCounts() throws {
        #expect(try Self.decode(#"{"i":1,"i":2}"#)[0] == .integer(2))
        #expect(try Self.decode(#"{"s":"a","s":null}"#)[6] == .null)
    }

    @Test(arguments: [
        (#"{"i":5.0}"#, 0, Value.integer(5)), (#"{"i":"12"}"#, 0, .integer(12)), (#"{"l":1e3}"#, 1, .integer(1000)),
        (#"{"l":-9223372036854775808}"#, 1, .integer(.min)), (#"{"f":0.1}"#, 2, .double(Double(Float(0.1)))),
        (#"{"d":-0.0}"#, 3, .double(0)), (#"{"d":"2.5"}"#, 3, .double(2.5)), (#"{"d":7}"#, 3, .double(7)),
        (#"{"b":0}"#, 4, .integer(0)), (#"{"b":"true"}"#, 4, .integer(1)),
        (#"{"t":"1970-01-02"}"#, 5, .integer(86_400_000)),
        (#"{"t":"2013-01-01T05:00:00Z"}"#, 5, .integer(1_357_016_400_000)),
        (#"{"t":"17"}"#, 5, .integer(17)), (#"{"s":12.50}"#, 6, .string("12.50")),
        (#"{"s":false}"#, 6, .string("false")),
    ])
    func coerces(json: String, field: Int, expected: Value) throws {
        #expect(try Self.decode(json)[field] == expected)
    }

    @Test(arguments: [
        (#"{"i":2147483648}"#, RecordError.Kind.outOfRange, "i"), (#"{"i":"x"}"#, .wrongType, "i"),
        (#"{"i":1.5}"#, .wrongType, "i"), (#"{"i":true}"#, .wrongType, "i"), (#"{"i":{}}"#, .wrongType, "i"),
        (#"{"i":[1]}"#, .wrongType, "i"), (#"{"l":9223372036854775808}"#, .wrongType, "l"),
        (#"{"f":1e39}"#, .outOfRange, "f"), (#"{"d":1e400}"#, .outOfRange, "d"), (#"{"b":2}"#, .outOfRange, "b"),
        (#"{"b":"yes"}"#, .wrongType, "b"), (#"{"t":"yesterday"}"#, .wrongType, "t"),
    ])
    func refusesWrongValuesNamingTheColumn(json: String, kind: RecordError.Kind, column: String) {
        let error = #expect(throws: RecordError.self) { try Self.decode(json) }
        #expect(error?.kind == kind)
        #expect(error?.column == column)
    }

    @Test(arguments: [
        "", "   ", "7", "[]", "null", "{", "{\"i\"", "{\"i\":", "{\"i\":1", "{\"i\":1,}", "{\"i\":1}x", "{i:1}",
        "{\"i\":01}", "{\"i\":+1}", "{\"i\":-}", "{\"i\":1.}", "{\"i\":1e}", "{\"i\":.5}", "{\"s\":\"a",
        "{\"s\":\"\\x\"}",
        "{\"s\":\"\\u12\"}", "{\"s\":\"\\ud800\"}", "{\"s\":\"\\ud800\\u0041\"}", "{\"s\":\"a\nb\"}", "{\"b\":tru}",
        "{\"x\":[1 2]}", "{\"x\":{\"a\" 1}}", "{\"i\":1 \"l\":2}", "{\"i\":NaN}",
    ])
    func refusesWhatIsNoJSONObject(json: String) {
        let error = #expect(throws: RecordError.self) { try Self.decode(json) }
        #expect(error?.kind == .malformed)
    }

    @Test func refusesTextThatIsNotUTF8() {
        var bytes = Array(#"{"s":"a?"}"#.utf8)
        bytes[7] = 0xFF
        var row = DecodedRow(fieldCount: 7)
        let decoder = JSONRecordDecoder(schema: Self.schema)
        let error = #expect(throws: RecordError.self) { try decoder.decode(bytes, 0..<bytes.count, into: &row) }
        #expect(error?.kind == .wrongType)
    }

    @Test(arguments: [63, 64, 65])
    func nestingIsBounded(depth: Int) {
        let json = "{\"x\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        if depth <= IngestLimits.jsonDepth {
            #expect(throws: Never.self) { try Self.decode(json) }
        } else {
            let error = #expect(throws: RecordError.self) { try Self.decode(json) }
            #expect(error?.kind == .tooLarge)
        }
    }

    @Test func aMillionBracketsAreAnErrorAndNotACrash() {
        let error = #expect(throws: RecordError.self) {
            try Self.decode("{\"x\":" + String(repeating: "[", count: 1_000_000))
        }
        #expect(error?.kind == .tooLarge)
    }

    @Test func defaultsAndNotNull() throws {
        let schema = Schema(
            name: "t",
            fields: [
                FieldSpec(name: "a", type: .int, defaultValue: .integer(9)),
                FieldSpec(name: "b", type: .string, defaultValue: .string("none")),
                FieldSpec(name: "c", type: .int, isNotNull: true),
            ])
        #expect(try Self.decode(#"{"c":1}"#, schema) == [.integer(9), .string("none"), .integer(1)])
        #expect(try Self.decode(#"{"a":null,"c":1}"#, schema)[0] == .integer(9))
        let error = #expect(throws: RecordError.self) { try Self.decode(#"{"a":1}"#, schema) }
        #expect(error?.kind == .missing)
        #expect(error?.column == "c")
    }

    /// Whatever the bytes, there is a row or an error.
    @Test(arguments: 0..<8)
    func mutatedRecordsNeverTrap(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let original = Array(
            #"{"i":-7,"l":922337203685477,"f":0.5e-3,"d":1e300,"b":true,"t":"2013-01-01 05:00:00.25","s":"\u00e9\ud83d\ude00\n","x":[{"y":null}]}"#
                .utf8)
        let decoder = JSONRecordDecoder(schema: Self.schema)
        var row = DecodedRow(fieldCount: 7)
        var decoded = 0
        for _ in 0..<5000 {
            var bytes = original
            for _ in 0...random.below(3) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
            let end = random.below(4) == 0 ? random.below(bytes.count) : bytes.count
            if (try? decoder.decode(bytes, 0..<end, into: &row)) != nil { decoded += 1 }
        }
        #expect(decoded > 0 && decoded < 5000, "seed \(seed): some decode and some do not")
    }
}
