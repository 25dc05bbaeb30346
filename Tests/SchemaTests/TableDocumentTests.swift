import Schema
import Testing

@Suite struct TableDocumentTests {
    static let orders = """
        {
          "tableName": "orders",
          "tableType": "REALTIME",
          "segmentsConfig": {
            "timeColumnName": "ts", "retentionTimeUnit": "DAYS", "retentionTimeValue": "30", "replication": "3",
            "segmentPushType": "APPEND"
          },
          "tenants": {"broker": "DefaultTenant", "server": "DefaultTenant"},
          "tableIndexConfig": {
            "loadMode": "MMAP", "invertedIndexColumns": ["city"], "noDictionaryColumns": ["amount"],
            "nullHandlingEnabled": true, "sortedColumn": [], "aggregateMetrics": false,
            "streamConfigs": {
              "streamType": "martlet",
              "stream.martlet.topic.name": "orders-events",
              "stream.martlet.consumer.prop.auto.offset.reset": "largest",
              "stream.martlet.decoder.class.name": "org.apache.pinot.plugin.inputformat.json.JSONMessageDecoder",
              "realtime.segment.flush.threshold.rows": "50000",
              "realtime.segment.flush.threshold.time": "30m",
              "realtime.segment.flush.threshold.segment.size": "100M"
            }
          },
          "metadata": {"customConfigs": {"owner": "kitchen"}},
          "upsertConfig": {"mode": "NONE"},
          "somethingNew": [1, 2.5]
        }
        """

    private func parse(_ text: String) throws -> TableDocument { try TableDocument(parsing: Array(text.utf8)) }

    /// An OFFLINE table with more fields.
    private func offline(_ fields: String) -> String { #"{"tableName":"t","tableType":"OFFLINE",\#(fields)}"# }

    private func stream(_ settings: String) -> String {
        """
        {"tableName":"t","tableType":"REALTIME","tableIndexConfig":{"streamConfigs":{"streamType":"martlet",
        "stream.martlet.topic.name":"e",\(settings)}}}
        """
    }

    private func expect(_ reason: ConfigError.Reason, _ path: String, _ text: String) {
        let error = #expect(throws: ConfigError.self, "\(text)") { try parse(text) }
        #expect(error?.reason == reason && error?.path == path, "\(text): \(String(describing: error))")
    }

    @Test func readsEverything() throws {
        let config = try parse(Self.orders).config
        #expect(config.rawName == "orders")
        #expect(config.nameWithType == "orders_REALTIME")
        #expect(config.schemaName == "orders")
        #expect(config.timeColumn == "ts")
        #expect(config.retention == .seconds(30 * 86_400))
        #expect(config.streams == [StreamConfig(topic: "orders-events", startAt: .latest)])
        #expect(config.flush == FlushThresholds(rows: 50_000, age: .seconds(1_800), bytes: 100 << 20))
        #expect(config.columnReferences.map(\.column) == ["city", "amount"])
    }

    @Test func keepsWhatItDoesNotKnow() throws {
        let document = try parse(Self.orders)
        #expect(document.json["somethingNew"] == .array([.integer(1), .double(2.5)]))
        #expect(try TableDocument(parsing: document.json.serialized) == document)
    }

    @Test func hasDefaults() throws {
        let config = try parse(stream(#""x":"y""#)).config
        #expect(config.streams == [StreamConfig(topic: "e", startAt: .earliest)])
        #expect(config.flush == FlushThresholds(rows: 1_000_000, age: .seconds(21_600), bytes: 209_715_200))
        #expect(config.retention == nil && config.timeColumn == nil)
    }

    @Test func takesTheTypeOffTheName() throws {
        #expect(try parse(#"{"tableName":"t_OFFLINE","tableType":"OFFLINE"}"#).config.rawName == "t")
        #expect(try parse(#"{"tableName":"t_x","tableType":"offline"}"#).config.nameWithType == "t_x_OFFLINE")
        expect(.invalidField, "$.tableName", #"{"tableName":"t_REALTIME","tableType":"OFFLINE"}"#)
        expect(.invalidField, "$.tableName", #"{"tableName":"_OFFLINE","tableType":"OFFLINE"}"#)
        expect(.invalidField, "$.tableName", #"{"tableName":"a/../b","tableType":"OFFLINE"}"#)
        expect(.missingField, "$.tableName", #"{"tableType":"OFFLINE"}"#)
        expect(.missingField, "$.tableType", #"{"tableName":"t"}"#)
        expect(.invalidField, "$.tableType", #"{"tableName":"t","tableType":"HYBRID"}"#)
    }

    @Test func limitsNames() throws {
        let longest = String(repeating: "n", count: ConfigLimits.nameBytes)
        #expect(try parse(#"{"tableName":"\#(longest)","tableType":"OFFLINE"}"#).config.rawName == longest)
        expect(.invalidField, "$.tableName", #"{"tableName":"\#(longest)n","tableType":"OFFLINE"}"#)
    }

    @Test func readsTheStreamFromItsNewerPlace() throws {
        let map = #"{"streamType":"martlet","stream.martlet.topic.name":"e"}"#
        func table(_ maps: String, _ more: String = "") -> String {
            """
            {"tableName":"t","tableType":"REALTIME"\(more),
             "ingestionConfig":{"streamIngestionConfig":{"streamConfigMaps":\(maps)}}}
            """
        }
        #expect(try parse(table("[\(map)]")).config.streams.map(\.topic) == ["e"])
        #expect(try parse(table("[]")).config.streams.isEmpty)
        let other = map.replacing(#""e""#, with: #""f""#)
        #expect(try parse(table("[\(map),\(other)]")).config.streams.map(\.topic) == ["e", "f"])
        expect(
            .invalidField,
            "$.ingestionConfig.streamIngestionConfig.streamConfigMaps[1]['stream.martlet.topic.name']",
            table("[\(map),\(map)]"))
        expect(
            .invalidField, "$.tableIndexConfig.streamConfigs",
            table("[\(map)]", #","tableIndexConfig":{"streamConfigs":\#(map)}"#))
    }

    @Test func refusesStreams() {
        func table(_ map: String) -> String {
            #"{"tableName":"t","tableType":"REALTIME","tableIndexConfig":{"streamConfigs":\#(map)}}"#
        }
        let base = "$.tableIndexConfig.streamConfigs"
        expect(.missingField, "\(base).streamType", table("{}"))
        expect(.missingField, "\(base)['stream.kafka.topic.name']", table(#"{"streamType":"kafka"}"#))
        expect(.unsupported, "\(base).streamType", table(#"{"streamType":"pulsar"}"#))
        expect(.missingField, "\(base)['stream.martlet.topic.name']", table(#"{"streamType":"martlet"}"#))
        expect(
            .unsupported, "\(base)['stream.martlet.consumer.prop.auto.offset.reset']",
            stream(#""stream.martlet.consumer.prop.auto.offset.reset":"2d""#))
        expect(
            .unsupported, "\(base)['stream.martlet.decoder.class.name']",
            stream(#""stream.martlet.decoder.class.name":"org.apache.pinot.ProtoBufMessageDecoder""#))
        expect(
            .invalidField, "\(base)['topic.consumption.rate.limit']", stream(#""topic.consumption.rate.limit":"fast""#))
        let limited = try? parse(stream(#""topic.consumption.rate.limit":"100""#))
        #expect(limited?.config.streams.first?.recordsPerSecond == 100)
        expect(
            .unsupported, "\(base)['stream.martlet.consumer.type']",
            stream(#""stream.martlet.consumer.type":"highlevel""#))
    }

    @Test(
        arguments: [
            ("threshold.rows", "7", 7), ("threshold.segment.rows", "8", 8), ("threshold.size", "9", 9),
            ("threshold.rows", "0", 1_000_000), ("threshold.rows", "100000000", 100_000_000),
        ] as [(String, String, Int64)])
    func readsRowThresholds(_ key: String, _ text: String, _ rows: Int64) throws {
        #expect(try parse(stream(#""realtime.segment.flush.\#(key)":"\#(text)""#)).config.flush.rows == rows)
        #expect(try parse(stream(#""realtime.segment.flush.\#(key)":\#(text)"#)).config.flush.rows == rows)
    }

    @Test(
        arguments: [
            ("6h", 21_600_000), ("1d12h30m", 131_400_000), ("45S", 45_000), ("3600000", 3_600_000), ("1500ms", 1_500),
            ("PT6H", 21_600_000), ("P1DT12H", 129_600_000), ("P2D", 172_800_000), ("1s500ms", 1_500),
        ] as [(String, Int64)])
    func readsPeriods(_ text: String, _ milliseconds: Int64) throws {
        let config = try parse(stream(#""realtime.segment.flush.threshold.time":"\#(text)""#)).config
        #expect(config.flush.age == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "h", "6", "6x", "6h6h", "5m6h", "-6h", "6.5h", "P1M", "PT", "P", "P1H", "PT1D", "999", "9999999d",
        "9223372036854775807d", "1 h",
    ])
    func refusesPeriods(_ text: String) {
        let key = "realtime.segment.flush.threshold.time"
        expect(.invalidField, "$.tableIndexConfig.streamConfigs['\(key)']", stream(#""\#(key)":"\#(text)""#))
    }

    @Test(
        arguments: [
            ("200M", 209_715_200), ("200MB", 209_715_200), ("1.5G", 1_610_612_736), ("512k", 524_288), ("1024", 1_024),
            ("10 MB", 10_485_760), ("7B", 7), ("16G", 17_179_869_184),
        ] as [(String, Int64)])
    func readsSizes(_ text: String, _ bytes: Int64) throws {
        let config = try parse(stream(#""realtime.segment.flush.threshold.segment.size":"\#(text)""#)).config
        #expect(config.flush.bytes == bytes)
    }

    @Test(arguments: ["", "M", "-1M", "1X", "1.2.3M", "17G", "99999999999999999999T", "1e3"])
    func refusesSizes(_ text: String) {
        let key = "realtime.segment.flush.threshold.segment.size"
        expect(.invalidField, "$.tableIndexConfig.streamConfigs['\(key)']", stream(#""\#(key)":"\#(text)""#))
    }

    @Test func readsRetention() throws {
        func retention(_ unit: String, _ value: String) throws -> Duration? {
            try parse(
                offline(#""segmentsConfig":{"retentionTimeUnit":\#(unit),"retentionTimeValue":\#(value)}"#)
            ).config.retention
        }
        #expect(try retention(#""HOURS""#, "48") == .seconds(172_800))
        #expect(try retention(#""hours""#, #""48""#) == .seconds(172_800))
        #expect(try retention(#""""#, #""""#) == nil)
        #expect(try retention("null", "null") == nil)
        #expect(try retention(#""DAYS""#, "365000") == .seconds(365_000 * 86_400))
        for (unit, value) in [
            (#""WEEKS""#, "1"), (#""DAYS""#, "0"), (#""DAYS""#, "-1"), (#""DAYS""#, "365001"), (#""DAYS""#, "null"),
            ("null", "1"), (#""DAYS""#, "9223372036854775807"), (#""DAYS""#, #""x""#), (#""NANOSECONDS""#, "1"),
        ] {
            #expect(throws: ConfigError.self, "\(unit) \(value)") { try retention(unit, value) }
        }
    }

    /// A setting that is refused, and the path in the error.
    @Test(
        arguments: [
            (#""upsertConfig":{"mode":"FULL"}"#, "$.upsertConfig"),
            (#""dedupConfig":{"dedupEnabled":true}"#, "$.dedupConfig"), (#""tierConfigs":[{}]"#, "$.tierConfigs"),
            (#""isDimTable":true"#, "$.isDimTable"),
            (#""dimensionTableConfig":{"disablePreload":true}"#, "$.dimensionTableConfig"),
            (#""isMaterializedView":true"#, "$.isMaterializedView"),
            (#""task":{"taskTypeConfigsMap":{"PurgeTask":{}}}"#, "$.task"),
            (#""segmentsConfig":{"segmentPushType":"REFRESH"}"#, "$.segmentsConfig.segmentPushType"),
            (#""segmentsConfig":{"crypterClassName":"X"}"#, "$.segmentsConfig.crypterClassName"),
            (#""quota":{"maxQueriesPerSecond":"10"}"#, "$.quota.maxQueriesPerSecond"),
            (#""quota":{"storage":"10G"}"#, "$.quota.storage"), (#""query":{"timeoutMs":100}"#, "$.query.timeoutMs"),
            (#""query":{"useApproximateFunction":true}"#, "$.query.useApproximateFunction"),
            (#""query":{"expressionOverrideMap":{"a":"b"}}"#, "$.query.expressionOverrideMap"),
            (#""query":{"maxQueryResponseSizeBytes":1}"#, "$.query.maxQueryResponseSizeBytes"),
            (#""query":{"maxServerResponseSizeBytes":1}"#, "$.query.maxServerResponseSizeBytes"),
            (#""ingestionConfig":{"aggregationConfigs":[{}]}"#, "$.ingestionConfig.aggregationConfigs"),
            (#""ingestionConfig":{"enrichmentConfigs":[{}]}"#, "$.ingestionConfig.enrichmentConfigs"),
            (
                #""ingestionConfig":{"schemaConformingTransformerConfig":{"a":1}}"#,
                "$.ingestionConfig.schemaConformingTransformerConfig"
            ),
            (
                #""ingestionConfig":{"schemaConformingTransformerV2Config":{"a":1}}"#,
                "$.ingestionConfig.schemaConformingTransformerV2Config"
            ),
            (#""ingestionConfig":{"continueOnError":true}"#, "$.ingestionConfig.continueOnError"),
            (
                #""ingestionConfig":{"batchIngestionConfig":{"segmentIngestionType":"REFRESH"}}"#,
                "$.ingestionConfig.batchIngestionConfig.segmentIngestionType"
            ),
            (
                #""ingestionConfig":{"batchIngestionConfig":{"consistentDataPush":true}}"#,
                "$.ingestionConfig.batchIngestionConfig.consistentDataPush"
            ),
            (#""tableIndexConfig":{"sortedColumn":["a","b"]}"#, "$.tableIndexConfig.sortedColumn"),
            (#""tableIndexConfig":{"aggregateMetrics":true}"#, "$.tableIndexConfig.aggregateMetrics"),
            (#""tableIndexConfig":{"starTreeIndexConfigs":[{}]}"#, "$.tableIndexConfig.starTreeIndexConfigs"),
            (#""tableIndexConfig":{"enableDefaultStarTree":true}"#, "$.tableIndexConfig.enableDefaultStarTree"),
            (#""tableIndexConfig":{"jsonIndexColumns":["a"]}"#, "$.tableIndexConfig.jsonIndexColumns"),
            (#""tableIndexConfig":{"jsonIndexConfigs":{"a":{"maxLevels":2}}}"#, "$.tableIndexConfig.jsonIndexConfigs"),
            (
                #""tableIndexConfig":{"multiColumnTextIndexConfig":{"columns":["a"]}}"#,
                "$.tableIndexConfig.multiColumnTextIndexConfig"
            ),
            (#""fieldConfigList":[{"name":"a","indexType":"TEXT"}]"#, "$.fieldConfigList[0].indexType"),
            (
                #""fieldConfigList":[{"name":"a"},{"name":"b","indexTypes":["INVERTED","JSON"]}]"#,
                "$.fieldConfigList[1].indexTypes[1]"
            ),
            (
                #""fieldConfigList":[{"name":"a","indexes":{"vector":{"dim":3}}}]"#,
                "$.fieldConfigList[0].indexes.vector"
            ),
            (
                #""fieldConfigList":[{"name":"a","timestampConfig":{"granularities":["DAY","MILLISECOND"]}}]"#,
                "$.fieldConfigList[0].timestampConfig.granularities[1]"
            ),
            (
                #""fieldConfigList":[{"name":"a","indexTypes":["TIMESTAMP"]}]"#,
                "$.fieldConfigList[0].indexTypes[0]"
            ),
        ] as [(String, String)])
    func refusesByName(_ setting: String, _ path: String) {
        expect(.unsupported, path, offline(setting))
    }

    /// The same settings, switched off.
    @Test(arguments: [
        #""upsertConfig":null,"dedupConfig":{"dedupEnabled":false},"tierConfigs":[],"isDimTable":false"#,
        #""upsertConfig":{"mode":"NONE","hashFunction":"NONE"},"task":{"taskTypeConfigsMap":{}}"#,
        #""quota":{"storage":null,"maxQueriesPerSecond":""},"query":{"disableGroovy":true,"timeoutMs":null}"#,
        #""ingestionConfig":{"transformConfigs":[],"filterConfig":{"filterFunction":null},"continueOnError":false}"#,
        #""ingestionConfig":{"batchIngestionConfig":{"segmentIngestionType":"APPEND","consistentDataPush":false}}"#,
        #""tableIndexConfig":{"sortedColumn":null,"aggregateMetrics":"false","starTreeIndexConfigs":null}"#,
        #""fieldConfigList":[{"name":"a","indexes":{"text":null,"json":{"disabled":true},"inverted":{},"range":{}}}]"#,
        #""fieldConfigList":[{"name":"a","encodingType":"RAW","indexTypes":["RANGE","FST"]}],"routing":{"x":["y"]}"#,
    ])
    func acceptsWhatIsSwitchedOff(_ settings: String) throws {
        _ = try parse(offline(settings))
    }

    @Test func refusesOtherShapes() {
        expect(.invalidJSON, "$", "{\"tableName\"")
        expect(.invalidField, "$", "7")
        expect(.invalidField, "$.segmentsConfig", offline(#""segmentsConfig":[]"#))
        expect(
            .invalidField, "$.tableIndexConfig.invertedIndexColumns[1]",
            offline(#""tableIndexConfig":{"invertedIndexColumns":["a",1]}"#))
        expect(.missingField, "$.fieldConfigList[0].name", offline(#""fieldConfigList":[{}]"#))
    }
}
