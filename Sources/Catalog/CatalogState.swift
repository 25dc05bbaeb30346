/// Everything that exists, after one edit. A value: reading it needs no lock, and it never changes.
public struct CatalogState: Hashable, Sendable {
    /// The number of the last edit; 0 before the first.
    public internal(set) var editNumber: UInt64 = 0
    /// Every number of a topic, table or segment that was ever given out by a committed edit is below this.
    public internal(set) var nextID: UInt64 = 1
    public internal(set) var topics: [TopicID: TopicEntry] = [:]
    public internal(set) var schemas: [String: SchemaEntry] = [:]
    public internal(set) var tables: [TableID: TableEntry] = [:]
    /// The topics by name.
    public internal(set) var topicIDs: [String: TopicID] = [:]
    /// The tables by name with type.
    public internal(set) var tableIDs: [String: TableID] = [:]

    init() {}

    public func topic(named name: String) -> TopicEntry? { topicIDs[name].flatMap { topics[$0] } }

    /// The table of that name with its type, such as `orders_REALTIME`.
    public func table(named name: String) -> TableEntry? { tableIDs[name].flatMap { tables[$0] } }

    /// The tables that read a topic, by number. O(tables).
    public func tables(reading topic: TopicID) -> [TableEntry] {
        tables.values.filter { $0.reads(topic) }.sorted { $0.id < $1.id }
    }

    /// The tables whose config names a schema, by number. O(tables).
    public func tables(usingSchema name: String) -> [TableEntry] {
        tables.values.filter { $0.schemaName == name }.sorted { $0.id < $1.id }
    }

    /// Partitions of a source; 0 if its topic does not exist.
    public func partitionCount(of source: TableSource) -> Int32 {
        switch source {
        case .topic(let id), .redrive(let id): topics[id]?.partitionCount ?? 0
        case .kafka(_, _, let count): count
        }
    }

    /// The greatest offset to which some table has sealed a partition; 0 if no table reads the topic. O(tables).
    public func lastConsumedOffset(of topic: TopicID, partition: Int32) -> Int64 {
        readers(of: topic, partition: partition).map(\.consumed).max() ?? 0
    }

    private func readers(of topic: TopicID, partition: Int32) -> [(table: TableEntry, consumed: Int64)] {
        tables.values.flatMap { table in
            table.topicSources.filter { $0.id == topic }
                .map { (table, table.consumed(inPartition: TableSource.partition(partition, ofSource: $0.place))) }
        }
    }

    /// The table that has sealed least of a partition, and up to where. O(tables).
    func lastReader(of topic: TopicID, partition: Int32) -> (table: TableEntry, consumed: Int64)? {
        readers(of: topic, partition: partition).min { ($0.consumed, $0.table.id) < ($1.consumed, $1.table.id) }
    }

    /// The lowest offset of a partition that some table has not sealed: the log keeps everything from there on.
    /// Nil if no table reads the topic. O(tables).
    public func firstUnsealedOffset(of topic: TopicID, partition: Int32) -> Int64? {
        lastReader(of: topic, partition: partition)?.consumed
    }
}
