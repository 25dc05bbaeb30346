import Schema
import Testing

@Suite struct IngestionConfigTests {
    private func parse(_ ingestion: String, stream: String = #""x":"y""#) throws -> IngestionConfig {
        let text = """
            {"tableName":"t","tableType":"REALTIME","segmentsConfig":{"timeColumnName":"at"},"ingestionConfig":
            \(ingestion),"tableIndexConfig":{"streamConfigs":{"streamType":"martlet","stream.martlet.topic.name":"e",
            \(stream)}}}
            """
        return try TableDocument(parsing: Array(text.utf8)).config.ingestion
    }

    private func decoder(_ name: String, _ properties: String = "") throws -> DecoderConfig {
        let given = properties.isEmpty ? "" : "," + properties.replacing("prop.", with: "stream.martlet.decoder.prop.")
        return try parse("{}", stream: #""stream.martlet.decoder.class.name":"\#(name)"\#(given)"#).decoder
    }

    private func expect(_ reason: ConfigError.Reason, _ path: String, _ body: () throws -> Any) {
        let error = #expect(throws: ConfigError.self, "\(path)") { _ = try body() }
        #expect(error?.reason == reason && error?.path == path, "\(path): \(String(describing: error))")
    }

    @Test func readsEverything() throws {
        let config = try parse(
            """
            {"transformConfigs":[{"columnName":"a","transformFunction":"lower(b)"}],
            "filterConfig":{"filterFunction":"a = 'x'"},"rowTimeValueCheck":"true","segmentTimeValueCheck":true,
            "complexTypeConfig":{"fieldsToUnnest":["b","a.c","b"],"delimiter":"__","collectionNotUnnestedToJson":"all",
            "prefixesToRename":{"a.":"","a.longer.":"x"}}}
            """)
        #expect(
            config.transforms == [
                TransformConfig(
                    column: "a", expression: "lower(b)",
                    path: "$.ingestionConfig.transformConfigs[0].transformFunction")
            ])
        #expect(config.filter?.expression == "a = 'x'")
        #expect(config.checkedTimeColumn == "at")
        let complex = try #require(config.complexTypes)
        #expect(complex.fieldsToUnnest == ["a.c", "b"])
        #expect(complex.delimiter == "__" && complex.stringification == .all)
        #expect(complex.prefixesToRename.map(\.old) == ["a.longer.", "a."])
        #expect(config.decoder == .json)
    }

    @Test func hasDefaults() throws {
        #expect(try parse("{}") == IngestionConfig())
        let complex = try #require(try parse(#"{"complexTypeConfig":{}}"#).complexTypes)
        #expect(complex == ComplexTypeConfig(fieldsToUnnest: [], delimiter: ".", stringification: .nonPrimitive))
    }

    @Test(arguments: [
        ("MISSING_FIELD", "transformConfigs[0].columnName", #""transformConfigs":[{"transformFunction":"a"}]"#),
        ("MISSING_FIELD", "transformConfigs[0].transformFunction", #""transformConfigs":[{"columnName":"a"}]"#),
        (
            "INVALID_FIELD", "transformConfigs[1].columnName",
            #""transformConfigs":[{"columnName":"a","transformFunction":"b"},{"columnName":"a","transformFunction":"c"}]"#
        ),
        (
            "UNSUPPORTED_CONFIG", "transformConfigs[0].transformFunction",
            #""transformConfigs":[{"columnName":"a","transformFunction":" groovy ({b + 1}, b)"}]"#
        ),
        (
            "UNSUPPORTED_CONFIG", "filterConfig.filterFunction",
            #""filterConfig":{"filterFunction":"Groovy({b == 1}, b)"}"#
        ),
        (
            "INVALID_FIELD", "complexTypeConfig.collectionNotUnnestedToJson",
            #""complexTypeConfig":{"collectionNotUnnestedToJson":"SOME"}"#
        ),
        (
            "INVALID_FIELD", "complexTypeConfig.fieldsToUnnest[0]",
            #""complexTypeConfig":{"fieldsToUnnest":[1]}"#
        ),
        ("UNSUPPORTED_CONFIG", "aggregationConfigs", #""aggregationConfigs":[{}]"#),
        ("UNSUPPORTED_CONFIG", "continueOnError", #""continueOnError":true"#),
    ])
    func refuses(_ code: String, _ path: String, _ settings: String) throws {
        let reason = try #require(ConfigError.Reason(rawValue: code))
        expect(reason, "$.ingestionConfig." + path) { try parse("{\(settings)}") }
    }

    @Test(
        arguments: [
            ("", "json"), ("json", "json"), ("org.apache.pinot.plugin.inputformat.json.JSONMessageDecoder", "json"),
            ("org.apache.pinot.plugin.stream.kafka.KafkaJSONMessageDecoder", "json"), ("JSONMessageDecoder", "json"),
            ("csv", "csv"), ("org.apache.pinot.plugin.inputformat.csv.CSVMessageDecoder", "csv"),
            ("avro", "avro"), ("org.apache.pinot.plugin.inputformat.avro.SimpleAvroMessageDecoder", "avro"),
            (
                "org.apache.pinot.plugin.inputformat.avro.confluent.KafkaConfluentSchemaRegistryAvroMessageDecoder",
                "confluent"
            ), ("confluent-avro", "confluent"), ("org.example.JSONMessageDecoder", nil), ("JSON", nil),
            ("org.apache.pinot.plugin.inputformat.protobuf.ProtoBufMessageDecoder", nil),
            ("org.apache.pinot.plugin.inputformat.avro.KafkaAvroMessageDecoder", nil), ("org.apache.pinot.json", nil),
        ] as [(String, String?)])
    func knowsDecoders(_ name: String, _ kind: String?) throws {
        let properties = [
            "csv": #""prop.header":"a,b""#, "avro": #""prop.schema":"{}""#,
            "confluent": #""prop.schema.registry.rest.url":"http://r:8081""#,
        ]
        guard let kind else {
            let path = "$.tableIndexConfig.streamConfigs['stream.martlet.decoder.class.name']"
            return expect(.unsupported, path) { try decoder(name) }
        }
        switch (try decoder(name, properties[kind] ?? ""), kind) {
        case (.json, "json"), (.csv, "csv"), (.avro, "avro"), (.confluentAvro, "confluent"): break
        case (let other, _): Issue.record("\(name): \(other)")
        }
    }

    @Test func readsCSVSettings() throws {
        #expect(try decoder("csv", #""prop.header":"a,b c""#) == .csv(CSVConfig(header: ["a", "b c"])))
        let all = """
            "prop.header":"a|b","prop.delimiter":"|","prop.quoteCharacter":"'","prop.escapeCharacter":"\\\\",
            "prop.multiValueDelimiter":"/","prop.commentMarker":"#","prop.nullStringValue":"NA",
            "prop.ignoreSurroundingSpaces":"true"
            """
        let expected = CSVConfig(
            header: ["a", "b"], delimiter: UInt8(ascii: "|"), quote: UInt8(ascii: "'"), escape: UInt8(ascii: "\\"),
            multiValueDelimiter: UInt8(ascii: "/"), commentMarker: UInt8(ascii: "#"), nullText: "NA", trimsSpaces: true)
        #expect(try decoder("csv", all) == .csv(expected))
        let mysql = CSVConfig(
            header: ["a", "b"], delimiter: 9, quote: nil, escape: UInt8(ascii: "\\"), nullText: "\\N")
        #expect(try decoder("csv", #""prop.fileFormat":"mysql","prop.header":"a\tb""#) == .csv(mysql))
        let plain = CSVConfig(header: ["a"], quote: nil, multiValueDelimiter: nil)
        #expect(
            try decoder("csv", #""prop.quoteCharacter":"","prop.multiValueDelimiter":"","prop.header":"a""#)
                == .csv(plain))
    }

    @Test(arguments: [
        ("csv", "MISSING_FIELD", "header", #""prop.delimiter":",""#),
        ("csv", "INVALID_FIELD", "header", #""prop.header":"a,,b""#),
        ("csv", "INVALID_FIELD", "header", #""prop.header":"a,b,a""#),
        ("csv", "INVALID_FIELD", "delimiter", #""prop.header":"a","prop.delimiter":",,""#),
        ("csv", "INVALID_FIELD", "delimiter", #""prop.header":"a","prop.delimiter":"é""#),
        ("csv", "INVALID_FIELD", "delimiter", #""prop.header":"a","prop.delimiter":"\"""#),
        ("csv", "INVALID_FIELD", "delimiter", #""prop.header":"a","prop.multiValueDelimiter":",""#),
        ("csv", "UNSUPPORTED_CONFIG", "skipHeader", #""prop.header":"a","prop.skipHeader":"true""#),
        ("csv", "UNSUPPORTED_CONFIG", "fileFormat", #""prop.header":"a","prop.fileFormat":"MONGO""#),
        ("json", "UNSUPPORTED_CONFIG", "header", #""prop.header":"a""#),
        ("avro", "MISSING_FIELD", "schema", ""),
        ("confluent-avro", "MISSING_FIELD", "schema.registry.rest.url", ""),
        ("confluent-avro", "INVALID_FIELD", "schema.registry.rest.url", #""prop.schema.registry.rest.url":"r:8081""#),
    ])
    func refusesDecoderSettings(_ name: String, _ code: String, _ key: String, _ settings: String) throws {
        let reason = try #require(ConfigError.Reason(rawValue: code))
        let path = "$.tableIndexConfig.streamConfigs['stream.martlet.decoder.prop.\(key)']"
        expect(reason, path) { try decoder(name, settings) }
    }

    @Test func theTimeCheckNeedsATimeThatCounts() throws {
        #expect(throws: ConfigError.self) {
            try TableDocument(
                parsing: Array(
                    #"{"tableName":"t","tableType":"OFFLINE","ingestionConfig":{"rowTimeValueCheck":true}}"#.utf8))
        }
        func check(_ field: FieldSpec) throws {
            var config = TableConfig(rawName: "t", kind: .offline, timeColumn: "at")
            config.ingestion.checkedTimeColumn = "at"
            try validate(config, against: Schema(name: "t", fields: [field]))
        }
        try check(FieldSpec(name: "at", type: .timestamp, role: .dateTime))
        try check(FieldSpec(name: "at", type: .int, role: .dateTime, format: "1:DAYS:EPOCH"))
        let text = FieldSpec(name: "at", type: .string, role: .dateTime, format: "1:DAYS:SIMPLE_DATE_FORMAT:yyyy")
        expect(.invalidField, "$.ingestionConfig.rowTimeValueCheck") { try check(text) }
    }
}
