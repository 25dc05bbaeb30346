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
/// | `streamType` | `martlet` used, others refused |
/// | `stream.martlet.topic.name`, `…consumer.prop.auto.offset.reset` | used; `smallest` or `largest` |
/// | `stream.martlet.decoder.class.name` | kept for JSON, refused for others |
/// | `realtime.segment.flush.threshold.rows`, `.segment.rows`, `.size` (an old name for rows) | used |
/// | `realtime.segment.flush.threshold.time` | used |
/// | `realtime.segment.flush.threshold.segment.size`, `realtime.segment.flush.desired.size` | used |
/// | `topic.consumption.rate.limit` | refused |
/// | **`tableIndexConfig`** | |
/// | `invertedIndexColumns`, `rangeIndexColumns`, `bloomFilterColumns`, `bloomFilterConfigs` | kept, columns checked |
/// | `noDictionaryColumns`, `noDictionaryConfig`, `onHeapDictionaryColumns` | kept, columns checked |
/// | `varLengthDictionaryColumns`, `segmentPartitionConfig` | kept, columns checked |
/// | `loadMode` and other hints | kept |
/// | `nullHandlingEnabled` | kept: NULL is always handled |
/// | `sortedColumn`, `aggregateMetrics`, `starTreeIndexConfigs`, `enableDefaultStarTree` | refused |
/// | `jsonIndexColumns`, `jsonIndexConfigs`, `multiColumnTextIndexConfig` | refused |
/// | **`fieldConfigList[]`** | |
/// | `encodingType`, `compressionCodec`, `properties` | kept, columns checked |
/// | indexes INVERTED, RANGE, BLOOM, FST, IFST, DICTIONARY, FORWARD, NULLVALUE_VECTOR | kept, columns checked |
/// | indexes TEXT, JSON, H3, VECTOR, SORTED, TIMESTAMP, any other; `timestampConfig` | refused |
/// | **`ingestionConfig`** | |
/// | `transformConfigs`, `filterConfig`, `complexTypeConfig`, `aggregationConfigs` | refused |
/// | `enrichmentConfigs`, `schemaConformingTransformerConfig`, `…V2Config` | refused |
/// | `continueOnError`, `rowTimeValueCheck` | refused when true |
/// | `batchIngestionConfig` | `APPEND` kept; `REFRESH` and `consistentDataPush` refused |
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
            ("transformConfigs", "transforms are not available"),
            ("filterConfig", "filters are not available"),
            ("complexTypeConfig", "flattening and unnesting are not available"),
            ("aggregationConfigs", "aggregation during ingestion is not available"),
            ("enrichmentConfigs", "enrichment is not available"),
            ("schemaConformingTransformerConfig", "the transformer is not available"),
            ("schemaConformingTransformerV2Config", "the transformer is not available"),
            ("continueOnError", "a record that does not fit is counted as rejected, never stored in part"),
            ("rowTimeValueCheck", "the check is not available"),
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
        ("sortedColumn", "sorting rows by a column is not available"),
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
        let legacy = try [field.nonEmptyString("indexType")].compactMap { $0 } + field.strings("indexTypes")
        for name in legacy where !acceptedIndexes.contains(name.lowercased()) {
            let key = field["indexType"] == .string(name) ? "indexType" : "indexTypes"
            throw field.unsupported(key, "an index of type \(name.prefix(64)) is not available")
        }
        if let indexes = try field.object("indexes") {
            for (name, value) in indexes.fields.sorted(by: { $0.key < $1.key })
            where value != .null && value["disabled"] != .bool(true) && !acceptedIndexes.contains(name.lowercased()) {
                throw indexes.unsupported(name, "an index of type \(name.prefix(64)) is not available")
            }
        }
        if let value = field["timestampConfig"], !value.isOff {
            throw field.unsupported("timestampConfig", "columns of rounded timestamps are not available")
        }
    }

    /// Lists of columns, and objects with a column for each key, in `tableIndexConfig`.
    private static let columnLists = [
        "invertedIndexColumns", "rangeIndexColumns", "bloomFilterColumns", "noDictionaryColumns",
        "onHeapDictionaryColumns", "varLengthDictionaryColumns",
    ]
    private static let columnMaps = ["bloomFilterConfigs", "noDictionaryConfig"]

    static func columnReferences(_ document: ConfigObject) throws(ConfigError) -> [ColumnReference] {
        var references: [ColumnReference] = []
        for field in try document.objects("fieldConfigList") {
            references.append(ColumnReference(path: field.path(of: "name"), column: try field.requiredString("name")))
        }
        guard let indexing = try document.object("tableIndexConfig") else { return references }
        for key in columnLists {
            let path = indexing.path(of: key)
            for (index, column) in try indexing.strings(key).enumerated() {
                references.append(ColumnReference(path: "\(path)[\(index)]", column: column))
            }
        }
        for key in columnMaps { references += keys(of: try indexing.object(key)) }
        references += keys(of: try indexing.object("segmentPartitionConfig")?.object("columnPartitionMap"))
        return references
    }

    private static func keys(of map: ConfigObject?) -> [ColumnReference] {
        guard let map else { return [] }
        return map.fields.keys.sorted().map { ColumnReference(path: map.path(of: $0), column: $0) }
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
