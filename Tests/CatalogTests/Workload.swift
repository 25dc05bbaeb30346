import Bytes
import Catalog
import Files

/// A fixed sequence of edits that uses every kind of change and passes several checkpoints.
///
/// Each step is one commit. A step that is tried again after an error uses the numbers it reserved the first time, so
/// that every run that gets through ends in the same state.
final class Workload {
    typealias Step = @Sendable (inout CatalogDraft, Workload) throws(CatalogError) -> Void

    static let steps: [Step] = [
        createTopic, createSchema, createTable, sealFirst, growTopic, sealSecond, addSchemaVersion, rejectSome,
        sealThird, addSources, rejectFromSecond, redrive, dropFirstVersion, createOffline, addBatch, alterTable,
        dropOffline, createSecondTopic,
        dropSecondTopic, removeSegment, longConfig, createSecondTopic, dropSecondTopic, dropSchema,
    ]
    /// Small, so that the steps pass several checkpoints.
    static let options = Catalog.Options(checkpointBytes: 2_048)

    private var reserved: [String: UInt64] = [:]
    private(set) var catalog: Catalog

    init(_ catalog: Catalog) { self.catalog = catalog }

    func run(step index: Int) throws(CatalogError) -> CatalogState {
        try catalog.commit { draft throws(CatalogError) in try Self.steps[index](&draft, self) }
    }

    /// The states before the first step and after each.
    static func states() throws -> [CatalogState] {
        let workload = Workload(try Catalog.open(MemoryFileSystem(), options: options))
        var states = [workload.catalog.state]
        for index in steps.indices { states.append(try workload.run(step: index)) }
        return states
    }

    private func id(_ name: String, _ reserve: () -> UInt64) -> UInt64 {
        if let id = reserved[name] { return id }
        let id = reserve()
        reserved[name] = id
        return id
    }

    private func segmentID(_ name: String) -> SegmentID {
        SegmentID(rawValue: id(name) { catalog.reserveSegmentID().rawValue })
    }

    private static func topic(_ draft: CatalogDraft) throws(CatalogError) -> TopicID {
        guard let topic = draft.state.topic(named: "events") else {
            throw .refused(EditRefusal(.unknownTopic, "the workload lost its topic"))
        }
        return topic.id
    }

    private static func table(_ draft: CatalogDraft, _ name: String) throws(CatalogError) -> TableID {
        guard let table = draft.state.table(named: name) else {
            throw .refused(EditRefusal(.unknownTable, "the workload lost its table"))
        }
        return table.id
    }

    private static let createTopic: Step = { draft, run throws(CatalogError) in
        let id = TopicID(rawValue: run.id("events") { draft.newTopicID().rawValue })
        let retention = RetentionBounds(maximumAge: .seconds(3_600), maximumBytes: 1 << 30)
        try draft.append(
            .createTopic(
                TopicEntry(
                    id: id, name: "events", partitionCount: 1, settings: TopicSettings(retention: retention),
                    createdAt: 1)))
    }

    private static let createSchema: Step = { draft, _ throws(CatalogError) in
        try draft.append(.putSchema(SchemaEntry(name: "orders", version: 1, json: #"{"schemaName":"orders"}"#)))
    }

    private static let createTable: Step = { draft, run throws(CatalogError) in
        let id = TableID(rawValue: run.id("orders") { draft.newTableID().rawValue })
        try draft.append(
            .createTable(
                TableEntry(
                    id: id, name: "orders_REALTIME", configJSON: #"{"tableName":"orders"}"#, schemaName: "orders",
                    schemaJSON: #"{"schemaName":"orders"}"#, sources: [.topic(try topic(draft))], consumed: [0: 10],
                    createdAt: 2)))
    }

    private static func seal(
        _ draft: inout CatalogDraft, _ run: Workload, _ name: String, _ partition: Int32, to end: Int64,
        rejected: Int64 = 0
    ) throws(CatalogError) {
        let table = try table(draft, "orders_REALTIME")
        let entry = draft.state.tables[table]
        let start = entry?.consumed(inPartition: partition) ?? 0
        try draft.append(
            .addSegment(
                table,
                segment(
                    run.segmentID(name), name, partition: partition, start..<end,
                    schemaVersion: entry?.schemaVersion(atOffset: start, inPartition: partition)?.version ?? 0)))
        try draft.append(.setConsumed(table, partition: partition, offset: end, rejected: rejected))
    }

    private static let sealFirst: Step = { draft, run throws(CatalogError) in
        try seal(&draft, run, "first", 0, to: 1_000, rejected: 1)
    }

    private static let growTopic: Step = { draft, _ throws(CatalogError) in
        let topic = try topic(draft)
        try draft.append(
            .alterTopic(
                topic, partitionCount: 3,
                settings: TopicSettings(retention: RetentionBounds(maximumAge: .seconds(60)))))
        var settings = TopicSettings(retention: RetentionBounds(maximumBytes: 1 << 20))
        settings.fileBytes = 1 << 24
        settings.fileAge = .seconds(600)
        settings.maximumBatchBytes = 1 << 19
        settings.cleanup = .compactAndDelete
        settings.tombstoneRetention = .zero
        settings.isSynced = false
        try draft.append(.alterTopic(topic, partitionCount: 3, settings: settings))
        try draft.append(.deleteRecords(topic, below: [0: 700]))
    }

    private static let sealSecond: Step = { draft, run throws(CatalogError) in
        try seal(&draft, run, "second", 2, to: 7)
        try seal(&draft, run, "second-too", 0, to: 2_000, rejected: 1)
    }

    private static let addSchemaVersion: Step = { draft, _ throws(CatalogError) in
        let json = #"{"schemaName":"orders","tags":"two"}"#
        try draft.append(.putSchema(SchemaEntry(name: "orders", version: 2, json: json)))
        try draft.append(
            .addSchemaVersion(
                try table(draft, "orders_REALTIME"),
                TableSchemaVersion(
                    version: 2, json: json, ingestionJSON: #"{"rules":1}"#, holdsFrom: [0: 2_000, 1: 5, 2: 8])))
    }

    private static let rejectSome: Step = { draft, _ throws(CatalogError) in
        let table = try table(draft, "orders_REALTIME")
        try draft.append(.setConsumed(table, partition: 1, offset: 5, rejected: 5))
        try draft.append(.setConsumed(table, partition: 2, offset: 8, rejected: 1))
    }

    private static let sealThird: Step = { draft, run throws(CatalogError) in
        try seal(&draft, run, "third", 1, to: 50, rejected: 5)
    }

    private static let addSources: Step = { draft, run throws(CatalogError) in
        let table = try table(draft, "orders_REALTIME")
        var topics: [TopicID] = []
        for name in ["more", "again"] {
            let id = TopicID(rawValue: run.id(name) { draft.newTopicID().rawValue })
            try draft.append(.createTopic(TopicEntry(id: id, name: name, partitionCount: 1, createdAt: 3)))
            topics.append(id)
        }
        try draft.append(.addSource(table, .topic(topics[0])))
        try draft.append(.addSource(table, .redrive(topics[1])))
        try draft.append(.addSource(table, .kafka(cluster: "east", topic: "orders", partitionCount: 2)))
        try draft.append(.growSource(table, place: 3, partitionCount: 4))
        for isPaused in [true, false, true] { try draft.append(.setPaused(table, isPaused)) }
    }

    private static let rejectFromSecond: Step = { draft, run throws(CatalogError) in
        let table = try table(draft, "orders_REALTIME")
        try draft.append(
            .setConsumed(table, partition: 10_000, offset: 9, rejected: 4, filtered: 3, skipped: 2))
        for (name, rows, records) in [("letters", 1, 3), ("more-letters", 1, 1)] as [(String, Int64, Int64)] {
            try draft.append(
                .addDeadLetters(
                    table,
                    SegmentEntry(
                        id: run.segmentID(name), name: name, rowCount: rows, recordCount: records, byteCount: 100,
                        fileChecksum: 7, schemaVersion: 1, partition: 10_000, startOffset: 0, endOffset: 9,
                        createdAt: 4)))
        }
    }

    private static let redrive: Step = { draft, _ throws(CatalogError) in
        let table = try table(draft, "orders_REALTIME")
        let letters: [SegmentID: SegmentEntry] = draft.state.tables[table]?.deadLetters ?? [:]
        for segment in letters.values where segment.name == "more-letters" {
            try draft.append(.removeDeadLetters(table, segment.id))
        }
        try draft.append(.commitRedrive(table, offsets: 0..<1, redriven: [10_000: 1]))
        try draft.append(.commitRedrive(table, offsets: 4..<5, redriven: [:]))
    }

    private static let dropFirstVersion: Step = { draft, _ throws(CatalogError) in
        let table = try table(draft, "orders_REALTIME")
        let segments: [SegmentID: SegmentEntry] = draft.state.tables[table]?.segments ?? [:]
        for (id, segment) in segments.sorted(by: { $0.key < $1.key }) where segment.schemaVersion == 1 {
            try draft.append(.removeSegment(table, id))
        }
        try draft.append(.dropSchemaVersion(table, version: 1))
    }

    private static let createOffline: Step = { draft, run throws(CatalogError) in
        let id = TableID(rawValue: run.id("offline") { draft.newTableID().rawValue })
        try draft.append(
            .createTable(
                TableEntry(
                    id: id, name: "orders_OFFLINE", configJSON: "{}", schemaName: "orders", schemaJSON: "{}",
                    createdAt: 3)))
    }

    private static let addBatch: Step = { draft, run throws(CatalogError) in
        let table = try table(draft, "orders_OFFLINE")
        for name in ["batch-0", "batch-1"] {
            try draft.append(.addSegment(table, segment(run.segmentID(name), name, generation: 1)))
        }
    }

    private static let alterTable: Step = { draft, _ throws(CatalogError) in
        try draft.append(.alterTable(try table(draft, "orders_REALTIME"), configJSON: #"{"näme":"\" \\ \u0001"}"#))
    }

    private static let dropOffline: Step = { draft, _ throws(CatalogError) in
        try draft.append(.dropTable(try table(draft, "orders_OFFLINE")))
    }

    private static let createSecondTopic: Step = { draft, run throws(CatalogError) in
        let name = "second-\(draft.state.editNumber)"
        let id = TopicID(rawValue: run.id(name) { draft.newTopicID().rawValue })
        try draft.append(.createTopic(TopicEntry(id: id, name: "second", partitionCount: 1, createdAt: 4)))
    }

    private static let dropSecondTopic: Step = { draft, _ throws(CatalogError) in
        if let topic = draft.state.topic(named: "second") { try draft.append(.dropTopic(topic.id)) }
    }

    private static let removeSegment: Step = { draft, _ throws(CatalogError) in
        let table = try table(draft, "orders_REALTIME")
        if let id = draft.state.tables[table]?.segmentIDs["third"] { try draft.append(.removeSegment(table, id)) }
    }

    /// An edit of several sectors, which a power cut can tear.
    private static let longConfig: Step = { draft, _ throws(CatalogError) in
        let text = String(repeating: "long ", count: 400)
        try draft.append(.alterTable(try table(draft, "orders_REALTIME"), configJSON: text))
    }

    private static let dropSchema: Step = { draft, _ throws(CatalogError) in
        try draft.append(.dropTable(try table(draft, "orders_REALTIME")))
        try draft.append(.dropSchema(name: "orders"))
    }
}
