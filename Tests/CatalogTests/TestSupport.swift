import Bytes
import Catalog
import Files
import Testing

/// Files of the repository, which tests read.
let repository = PosixFileSystem(
    root: #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 })

let firstJournal = "catalog/00000000000000000001.journal"

extension MemoryFileSystem {
    /// A file system whose only file, durable, is a catalog's first journal.
    convenience init(journal bytes: [UInt8]) throws {
        self.init()
        try createDirectory("catalog")
        try syncDirectory("")
        try writeAtomically(bytes, to: firstJournal)
    }
}

func segment(
    _ id: SegmentID, _ name: String, partition: Int32? = nil, _ offsets: Range<Int64> = 0..<0, generation: Int64 = 0,
    schemaVersion: UInt32 = 1
) -> SegmentEntry {
    SegmentEntry(
        id: id, name: name, rowCount: Int64(offsets.count), byteCount: 4_096, fileChecksum: 0xDEAD_BEEF,
        schemaVersion: schemaVersion, generation: generation, partition: partition, startOffset: offsets.lowerBound,
        endOffset: offsets.upperBound, timeRange: offsets.isEmpty ? nil : -5...1_700_000_000_000,
        createdAt: 1_700_000_000_001)
}

/// A catalog with a topic `events` of two partitions and a table `orders_REALTIME` that reads it.
func catalogWithTable(
    _ fileSystem: MemoryFileSystem = MemoryFileSystem()
) throws -> (catalog: Catalog, topic: TopicID, table: TableID) {
    let catalog = try Catalog.open(fileSystem)
    var ids: (TopicID, TableID)?
    try catalog.commit { draft throws(CatalogError) in
        let topic = draft.newTopicID()
        try draft.append(.createTopic(TopicEntry(id: topic, name: "events", partitionCount: 2, createdAt: 1)))
        try draft.append(.putSchema(SchemaEntry(name: "orders", version: 1, json: "{}")))
        let table = draft.newTableID()
        try draft.append(
            .createTable(
                TableEntry(
                    id: table, name: "orders_REALTIME", configJSON: "{}", schemaName: "orders", schemaJSON: "{}",
                    sources: [.topic(topic)], consumed: [0: 100], createdAt: 2)))
        ids = (topic, table)
    }
    let (topic, table) = try #require(ids)
    return (catalog, topic, table)
}

/// Expects that an edit is refused for that reason and leaves no trace.
func expectRefused(
    _ reason: EditRefusal.Reason, _ catalog: Catalog, sourceLocation: SourceLocation = #_sourceLocation,
    _ changes: CatalogChange...
) {
    let before = catalog.state
    let error = #expect(throws: CatalogError.self, sourceLocation: sourceLocation) {
        try catalog.commit { draft throws(CatalogError) in
            for change in changes { try draft.append(change) }
        }
    }
    #expect(error?.code == reason.rawValue, "\(String(describing: error))", sourceLocation: sourceLocation)
    #expect(catalog.state == before, sourceLocation: sourceLocation)
}
