import Catalog
import Schema
import Synchronization

extension Database {
    /// Creates or changes a schema from Pinot's JSON and answers its name.
    ///
    /// A known schema may only gain columns (`INCOMPATIBLE_SCHEMA` otherwise); tables that use it have the new columns
    /// from the next record on, and their older segments answer with the column's default. `replacing` names the schema
    /// that must exist already (`UNKNOWN_SCHEMA`); nil accepts either.
    public func putSchema(_ json: [UInt8], replacing name: String?) async throws(EngineError) -> String {
        let document = try Self.parseSchema(json)
        return try await administration.run { [self] () throws(EngineError) in
            let state = catalog.state
            if let name {
                guard state.schemas[name] != nil else { throw Self.unknownSchema(name) }
                if name != document.schema.name {
                    throw EngineError(
                        .invalid, code: "INVALID_FIELD",
                        "$.schemaName: the schema '\(document.schema.name)' cannot replace '\(name)'")
                }
            }
            try store(document, over: state)
            return document.schema.name
        }
    }

    private func store(_ document: SchemaDocument, over state: CatalogState) throws(EngineError) {
        let name = document.schema.name
        let old = state.schemas[name]
        let text = String(decoding: document.json.serialized, as: UTF8.self)
        if old?.json == text { return }
        if let old {
            let oldSchema = try Self.parseSchema(Array(old.json.utf8)).schema
            do throws(ConfigError) {
                try checkCompatibility(of: document.schema, with: oldSchema)
            } catch {
                throw EngineError(.conflict, error)
            }
        }
        let entry = SchemaEntry(name: name, version: (old?.version ?? 0) + 1, json: text)
        let users = state.tables(usingSchema: name).compactMap { entry in registry.withLock { $0.tables[entry.name] } }
        try change(users[...], resting: [:], to: document.schema, entry)
    }

    /// Brings the consumers of all tables to rest, one inside the other, and commits the schema while they are.
    private func change(
        _ tables: ArraySlice<TableRuntime>, resting: [TableID: [Int32: Int64]], to schema: Schema,
        _ entry: SchemaEntry
    ) throws(EngineError) {
        guard let table = tables.first else { return try commit(entry, schema, resting) }
        guard let consumer = table.consumer else {
            var resting = resting
            resting[table.id] = [:]
            return try change(tables.dropFirst(), resting: resting, to: schema, entry)
        }
        try consumer.atRest { state throws(EngineError) in
            var resting = resting
            resting[table.id] = state.nextOffsets
            try change(tables.dropFirst(), resting: resting, to: schema, entry)
            guard let version = catalog.state.tables[table.id]?.currentSchema else { return }
            state.change(to: try Self.schemaVersion(version))
        }
    }

    private func commit(
        _ entry: SchemaEntry, _ schema: Schema, _ resting: [TableID: [Int32: Int64]]
    ) throws(EngineError) {
        _ = try edit { draft throws(CatalogError) in
            try draft.append(.putSchema(entry))
            for (id, offsets) in resting.sorted(by: { $0.key < $1.key }) {
                let last = draft.state.tables[id]?.currentSchema
                let version = TableSchemaVersion(
                    version: (last?.version ?? 0) + 1, json: entry.json, ingestionJSON: last?.ingestionJSON,
                    holdsFrom: offsets)
                try draft.append(.addSchemaVersion(id, version))
            }
        }
        let tables = registry.withLock { Array($0.tables.values) }
        for table in tables where resting[table.id] != nil {
            table.versions.publish { $0.schema = schema }
        }
    }

    /// Names of all schemas.
    public func schemaNames() -> [String] { catalog.state.schemas.keys.sorted() }

    /// The document as it was put, unknown fields included, keys sorted. Code: `UNKNOWN_SCHEMA`.
    public func schemaJSON(_ name: String) throws(EngineError) -> [UInt8] {
        guard let entry = catalog.state.schemas[name] else { throw Self.unknownSchema(name) }
        return Array(entry.json.utf8)
    }

    /// Codes: `UNKNOWN_SCHEMA`, `IN_USE` if a table uses it.
    public func dropSchema(_ name: String) async throws(EngineError) {
        try await administration.run { [self] () throws(EngineError) in
            _ = try edit { draft throws(CatalogError) in try draft.append(.dropSchema(name: name)) }
        }
    }

    static func unknownSchema(_ name: String) -> EngineError {
        EngineError(.notFound, code: "UNKNOWN_SCHEMA", "there is no schema '\(name)'")
    }
}
