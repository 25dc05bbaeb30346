extension StateEditor {
    mutating func createTable(_ table: TableEntry) throws(EditRefusal) {
        try EntryRules.checkName(table.name, of: "table")
        try EntryRules.checkDocument(table.configJSON, of: "table")
        try EntryRules.checkDocument(table.currentSchema.json, of: "schema")
        try EntryRules.checkOffsets(table.consumed)
        try EntryRules.checkCount(state.tables.count, below: CatalogLimits.tables, of: "tables")
        if state.tableIDs[table.name] != nil {
            throw EditRefusal(.tableExists, "the table \(table.name) exists already")
        }
        if state.schemas[table.schemaName] == nil {
            throw EditRefusal(.unknownSchema, "there is no schema \(table.schemaName) for the table \(table.name)")
        }
        try checkSource(of: table)
        if state.tables[table.id] != nil { throw EditRefusal(.idNotReserved, "there is a table \(table.id)") }
        try use(table.id.rawValue)
        state.tables[table.id] = table
        state.tableIDs[table.name] = table.id
    }

    /// A new table has consumed nothing but what its start says, and reads only partitions that exist.
    private func checkSource(of table: TableEntry) throws(EditRefusal) {
        let isNew =
            table.segments.isEmpty && table.rejected.isEmpty && table.lastGeneration == 0
            && table.schemaVersions.count == 1 && table.currentSchema.version == 1
            && table.currentSchema.holdsFrom == table.consumed && table.started == table.consumed
            && table.redriven.isEmpty && table.filtered.isEmpty && table.skipped.isEmpty && table.expired.isEmpty
            && table.deadLetters.isEmpty && table.redrives.isEmpty
        if !isNew { throw EditRefusal(.invalidEntry, "the table \(table.name) is created with a past") }
        var before: [TableSource] = []
        for source in table.sources {
            try check(source, after: before, of: table)
            before.append(source)
        }
        for partition in table.consumed.keys { try checkPartition(partition, of: table) }
    }

    mutating func alterTable(_ id: TableID, _ configJSON: String) throws(EditRefusal) {
        _ = try requireTable(id)
        try EntryRules.checkDocument(configJSON, of: "table")
        state.tables[id]?.configJSON = configJSON
    }

    mutating func addSchemaVersion(_ id: TableID, _ version: TableSchemaVersion) throws(EditRefusal) {
        let table = try requireTable(id)
        try EntryRules.checkDocument(version.json, of: "schema")
        try EntryRules.checkOffsets(version.holdsFrom)
        let last = table.currentSchema
        guard UInt64(version.version) == UInt64(last.version) + 1 else {
            throw EditRefusal(
                .versionConflict,
                "schema version \(version.version) of \(table.name) does not follow \(last.version)")
        }
        for partition in Set(table.consumed.keys).union(last.holdsFrom.keys).union(version.holdsFrom.keys) {
            let start = version.start(inPartition: partition)
            if start < table.consumed(inPartition: partition) || start < last.start(inPartition: partition) {
                throw EditRefusal(
                    .versionConflict,
                    "schema version \(version.version) of \(table.name) would hold from offset \(start) of partition "
                        + "\(partition), where rows are built already")
            }
        }
        state.tables[id]?.schemaVersions.append(version)
    }

    mutating func dropSchemaVersion(_ id: TableID, _ version: UInt32) throws(EditRefusal) {
        let table = try requireTable(id)
        guard table.schemaVersions.count > 1, let first = table.schemaVersions.first, first.version == version else {
            throw EditRefusal(
                .versionConflict, "schema version \(version) of \(table.name) is not the oldest of several")
        }
        let next = table.schemaVersions[1]
        let isRead = Set(table.consumed.keys).union(next.holdsFrom.keys).contains {
            table.consumed(inPartition: $0) < next.start(inPartition: $0)
        }
        if isRead || table.segments.values.contains(where: { $0.schemaVersion == version }) {
            throw EditRefusal(.versionConflict, "schema version \(version) of \(table.name) is still needed")
        }
        state.tables[id]?.schemaVersions.removeFirst()
    }

    mutating func dropTable(_ id: TableID) throws(EditRefusal) {
        let table = try requireTable(id)
        state.tables[id] = nil
        state.tableIDs[table.name] = nil
    }

    func requireTable(_ id: TableID) throws(EditRefusal) -> TableEntry {
        guard let table = state.tables[id] else { throw EditRefusal(.unknownTable, "there is no table \(id)") }
        return table
    }
}
