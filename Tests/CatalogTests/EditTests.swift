import Bytes
import Catalog
import Files
import Testing

@Suite struct EditTests {
    @Test func startsEmpty() throws {
        let catalog = try Catalog.open(MemoryFileSystem())
        #expect(catalog.state.editNumber == 0)
        #expect(catalog.state.topics.isEmpty && catalog.state.tables.isEmpty && catalog.state.schemas.isEmpty)
        #expect(catalog.checkpointFailure == nil)
    }

    @Test func findsByName() throws {
        let (catalog, topic, table) = try catalogWithTable()
        let state = catalog.state
        #expect(state.editNumber == 1)
        #expect(state.topic(named: "events")?.id == topic)
        #expect(state.table(named: "orders_REALTIME")?.id == table)
        #expect(state.schemas["orders"]?.version == 1)
        #expect(state.tables(reading: topic).map(\.id) == [table])
        #expect(state.tables(usingSchema: "orders").map(\.id) == [table])
        #expect(state.firstUnsealedOffset(of: topic, partition: 0) == 100)
        #expect(state.firstUnsealedOffset(of: topic, partition: 1) == 0)
        #expect(state.topic(named: "Events") == nil)
    }

    @Test func survivesRestart() throws {
        let fileSystem = MemoryFileSystem()
        let (catalog, _, _) = try catalogWithTable(fileSystem)
        let state = catalog.state
        #expect(try Catalog.open(fileSystem.afterPowerCut(.lost)).state == state)
        try catalog.close()
        #expect(try Catalog.open(fileSystem.afterPowerCut(.lost)).state == state)
    }

    @Test func writesNothingForNoChange() throws {
        let fileSystem = MemoryFileSystem()
        let (catalog, _, _) = try catalogWithTable(fileSystem)
        let operations = fileSystem.operationCount
        let state = try catalog.commit { _ in }
        #expect(state == catalog.state && fileSystem.operationCount == operations)
    }

    @Test func leavesNoTraceOfABuildThatThrows() throws {
        let fileSystem = MemoryFileSystem()
        let (catalog, topic, _) = try catalogWithTable(fileSystem)
        let before = catalog.state
        let operations = fileSystem.operationCount
        #expect(throws: CatalogError.self) {
            try catalog.commit { draft throws(CatalogError) in
                try draft.append(.alterTopic(topic, partitionCount: 5, settings: TopicSettings()))
                #expect(draft.state.topics[topic]?.partitionCount == 5)
                throw .refused(EditRefusal(.inUse, "changed my mind"))
            }
        }
        #expect(catalog.state == before && fileSystem.operationCount == operations)
    }

    /// A caller that swallows a refusal cannot commit the rest of the edit.
    @Test func doesNotCommitAfterARefusal() throws {
        let (catalog, topic, _) = try catalogWithTable()
        let before = catalog.state
        for isFirst in [true, false] {
            let error = #expect(throws: CatalogError.self) {
                try catalog.commit { draft throws(CatalogError) in
                    let grow = CatalogChange.alterTopic(topic, partitionCount: 5, settings: TopicSettings())
                    if !isFirst { try draft.append(grow) }
                    try? draft.append(.dropTopic(topic))
                    try? draft.append(grow)
                }
            }
            #expect(error?.code == "IN_USE")
            #expect(catalog.state == before)
        }
    }

    @Test func closes() throws {
        let (catalog, topic, _) = try catalogWithTable()
        try catalog.close()
        try catalog.close()
        #expect(catalog.state.editNumber == 1)
        let error = #expect(throws: CatalogError.self) {
            try catalog.commit { draft throws(CatalogError) in try draft.append(.dropTopic(topic)) }
        }
        #expect(error?.code == "CATALOG_CLOSED")
    }

    @Test func topics() throws {
        let catalog = try Catalog.open(MemoryFileSystem())
        func create(_ name: String, partitions: Int32 = 1, retention: RetentionBounds = RetentionBounds()) throws {
            try catalog.commit { draft throws(CatalogError) in
                try draft.append(
                    .createTopic(
                        TopicEntry(
                            id: draft.newTopicID(), name: name, partitionCount: partitions,
                            settings: TopicSettings(retention: retention), createdAt: 0)))
            }
        }
        let retention = RetentionBounds(maximumAge: .milliseconds(1_500), maximumBytes: 7)
        try create("a", partitions: CatalogLimits.partitions, retention: retention)
        #expect(catalog.state.topic(named: "a")?.settings.retention == retention)
        try create(String(repeating: "n", count: CatalogLimits.nameBytes))
        for name in ["a", "", ".", "..", "a/b", "a b", "é", String(repeating: "n", count: CatalogLimits.nameBytes + 1)]
        {
            #expect(throws: CatalogError.self, "\(name)") { try create(name) }
        }
        for count in [0, -1, CatalogLimits.partitions + 1] {
            #expect(throws: CatalogError.self) { try create("b", partitions: count) }
        }
        for bad in [
            RetentionBounds(maximumAge: .zero), RetentionBounds(maximumAge: .nanoseconds(1)),
            RetentionBounds(maximumBytes: 0), RetentionBounds(maximumAge: .seconds(-1)),
            RetentionBounds(maximumAge: .seconds(Int64.max)),
        ] {
            #expect(throws: CatalogError.self) { try create("b", retention: bad) }
        }
        let id = try #require(catalog.state.topic(named: "a")?.id)
        expectRefused(.invalidEntry, catalog, .alterTopic(id, partitionCount: 1, settings: TopicSettings()))
        expectRefused(.unknownTopic, catalog, .dropTopic(TopicID(rawValue: 99)))
        try catalog.commit { draft throws(CatalogError) in try draft.append(.dropTopic(id)) }
        #expect(catalog.state.topic(named: "a") == nil)
        try create("a")
        #expect(try #require(catalog.state.topic(named: "a")?.id) > id)
    }

    @Test func schemas() throws {
        let (catalog, _, table) = try catalogWithTable()
        func entry(_ version: UInt32, _ name: String = "orders") -> CatalogChange {
            .putSchema(SchemaEntry(name: name, version: version, json: "{\"v\":\(version)}"))
        }
        expectRefused(.versionConflict, catalog, entry(1))
        expectRefused(.versionConflict, catalog, entry(3))
        expectRefused(.versionConflict, catalog, entry(2, "other"))
        expectRefused(.invalidEntry, catalog, entry(1, "a/b"))
        expectRefused(.unknownSchema, catalog, .dropSchema(name: "other"))
        expectRefused(.inUse, catalog, .dropSchema(name: "orders"))
        let longest = String(repeating: " ", count: CatalogLimits.documentBytes)
        expectRefused(
            .limitReached, catalog, .putSchema(SchemaEntry(name: "orders", version: 2, json: longest + " ")))
        try catalog.commit { draft throws(CatalogError) in
            try draft.append(.putSchema(SchemaEntry(name: "orders", version: 2, json: longest)))
            try draft.append(.dropTable(table))
            try draft.append(.dropSchema(name: "orders"))
        }
        #expect(catalog.state.schemas.isEmpty)
    }

    @Test func tables() throws {
        let (catalog, topic, table) = try catalogWithTable()
        func create(
            _ name: String, schema: String = "orders", topic: TopicID? = nil, consumed: [Int32: Int64] = [:]
        ) throws {
            try catalog.commit { draft throws(CatalogError) in
                try draft.append(
                    .createTable(
                        TableEntry(
                            id: draft.newTableID(), name: name, configJSON: "{}", schemaName: schema, schemaJSON: "{}",
                            sources: topic.map { [.topic($0)] } ?? [], consumed: consumed, createdAt: 0)))
            }
        }
        func code(_ body: () throws -> Void) -> String? { #expect(throws: CatalogError.self) { try body() }?.code }
        #expect(code { try create("orders_REALTIME") } == "TABLE_EXISTS")
        #expect(code { try create("a", schema: "none") } == "UNKNOWN_SCHEMA")
        #expect(code { try create("a", topic: TopicID(rawValue: 99)) } == "UNKNOWN_TOPIC")
        #expect(code { try create("a", topic: topic, consumed: [2: 0]) } == "INVALID_ENTRY")
        #expect(code { try create("a", topic: topic, consumed: [0: -1]) } == "INVALID_ENTRY")
        #expect(code { try create("a", consumed: [0: 1]) } == "INVALID_ENTRY")
        expectRefused(.inUse, catalog, .dropTopic(topic))
        expectRefused(.unknownTable, catalog, .alterTable(TableID(rawValue: 99), configJSON: ""))
        try catalog.commit { draft throws(CatalogError) in
            try draft.append(.alterTable(table, configJSON: "{\"a\":1}"))
        }
        #expect(catalog.state.tables[table]?.configJSON == "{\"a\":1}")
        try catalog.commit { draft throws(CatalogError) in
            try draft.append(.dropTable(table))
            try draft.append(.dropTopic(topic))
        }
        #expect(catalog.state.tables.isEmpty && catalog.state.topics.isEmpty)
        expectRefused(.unknownTable, catalog, .dropTable(table))
    }
}
