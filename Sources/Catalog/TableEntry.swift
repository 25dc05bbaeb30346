/// A schema that rows of a table are built with, and from where on.
public struct TableSchemaVersion: Hashable, Sendable {
    /// 1 for the table's first schema, and one more for every change.
    public let version: UInt32
    /// The schema document in JSON, as given.
    public let json: String
    /// The table config whose rules for turning records into rows hold with it, in JSON; nil if it has none.
    public let ingestionJSON: String?
    /// By partition, the offset from which the version holds; a partition that is not named starts at 0.
    public let holdsFrom: [Int32: Int64]

    public init(version: UInt32, json: String, ingestionJSON: String? = nil, holdsFrom: [Int32: Int64]) {
        self.version = version
        self.json = json
        self.ingestionJSON = ingestionJSON
        self.holdsFrom = holdsFrom
    }

    /// The first offset of the partition whose record is read by this version.
    public func start(inPartition partition: Int32) -> Int64 { holdsFrom[partition] ?? 0 }
}

/// A table: its settings, its segments, and how far its topic is sealed.
public struct TableEntry: Hashable, Sendable {
    public let id: TableID
    /// The name with its type, such as `orders_REALTIME`.
    public let name: String
    /// The table config in JSON, as given.
    public internal(set) var configJSON: String
    public let schemaName: String
    /// What a REALTIME table reads; numbers of partitions go by the places in this list.
    public internal(set) var sources: [TableSource]
    /// Oldest first, never empty, numbered without gaps.
    public internal(set) var schemaVersions: [TableSchemaVersion]
    public internal(set) var segments: [SegmentID: SegmentEntry] = [:]
    /// The segments by name.
    public internal(set) var segmentIDs: [String: SegmentID] = [:]
    /// By partition, where the table began to consume.
    public internal(set) var started: [Int32: Int64]
    /// By partition, the next offset to consume: everything below is accounted for, see `Ledger`.
    public internal(set) var consumed: [Int32: Int64]
    /// By partition, how many records below `consumed` could not become rows, those that were redriven included.
    public internal(set) var rejected: [Int32: Int64] = [:]
    /// By partition, how many of the rejected ones were sent once more.
    public internal(set) var redriven: [Int32: Int64] = [:]
    /// By partition, how many records below `consumed` the table's filter left out.
    public internal(set) var filtered: [Int32: Int64] = [:]
    /// By partition, how many offsets below `consumed` had no record when the table came to them.
    public internal(set) var skipped: [Int32: Int64] = [:]
    /// By partition, how many records were in segments that were removed and that nothing took the place of.
    public internal(set) var expired: [Int32: Int64] = [:]
    /// The segments of records that could not become rows.
    public internal(set) var deadLetters: [SegmentID: SegmentEntry] = [:]
    /// What the redrive source has for the table, ascending and apart: what is outside was never committed.
    public internal(set) var redrives: [Range<Int64>] = []
    /// By partition, the records in `segments`; not stored.
    var liveRecords: [Int32: Int64] = [:]
    /// Whether consumption waits for somebody to resume it.
    public internal(set) var isPaused = false
    /// Number of the last batch that was added; 0 before the first.
    public internal(set) var lastGeneration: Int64 = 0
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let createdAt: Int64

    /// A new table, without segments.
    ///
    /// `consumed` says where reading starts in each partition; one that is not named starts at offset 0.
    public init(
        id: TableID, name: String, configJSON: String, schemaName: String, schemaJSON: String,
        ingestionJSON: String? = nil, sources: [TableSource] = [], consumed: [Int32: Int64] = [:], createdAt: Int64
    ) {
        self.init(
            id: id, name: name, configJSON: configJSON, schemaName: schemaName, sources: sources,
            schemaVersions: [
                TableSchemaVersion(version: 1, json: schemaJSON, ingestionJSON: ingestionJSON, holdsFrom: consumed)
            ],
            started: consumed, consumed: consumed, createdAt: createdAt)
    }

    init(
        id: TableID, name: String, configJSON: String, schemaName: String, sources: [TableSource],
        schemaVersions: [TableSchemaVersion], started: [Int32: Int64], consumed: [Int32: Int64], createdAt: Int64
    ) {
        self.id = id
        self.name = name
        self.configJSON = configJSON
        self.schemaName = schemaName
        self.sources = sources
        self.schemaVersions = schemaVersions
        self.started = started
        self.consumed = consumed
        self.createdAt = createdAt
    }

    /// The next offset of the partition to consume.
    public func consumed(inPartition partition: Int32) -> Int64 { consumed[partition] ?? 0 }

    /// The schema version by which the record at an offset becomes a row; nil if it was dropped because everything
    /// that needed it is sealed. O(versions).
    public func schemaVersion(atOffset offset: Int64, inPartition partition: Int32) -> TableSchemaVersion? {
        schemaVersions.last { $0.start(inPartition: partition) <= offset }
    }

    /// The schema that queries see and new rows are built with.
    public var currentSchema: TableSchemaVersion {
        guard let last = schemaVersions.last else { preconditionFailure("a table has a schema version") }
        return last
    }

    public func segment(named name: String) -> SegmentEntry? {
        segmentIDs[name].flatMap { segments[$0] }
    }
}
