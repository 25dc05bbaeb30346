/// What Martlet does with the settings of a Pinot table config.
///
/// Three rules. A setting that would change an answer, lose or keep other rows, or limit or protect something, and that
/// is not built, is refused by name (`UNSUPPORTED_CONFIG`), unless its value switches it off. A setting about speed or
/// placement is kept and returned; the columns it names must exist. A field that Pinot does not have is kept and
/// returned.
///
/// | setting | |
/// |---|---|
/// | `tableName`, `tableType` | used |
/// | `tenants`, `routing`, `metadata`, `tunerConfigs` | kept |
/// | `instanceAssignmentConfigMap`, `instancePartitionsMap`, `segmentAssignmentConfigMap` | kept |
/// | `upsertConfig`, `dedupConfig` | refused unless the mode is NONE, or it is not enabled |
/// | `tierConfigs`, `isDimTable`, `dimensionTableConfig`, `task`, `isMaterializedView` | refused |
/// | `quota.maxQueriesPerSecond`, `quota.storage` | refused |
/// | `query.timeoutMs`, `.maxQueryResponseSizeBytes`, `.maxServerResponseSizeBytes` | refused |
/// | `query.useApproximateFunction`, `.expressionOverrideMap` | refused |
/// | `query.disableGroovy` | kept: there is no Groovy |
/// | **`segmentsConfig`** | |
/// | `timeColumnName`, `schemaName`, `retentionTimeUnit`, `retentionTimeValue` | used |
/// | `replication`, `replicasPerPartition`, assignment, completion, peer download | kept |
/// | `segmentPushFrequency` | kept |
/// | `segmentPushType` | `APPEND` kept, `REFRESH` refused |
/// | `crypterClassName` | refused |
/// | **stream**: `tableIndexConfig.streamConfigs` or one of `streamConfigMaps` of | |
/// | `ingestionConfig.streamIngestionConfig` | |
/// | `streamType` | `martlet` and `kafka` used, others refused |
/// | `stream.martlet.topic.name`, `…consumer.prop.auto.offset.reset` | used; `smallest` or `largest` |
/// | `stream.kafka.topic.name`, `stream.kafka.broker.list` | used |
/// | `stream.kafka.cluster.name` | used: a cluster of the server's cluster file; without it and without a broker list |
/// | | the topic is looked up there |
/// | `stream.kafka.consumer.prop.auto.offset.reset` | used; `smallest`, `largest`, a period such as `2d`, a time |
/// | `security.protocol`, `sasl.…`, `ssl.…`, also as `stream.kafka.consumer.prop.…` | used, under librdkafka's names; |
/// | | `sasl.jaas.config` for PLAIN and SCRAM; others refused, such as `ssl.truststore.…` |
/// | `stream.kafka.consumer.prop.…` about groups, polling and deserialisers | kept |
/// | `stream.kafka.consumer.prop.…` about fetching and sockets | used; any other refused |
/// | `stream.kafka.consumer.prop.isolation.level`, `stream.kafka.isolation.level` | `read_committed`, others refused |
/// | `stream.kafka.consumer.type` | `lowlevel` and `simple`, others refused |
/// | `stream.kafka.consumer.factory.class.name`, other `stream.kafka.…` | kept |
/// | `stream.{martlet,kafka}.decoder.class.name`, `…decoder.prop.*` | used: JSON, CSV, Avro, Avro with a schema registry |
/// | `realtime.segment.flush.threshold.rows`, `.segment.rows`, `.size` (an old name for rows) | used |
/// | `realtime.segment.flush.threshold.time` | used |
/// | `realtime.segment.flush.threshold.segment.size`, `realtime.segment.flush.desired.size` | used |
/// | `topic.consumption.rate.limit` | used: records a second of the whole topic |
/// | **`tableIndexConfig`** | |
/// | `invertedIndexColumns`, `rangeIndexColumns` | used: the index is built, whatever it costs |
/// | `bloomFilterColumns`, `bloomFilterConfigs` | used: the filter is built; its settings are kept |
/// | `noDictionaryColumns` | used: no dictionary |
/// | `noDictionaryConfig` | used: no dictionary, and the codec as in `compressionCodec` |
/// | `sortedColumn` | used: rows are sorted by the one column when a segment is sealed |
/// | `onHeapDictionaryColumns`, `varLengthDictionaryColumns` | kept, columns checked |
/// | `segmentPartitionConfig` | kept, columns checked |
/// | `createInvertedIndexDuringSegmentGeneration`, `rangeIndexVersion`, `loadMode`, other hints | kept |
/// | `nullHandlingEnabled` | kept: NULL is always handled |
/// | `aggregateMetrics`, `starTreeIndexConfigs`, `enableDefaultStarTree` | refused |
/// | `jsonIndexColumns`, `jsonIndexConfigs`, `multiColumnTextIndexConfig` | refused |
/// | **`fieldConfigList[]`** | |
/// | `encodingType` | used: `RAW` is without dictionary, `DICTIONARY` with one |
/// | `compressionCodec`, `indexes.forward.compressionCodec` | `ZSTANDARD`, `PASS_THROUGH` used, others kept |
/// | `indexTypes`, `indexType`: INVERTED, RANGE, BLOOM | used: the index is built, whatever it costs |
/// | `indexes.dictionary`, `.inverted`, `.range`, `.bloom` | used; see below |
/// | indexes FST, IFST, FORWARD, NULLVALUE_VECTOR; `properties` | kept |
/// | `timestampConfig.granularities` | columns of rounded timestamps, such as `$ts$DAY`; MILLISECOND refused |
/// | index TIMESTAMP | with `timestampConfig` |
/// | indexes TEXT, JSON, H3, VECTOR, SORTED, any other | refused |
/// | **`ingestionConfig`** | |
/// | `transformConfigs`, `filterConfig` | used; Groovy refused |
/// | `complexTypeConfig` | used |
/// | `rowTimeValueCheck` | used |
/// | `aggregationConfigs`, `enrichmentConfigs` | refused |
/// | `schemaConformingTransformerConfig`, `…V2Config` | refused |
/// | `continueOnError` | refused when true |
/// | `segmentTimeValueCheck` | kept: no segment is refused for its times |
/// | `batchIngestionConfig` | `APPEND` kept; `REFRESH` and `consistentDataPush` refused |
///
/// A column of which nothing is said is stored as its statistics suggest, indexes included. `indexes.inverted` with
/// `"disabled": true` (or `"enabled": false`) means that there shall be none even so; likewise the others. What the
/// places say about one column must agree: an inverted index needs a dictionary, and so does a range index of anything
/// but single numbers. `encodingType` `RAW` beside an explicit `indexes.dictionary` is a column with a dictionary.
public enum TableConfigSupport {
    /// One setting that is refused unless its value switches it off.
    struct Refusal {
        let path: [String]
        let reason: String
        /// Values that mean "off", besides null, false, and empty strings, arrays and objects.
        var harmless: @Sendable (JSONValue) -> Bool = { _ in false }
    }

    static let refusals: [Refusal] =
        ingestionRefusals + indexRefusals + [
            Refusal(path: ["upsertConfig"], reason: "upsert is not available") { $0["mode"] == .string("NONE") },
            Refusal(path: ["dedupConfig"], reason: "deduplication is not available") {
                $0["dedupEnabled"] == .bool(false)
            },
            Refusal(path: ["tierConfigs"], reason: "storage tiers are not available"),
            Refusal(path: ["isDimTable"], reason: "dimension tables are not available"),
            Refusal(path: ["dimensionTableConfig"], reason: "dimension tables are not available"),
            Refusal(path: ["isMaterializedView"], reason: "materialized views are not available"),
            Refusal(path: ["task"], reason: "scheduled tasks are not available") {
                $0["taskTypeConfigsMap"] == .object([:])
            },
            Refusal(path: ["segmentsConfig", "crypterClassName"], reason: "encryption of segments is not available"),
            Refusal(path: ["segmentsConfig", "segmentPushType"], reason: "only APPEND is available") {
                $0 == .string("APPEND")
            },
            Refusal(path: ["quota", "maxQueriesPerSecond"], reason: "limits per table are not available"),
            Refusal(path: ["quota", "storage"], reason: "limits per table are not available"),
            Refusal(path: ["query", "timeoutMs"], reason: "limits per table are not available"),
            Refusal(path: ["query", "maxQueryResponseSizeBytes"], reason: "limits per table are not available"),
            Refusal(path: ["query", "maxServerResponseSizeBytes"], reason: "limits per table are not available"),
            Refusal(path: ["query", "useApproximateFunction"], reason: "answers are exact"),
            Refusal(path: ["query", "expressionOverrideMap"], reason: "overriding expressions is not available"),
        ]

    private static let ingestionRefusals: [Refusal] =
        [
            ("aggregationConfigs", "aggregation during ingestion is not available"),
            ("enrichmentConfigs", "enrichment is not available"),
            ("schemaConformingTransformerConfig", "the transformer is not available"),
            ("schemaConformingTransformerV2Config", "the transformer is not available"),
            ("continueOnError", "a record that does not fit is counted as rejected, never stored in part"),
        ].map { Refusal(path: ["ingestionConfig", $0.0], reason: $0.1) } + [
            Refusal(
                path: ["ingestionConfig", "batchIngestionConfig", "segmentIngestionType"],
                reason: "only APPEND is available"
            ) { $0 == .string("APPEND") },
            Refusal(
                path: ["ingestionConfig", "batchIngestionConfig", "consistentDataPush"],
                reason: "replacing a table's data is not available"),
        ]

    private static let indexRefusals: [Refusal] = [
        ("aggregateMetrics", "aggregation during ingestion is not available"),
        ("starTreeIndexConfigs", "pre-aggregation is not available"),
        ("enableDefaultStarTree", "pre-aggregation is not available"),
        ("jsonIndexColumns", "JSON indexes are not available"),
        ("jsonIndexConfigs", "JSON indexes are not available"),
        ("multiColumnTextIndexConfig", "text indexes are not available"),
    ].map { Refusal(path: ["tableIndexConfig", $0.0], reason: $0.1) }

    static func refuseUnsupported(_ document: ConfigObject) throws(ConfigError) {
        for refusal in refusals {
            var object: ConfigObject? = document
            for key in refusal.path.dropLast() { object = try object?.object(key) }
            guard let object, let key = refusal.path.last, let value = object[key] else { continue }
            if !value.isOff && !refusal.harmless(value) { throw object.unsupported(key, refusal.reason) }
        }
        for field in try document.objects("fieldConfigList") { try refuseUnsupportedIndexes(field) }
    }
}

extension TableConfigSupport {
    /// Index kinds that only make queries faster, in lower case.
    static let acceptedIndexes: Set<String> = [
        "inverted", "range", "bloom", "fst", "ifst", "dictionary", "forward", "nullvalue_vector",
    ]

    private static func refuseUnsupportedIndexes(_ field: ConfigObject) throws(ConfigError) {
        // Pinot names the index beside its configuration.
        let rounds = try field.roundingUnits() != nil
        for (name, path) in try field.legacyIndexTypes() where !acceptedIndexes.contains(name.lowercased()) {
            if rounds && name.lowercased() == "timestamp" { continue }
            throw ConfigError(.unsupported, at: path, "an index of type \(name.prefix(64)) is not available")
        }
        if let indexes = try field.object("indexes") {
            for name in indexes.fields.keys.sorted() where !acceptedIndexes.contains(name.lowercased()) {
                guard let choice = try indexes.indexChoice(name.lowercased()), choice.isWanted else { continue }
                throw indexes.unsupported(name, "an index of type \(name.prefix(64)) is not available")
            }
        }
    }
}

extension JSONValue {
    /// Whether the value of a setting switches it off.
    fileprivate var isOff: Bool {
        switch self {
        case .null, .bool(false), .string(""), .array([]), .object([:]): true
        case .string(let text): text.lowercased() == "false"
        case .object(let members): members.values.allSatisfy { $0 == .null }
        default: false
        }
    }
}
