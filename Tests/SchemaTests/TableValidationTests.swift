import Schema
import Testing

@Suite struct TableValidationTests {
    private let schema = Schema(
        name: "t",
        fields: [
            FieldSpec(name: "a", type: .int), FieldSpec(name: "plain", type: .long),
            FieldSpec(name: "ts", type: .timestamp, role: .dateTime, format: "TIMESTAMP"),
            FieldSpec(name: "seconds", type: .long, role: .dateTime, format: "EPOCH|SECONDS"),
            FieldSpec(name: "day", type: .int, role: .dateTime, format: "1:DAYS:SIMPLE_DATE_FORMAT:yyyyMMdd"),
            FieldSpec(name: "text", type: .string, role: .dateTime, format: "SIMPLE_DATE_FORMAT|yyyy"),
            FieldSpec(name: "odd", type: .double, role: .dateTime, format: "EPOCH"),
            FieldSpec(name: "numbers", type: .long, isMultiValue: true),
            FieldSpec(name: "instants", type: .timestamp, isMultiValue: true),
            FieldSpec(name: "times", type: .long, role: .dateTime, isMultiValue: true, format: "EPOCH"),
        ])

    private func expect(_ reason: ConfigError.Reason, _ path: String, _ change: (inout TableConfig) -> Void) {
        var table = TableConfig(rawName: "t", kind: .realtime, streams: [StreamConfig(topic: "e")])
        change(&table)
        let error = #expect(throws: ConfigError.self, "\(table)") { try validate(table, against: schema) }
        #expect(error?.reason == reason && error?.path == path, "\(String(describing: error))")
    }

    @Test func accepts() throws {
        try validate(TableConfig(rawName: "t", kind: .offline), against: schema)
        for column in ["ts", "seconds"] {
            try validate(
                TableConfig(rawName: "t", kind: .offline, timeColumn: column, retention: .seconds(1)), against: schema)
        }
        for column in ["day", "text"] {
            try validate(TableConfig(rawName: "t", kind: .offline, timeColumn: column), against: schema)
        }
        let reference = ColumnReference(path: "$.x", column: "a")
        try validate(
            TableConfig(
                rawName: "r", kind: .realtime, schemaName: "t", streams: [StreamConfig(topic: "e")],
                columnReferences: [reference]), against: schema)
    }

    @Test func refuses() {
        let column = "$.segmentsConfig.timeColumnName"
        expect(.invalidField, "$.segmentsConfig.schemaName") { $0.schemaName = "other" }
        expect(.invalidField, column) { $0.timeColumn = "nowhere" }
        expect(.invalidField, column) { $0.timeColumn = "plain" }
        expect(.invalidField, column) { $0.timeColumn = "odd" }
        expect(.missingField, column) { $0.retention = .seconds(1) }
        for name in ["day", "text"] {
            expect(.invalidField, "$.segmentsConfig.retentionTimeValue") {
                $0.timeColumn = name
                $0.retention = .seconds(1)
            }
        }
        expect(.missingField, "$.ingestionConfig.streamIngestionConfig.streamConfigMaps") { $0.streams = [] }
        expect(.invalidField, "$.tableType") { $0.kind = .offline }
        expect(.invalidField, "$.tableIndexConfig.invertedIndexColumns[0]") {
            $0.columnReferences = [ColumnReference(path: "$.tableIndexConfig.invertedIndexColumns[0]", column: "b")]
        }
    }

    @Test func knowsWhatListsCannotBe() throws {
        expect(.invalidField, "$.segmentsConfig.timeColumnName") { $0.timeColumn = "times" }
        let refused: [(String, ColumnReference.Requirement)] = [
            ("numbers", .singleValue), ("numbers", .number), ("instants", .timestamp),
        ]
        for (column, requirement) in refused {
            expect(.invalidField, "$.x") {
                $0.columnReferences = [ColumnReference(path: "$.x", column: column, mustBe: requirement)]
            }
        }
        let text = """
            {"tableName":"t","tableType":"OFFLINE","tableIndexConfig":{"invertedIndexColumns":["numbers"],
             "rangeIndexColumns":["numbers"],"bloomFilterColumns":["numbers"]},
             "fieldConfigList":[{"name":"instants","encodingType":"RAW"}]}
            """
        try validate(TableDocument(parsing: Array(text.utf8)).config, against: schema)
    }

    @Test func checksTheColumnsOfHints() throws {
        let text = """
            {"tableName":"t","tableType":"OFFLINE",
             "fieldConfigList":[{"name":"b","indexTypes":["INVERTED"]}],
             "tableIndexConfig":{"rangeIndexColumns":["c"],"bloomFilterConfigs":{"d":{}},
               "segmentPartitionConfig":{"columnPartitionMap":{"e":{"functionName":"Murmur"}}}}}
            """
        let config = try TableDocument(parsing: Array(text.utf8)).config
        #expect(
            config.columnReferences == [
                ColumnReference(path: "$.fieldConfigList[0].name", column: "b"),
                ColumnReference(path: "$.tableIndexConfig.rangeIndexColumns[0]", column: "c"),
                ColumnReference(path: "$.tableIndexConfig.bloomFilterConfigs.d", column: "d"),
                ColumnReference(path: "$.tableIndexConfig.segmentPartitionConfig.columnPartitionMap.e", column: "e"),
            ])
        let error = #expect(throws: ConfigError.self) { try validate(config, against: schema) }
        #expect(error?.path == "$.fieldConfigList[0].name")
    }
}
