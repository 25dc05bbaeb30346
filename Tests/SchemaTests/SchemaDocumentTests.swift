import Bytes
import Schema
import Testing

@Suite struct SchemaDocumentTests {
    static let orders = """
        {
          "schemaName": "orders",
          "enableColumnBasedNullHandling": true,
          "dimensionFieldSpecs": [
            {"name": "city", "dataType": "STRING", "defaultNullValue": "nowhere"},
            {"name": "items", "dataType": "INT", "notNull": true, "singleValueField": true},
            {"name": "paid", "dataType": "BOOLEAN", "defaultNullValue": "true"}
          ],
          "metricFieldSpecs": [
            {"name": "amount", "dataType": "DOUBLE", "defaultNullValue": 0},
            {"name": "tip", "dataType": "FLOAT", "defaultNullValue": 0.1}
          ],
          "dateTimeFieldSpecs": [
            {"name": "ts", "dataType": "TIMESTAMP", "format": "TIMESTAMP", "granularity": "1:MILLISECONDS"},
            {"name": "day", "dataType": "STRING", "format": "1:DAYS:SIMPLE_DATE_FORMAT:yyyy-MM-dd"}
          ],
          "primaryKeyColumns": ["city", "items"],
          "tags": {"owner": "kitchen"}
        }
        """

    private func parse(_ text: String) throws -> SchemaDocument { try SchemaDocument(parsing: Array(text.utf8)) }

    private func field(_ json: String) throws -> FieldSpec {
        try parse(#"{"schemaName":"s","dimensionFieldSpecs":[\#(json)]}"#).schema.fields[0]
    }

    /// A schema with one dimension, and more fields.
    private func schema(_ field: String, _ more: String = "") -> String {
        #"{"schemaName":"s","dimensionFieldSpecs":[\#(field)]\#(more)}"#
    }

    private func expect(_ reason: ConfigError.Reason, _ path: String, _ text: String) {
        let error = #expect(throws: ConfigError.self, "\(text)") { try parse(text) }
        #expect(error?.reason == reason && error?.path == path, "\(text): \(String(describing: error))")
    }

    @Test func readsEverything() throws {
        let document = try parse(Self.orders)
        let schema = document.schema
        #expect(schema.name == "orders")
        #expect(schema.fields.map(\.name) == ["city", "items", "paid", "amount", "tip", "ts", "day"])
        #expect(schema.fields.map(\.type) == [.string, .int, .boolean, .double, .float, .timestamp, .string])
        #expect(
            schema.fields.map(\.role) == [
                .dimension, .dimension, .dimension, .metric, .metric, .dateTime, .dateTime,
            ])
        #expect(
            schema.fields.map(\.defaultValue) == [
                .string("nowhere"), nil, .integer(1), .double(0), .double(Double(Float(0.1))), nil, nil,
            ])
        #expect(schema.fields.map(\.isNotNull) == [false, true, false, false, false, false, false])
        #expect(schema.primaryKeyColumns == ["city", "items"])
        #expect(schema.field(named: "ts")?.timeUnit == .milliseconds(1))
        #expect(schema.field(named: "day")?.format == "1:DAYS:SIMPLE_DATE_FORMAT:yyyy-MM-dd")
        #expect(schema.field(named: "day")?.timeUnit == nil)
    }

    @Test func keepsWhatItDoesNotKnow() throws {
        let document = try parse(Self.orders)
        #expect(document.json["tags"]?["owner"] == .string("kitchen"))
        let again = try SchemaDocument(parsing: document.json.serialized)
        #expect(again == document)
    }

    @Test(
        arguments: [
            ("INT", "2147483647", Value.integer(2_147_483_647)), ("INT", "\"-7\"", .integer(-7)),
            ("LONG", "0.0", .integer(0)),
            ("LONG", "9223372036854775807", .integer(.max)),
            ("TIMESTAMP", "\"1700000000000\"", .integer(1_700_000_000_000)),
            ("BOOLEAN", "0", .integer(0)), ("BOOLEAN", "\"TRUE\"", .integer(1)),
            ("DOUBLE", "\"-Infinity\"", .double(-.infinity)),
            ("DOUBLE", "3", .double(3)), ("STRING", "7", .string("7")), ("STRING", "\"\"", .string("")),
            ("STRING", "12345678901234567890.125", .string("12345678901234567890.125")),
            ("DOUBLE", "0.10000000000000000001", .double(0.1)),
            ("BIG_DECIMAL", "7", decimal("7")), ("BIG_DECIMAL", "-1.50", decimal("-1.5")),
            ("BIG_DECIMAL", "12345678901234567890.123456789", decimal("12345678901234567890.123456789")),
            ("BIG_DECIMAL", "\"1e-999\"", decimal("1e-999")),
            ("BIG_DECIMAL", "18446744073709551616", decimal("18446744073709551616")),
            ("BYTES", "\"\"", .string("")), ("BYTES", "\"00fFA7\"", .string(ByteString([0, 255, 167]))),
            ("JSON", "\"{\\\"b\\\": [1, null]}\"", .string(#"{"b":[1,null]}"#)),
            ("JSON", #"{"a" : 1}"#, .string(#"{"a":1}"#)),
            ("JSON", "\"7\"", .string("7")), ("JSON", "[]", .string("[]")), ("JSON", "true", .string("true")),
        ] as [(String, String, Value)])
    func readsDefaults(_ type: String, _ json: String, _ value: Value) throws {
        #expect(try field(#"{"name":"c","dataType":"\#(type)","defaultNullValue":\#(json)}"#).defaultValue == value)
    }

    @Test(arguments: [
        ("INT", "2147483648"), ("INT", "\"x\""), ("LONG", "1.5"), ("BOOLEAN", "2"), ("BOOLEAN", "\"yes\""),
        ("FLOAT", "1e300"), ("DOUBLE", "\"many\""), ("DOUBLE", "\"NaN\""), ("FLOAT", "\"NaN\""), ("DOUBLE", "true"),
        ("STRING", "[]"),
        ("TIMESTAMP", "\"2020-01-01\""), ("LONG", "9223372036854775808"), ("DOUBLE", "1e400"),
        ("BIG_DECIMAL", "\"12x\""), ("BIG_DECIMAL", "\"\""), ("BIG_DECIMAL", "true"), ("BIG_DECIMAL", "\"1e1000001\""),
        ("BYTES", "\"abc\""), ("BYTES", "\"0g\""), ("BYTES", "12"), ("BYTES", "\"é\""),
        ("JSON", "\"{\""), ("JSON", "\"\""), ("JSON", "\"plain\""),
    ])
    func refusesDefaultsOfAnotherType(_ type: String, _ json: String) {
        expect(
            .invalidField, "$.dimensionFieldSpecs[0].defaultNullValue",
            schema(#"{"name":"c","dataType":"\#(type)","defaultNullValue":\#(json)}"#))
    }

    @Test(arguments: ["MAP", "LIST", "STRUCT", "UUID", "OPEN_STRUCT"])
    func refusesTypesToCome(_ type: String) {
        expect(
            .unsupported, "$.metricFieldSpecs[0].dataType",
            #"{"schemaName":"s","metricFieldSpecs":[{"name":"c","dataType":"\#(type)"}]}"#)
    }

    @Test(arguments: [
        (#""virtualColumnProvider":"X""#, "virtualColumnProvider"),
        (#""transformFunction":"f(x)""#, "transformFunction"),
        (#""maxLength":10"#, "maxLength"), (#""maxLengthExceedStrategy":"TRIM_LENGTH""#, "maxLengthExceedStrategy"),
    ])
    func refusesColumnSettings(_ setting: String, _ key: String) {
        expect(
            .unsupported, "$.dimensionFieldSpecs[0].\(key)",
            #"{"schemaName":"s","dimensionFieldSpecs":[{"name":"c","dataType":"INT",\#(setting)}]}"#)
    }

    @Test(arguments: DataType.allCases)
    func everyTypeMayHaveSeveralValues(_ type: DataType) throws {
        let single = try field(#"{"name":"c","dataType":"\#(type.rawValue)","singleValueField":true}"#)
        let list = try field(#"{"name":"c","dataType":"\#(type.rawValue)","singleValueField":"false"}"#)
        #expect(single == FieldSpec(name: "c", type: type))
        #expect(list == FieldSpec(name: "c", type: type, isMultiValue: true))
    }

    @Test func onlyDimensionsHaveSeveralValues() throws {
        let column = #"{"name":"c","dataType":"LONG","format":"EPOCH","singleValueField":false}"#
        for list in ["metricFieldSpecs", "dateTimeFieldSpecs"] {
            expect(.invalidField, "$.\(list)[0].singleValueField", #"{"schemaName":"s","\#(list)":[\#(column)]}"#)
        }
        expect(
            .invalidField, "$.primaryKeyColumns[0]",
            #"{"schemaName":"s","dimensionFieldSpecs":[\#(column)],"primaryKeyColumns":["c"]}"#)
        let list = try field(#"{"name":"c","dataType":"INT","singleValueField":false,"defaultNullValue":"7"}"#)
        #expect(list.defaultValue == .integer(7))
    }

    @Test func refusesBadDocuments() {
        expect(.invalidJSON, "$", "{")
        expect(.invalidField, "$", "[]")
        expect(.missingField, "$.schemaName", "{}")
        expect(.invalidField, "$.schemaName", #"{"schemaName":7}"#)
        expect(.invalidField, "$.schemaName", #"{"schemaName":"a/b"}"#)
        expect(.missingField, "$", #"{"schemaName":"s"}"#)
        expect(.invalidField, "$.dimensionFieldSpecs", #"{"schemaName":"s","dimensionFieldSpecs":{}}"#)
        expect(.invalidField, "$.dimensionFieldSpecs[0]", #"{"schemaName":"s","dimensionFieldSpecs":[1]}"#)
        expect(.missingField, "$.dimensionFieldSpecs[0].name", #"{"schemaName":"s","dimensionFieldSpecs":[{}]}"#)
        expect(.unsupported, "$.complexFieldSpecs", #"{"schemaName":"s","complexFieldSpecs":[{"name":"m"}]}"#)
        expect(.unsupported, "$.timeFieldSpec", #"{"schemaName":"s","timeFieldSpec":{}}"#)
        expect(
            .invalidField, "$.dimensionFieldSpecs[0].dataType",
            #"{"schemaName":"s","dimensionFieldSpecs":[{"name":"c","dataType":"int"}]}"#)
        expect(
            .missingField, "$.dateTimeFieldSpecs[0].format",
            #"{"schemaName":"s","dateTimeFieldSpecs":[{"name":"c","dataType":"LONG"}]}"#)
        expect(
            .invalidField, "$.primaryKeyColumns[0]",
            #"{"schemaName":"s","dimensionFieldSpecs":[{"name":"c","dataType":"INT"}],"primaryKeyColumns":["d"]}"#)
        expect(
            .invalidField, "$.primaryKeyColumns[1]",
            #"{"schemaName":"s","dimensionFieldSpecs":[{"name":"c","dataType":"INT"}],"primaryKeyColumns":["c","c"]}"#)
    }

    @Test(arguments: ["$docId", "", "a\\u0000b", String(repeating: "é", count: 128)])
    func refusesColumnNames(_ name: String) {
        #expect(throws: ConfigError.self) { try field(#"{"name":"\#(name)","dataType":"INT"}"#) }
    }

    @Test func acceptsColumnNames() throws {
        for name in ["a", "größe", "with space", "a.b", String(repeating: "x", count: 255)] {
            #expect(try field(#"{"name":"\#(name)","dataType":"INT"}"#).name == name)
        }
    }

    @Test func refusesNamesThatAreTheSameToAQuery() {
        let list = #"{"name":"City","dataType":"INT"},{"name":"city","dataType":"INT"}"#
        expect(
            .invalidField, "$.dimensionFieldSpecs[1].name", #"{"schemaName":"s","dimensionFieldSpecs":[\#(list)]}"#)
        expect(
            .invalidField, "$.metricFieldSpecs[0].name",
            schema(#"{"name":"c","dataType":"INT"}"#, #","metricFieldSpecs":[{"name":"c","dataType":"INT"}]"#))
    }

    @Test func limitsColumns() throws {
        func columns(_ count: Int) -> String {
            schema((0..<count).map { #"{"name":"c\#($0)","dataType":"INT"}"# }.joined(separator: ","))
        }
        #expect(try parse(columns(ConfigLimits.columns)).schema.fields.count == ConfigLimits.columns)
        expect(.invalidField, "$", columns(ConfigLimits.columns + 1))
    }
}

private func decimal(_ text: String) -> Value {
    guard let number = try? BigDecimal(text) else { return .null }
    return .string(number.orderedBytes)
}
