import Catalog
import Log
import Schema
import Synchronization

extension Database {
    /// Creates a table from Pinot's JSON and answers its name with type. A REALTIME table begins to consume at once.
    ///
    /// Codes: those of the config, `UNKNOWN_SCHEMA`, `UNKNOWN_TOPIC`, `TABLE_EXISTS`.
    public func createTable(_ json: [UInt8]) async throws(EngineError) -> String {
        let document = try Self.parseTable(json)
        let plans = try await planExternal(document.config)
        return try await administration.run { [self] () throws(EngineError) in
            let config = document.config
            let schemaJSON = try schemaJSON(config.schemaName)
            try check(config, schemaJSON)
            try refuseHybrid(config)
            var sources: [TableSource] = []
            var start: [Int32: Int64] = [:]
            for (stream, plan) in zip(config.streams, plans) {
                for planned in plan {
                    for (number, offset) in planned.offsets.enumerated() {
                        start[TableSource.partition(Int32(number), ofSource: sources.count)] = offset
                    }
                    sources.append(planned.source)
                }
                if stream.kafka != nil { continue }
                let topic = try openTopic(named: stream.topic)
                Self.addStartOffsets(topic, stream, place: sources.count, to: &start)
                sources.append(.topic(topic.id))
            }
            let state = try edit { draft throws(CatalogError) in
                let entry = TableEntry(
                    id: draft.newTableID(), name: config.nameWithType,
                    configJSON: String(decoding: document.json.serialized, as: UTF8.self),
                    schemaName: config.schemaName, schemaJSON: String(decoding: schemaJSON, as: UTF8.self),
                    ingestionJSON: Self.ingestionJSON(document), sources: sources, consumed: start,
                    createdAt: options.now())
                try draft.append(.createTable(entry))
            }
            guard let entry = state.table(named: config.nameWithType) else {
                preconditionFailure("the edit created the table")
            }
            let table = try openTable(entry)
            registry.withLock { $0.tables[entry.name] = table }
            return entry.name
        }
    }

    private func check(_ config: TableConfig, _ schemaJSON: [UInt8]) throws(EngineError) {
        let schema = try Self.parseSchema(schemaJSON).schema
        do throws(ConfigError) {
            try validate(config, against: schema)
        } catch {
            throw EngineError(.invalid, error)
        }
        _ = try pipeline(schema, config.ingestion)
    }

    private func refuseHybrid(_ config: TableConfig) throws(EngineError) {
        let other = TableKind.allCases.first { $0 != config.kind }.map { "\(config.rawName)_\($0.rawValue)" }
        if let other, catalog.state.table(named: other) != nil {
            throw EngineError(
                .conflict, code: "UNSUPPORTED_CONFIG",
                "'\(other)' exists: a hybrid table (OFFLINE and REALTIME of one name) is not available yet")
        }
    }

    /// Where a new table begins to read each partition.
    private static func addStartOffsets(
        _ topic: Topic, _ stream: StreamConfig, place: Int, to offsets: inout [Int32: Int64]
    ) {
        for (partition, log) in topic.logs.enumerated() {
            offsets[TableSource.partition(Int32(partition), ofSource: place)] =
                stream.startAt == .latest ? log.highWatermark : log.startOffset
        }
    }

    /// Changes a table's settings: retention and flush thresholds hold at once, rules for records from the next one on.
    /// What a table is (its name, type,
    /// schema, topic and time column) cannot be changed: `INVALID_FIELD`.
    public func alterTable(_ name: String, _ json: [UInt8]) async throws(EngineError) {
        let document = try Self.parseTable(json)
        try await administration.run { [self] () throws(EngineError) in
            let table = try openTable(named: name)
            let config = document.config
            try check(config, try schemaJSON(config.schemaName))
            try Self.checkUnchanged(config, table.config)
            if let consumer = table.consumer, config.ingestion != table.config.ingestion {
                try consumer.atRest { state throws(EngineError) in
                    try commit(document, of: table, ingestionFrom: state.nextOffsets)
                    guard let version = catalog.state.tables[table.id]?.currentSchema else { return }
                    state.change(to: try schemaVersion(version))
                }
            } else {
                try commit(document, of: table, ingestionFrom: nil)
            }
            let old = table.config
            table.setConfig(config)
            try reopenDescribed(table, since: old)
        }
    }

    /// Commits new settings; with offsets, their rules for records hold from these on.
    private func commit(
        _ document: TableDocument, of table: TableRuntime, ingestionFrom offsets: [Int32: Int64]?
    ) throws(EngineError) {
        _ = try edit { draft throws(CatalogError) in
            try draft.append(
                .alterTable(table.id, configJSON: String(decoding: document.json.serialized, as: UTF8.self)))
            guard let offsets, let last = draft.state.tables[table.id]?.currentSchema else { return }
            let version = TableSchemaVersion(
                version: last.version + 1, json: last.json, ingestionJSON: Self.ingestionJSON(document),
                holdsFrom: offsets)
            try draft.append(.addSchemaVersion(table.id, version))
        }
    }

    /// What a schema version keeps of a table's settings, so that records are read again by the rules that they were
    /// read by: nothing if there are no rules.
    private static func ingestionJSON(_ document: TableDocument) -> String? {
        if document.config.ingestion == IngestionConfig() { return nil }
        return String(decoding: document.json.serialized, as: UTF8.self)
    }

    private static func checkUnchanged(_ new: TableConfig, _ old: TableConfig) throws(EngineError) {
        let fixed: [(String, String?, String?)] = [
            ("$.tableName", new.nameWithType, old.nameWithType),
            ("$.segmentsConfig.schemaName", new.schemaName, old.schemaName),
            ("$.segmentsConfig.timeColumnName", new.timeColumn, old.timeColumn),
            ("stream topics", topics(new), topics(old)),
        ]
        for (path, new, old) in fixed where new != old {
            throw EngineError(
                .invalid, code: "INVALID_FIELD",
                "\(path): '\(old ?? "none")' cannot become '\(new ?? "none")' in an existing table")
        }
    }

    private static func topics(_ config: TableConfig) -> String? {
        config.streams.isEmpty ? nil : config.streams.map(\.identity).joined(separator: ", ")
    }

    /// Drops the table of that name, with or without type, and answers the names that went. Code: `UNKNOWN_TABLE`.
    public func dropTable(_ name: String) async throws(EngineError) -> [String] {
        try await administration.run { [self] () throws(EngineError) in
            let tables = try openTables(named: name)
            for table in tables {
                let redrive = catalog.state.tables[table.id]?.redriveSource?.id
                _ = try edit { draft throws(CatalogError) in
                    try draft.append(.dropTable(table.id))
                    if let redrive { try draft.append(.dropTopic(redrive)) }
                }
                registry.withLock { _ = $0.tables.removeValue(forKey: table.name) }
                table.consumer?.stop()
                sealer.forget(table)
                removeDirectory(CatalogPaths.tableDirectory(table.id))
                if redrive != nil { closeDropped(InternalTopic.redrive(of: table.name)) }
            }
            return tables.map(\.name)
        }
    }

    /// Names without type.
    public func tableNames() -> [String] {
        Set(registry.withLock { $0.tables.values.map(\.config.rawName) }).sorted()
    }

    /// Names with type, such as `orders_REALTIME`.
    public func tableNamesWithType() -> [String] { registry.withLock { $0.tables.keys.sorted() } }

    /// The configs of that name as they were put, unknown fields included, keys sorted. Code: `UNKNOWN_TABLE`.
    public func tableConfigs(_ name: String) throws(EngineError) -> [(nameWithType: String, json: [UInt8])] {
        let state = catalog.state
        return try openTables(named: name).compactMap { table in
            state.tables[table.id].map { ($0.name, Array($0.configJSON.utf8)) }
        }
    }

    /// The schema that queries of the table see. Code: `UNKNOWN_TABLE`.
    public func tableSchemaJSON(_ name: String) throws(EngineError) -> [UInt8] {
        let table = try openTable(named: name)
        guard let entry = catalog.state.tables[table.id] else { throw Self.unknownTable(name) }
        return Array(entry.currentSchema.json.utf8)
    }

    /// The open tables that a name stands for: with type one, without up to two.
    func openTables(named name: String) throws(EngineError) -> [TableRuntime] {
        let tables = registry.withLock { registry in
            let names = [name] + TableKind.allCases.map { "\(name)_\($0.rawValue)" }
            return names.compactMap { registry.tables[$0] }
        }
        if tables.isEmpty { throw Self.unknownTable(name) }
        return tables
    }

    func openTable(named name: String) throws(EngineError) -> TableRuntime {
        guard let table = try openTables(named: name).first else { throw Self.unknownTable(name) }
        return table
    }

    static func unknownTable(_ name: String) -> EngineError {
        EngineError(.notFound, code: "UNKNOWN_TABLE", "there is no table '\(name)'")
    }
}

extension StreamConfig {
    /// What of a stream cannot be changed, as people read it.
    fileprivate var identity: String {
        switch kafka {
        case nil: topic
        case .described: "kafka:\(topic)"
        case .cluster(let name): "kafka:\(name)/\(topic)"
        case .topicMap: "kafka:*/\(topic)"
        }
    }
}
