/// Where a table's rows come from.
public enum TableKind: String, Hashable, Sendable, CaseIterable {
    /// A topic, read continuously.
    case realtime = "REALTIME"
    /// Batches that are uploaded.
    case offline = "OFFLINE"
}

/// A table's settings, as far as Martlet acts on them.
public struct TableConfig: Hashable, Sendable {
    /// The name that queries use, such as `orders`.
    public var rawName: String
    public var kind: TableKind
    /// The schema of that name; by default the table's own name.
    public var schemaName: String
    /// The date-time column that retention goes by.
    public var timeColumn: String?
    /// Age beyond which a segment is removed, by its greatest value in the time column; nil keeps everything.
    public var retention: Duration?
    /// What a REALTIME table reads, at least one; empty for others.
    public var streams: [StreamConfig]
    public var flush: FlushThresholds
    /// What happens to a record before it is a row.
    public var ingestion: IngestionConfig
    /// How segments are stored, as far as the config says; see `indexing(for:)`.
    public var indexing: IndexingConfig
    /// The columns that decide which of two rows with one primary key is the later one; without any it is the time
    /// column.
    public var comparisonColumns: [String]
    /// Columns that settings about speed name; `validate` checks that they exist.
    public var columnReferences: [ColumnReference]

    public init(
        rawName: String, kind: TableKind, schemaName: String? = nil, timeColumn: String? = nil,
        retention: Duration? = nil, streams: [StreamConfig] = [], flush: FlushThresholds = FlushThresholds(),
        ingestion: IngestionConfig = IngestionConfig(), indexing: IndexingConfig = IndexingConfig(),
        comparisonColumns: [String] = [], columnReferences: [ColumnReference] = []
    ) {
        self.rawName = rawName
        self.kind = kind
        self.schemaName = schemaName ?? rawName
        self.timeColumn = timeColumn
        self.retention = retention
        self.streams = streams
        self.flush = flush
        self.ingestion = ingestion
        self.indexing = indexing
        self.comparisonColumns = comparisonColumns
        self.columnReferences = columnReferences
    }

    /// The name under which the table is stored, such as `orders_REALTIME`.
    public var nameWithType: String { "\(rawName)_\(kind.rawValue)" }

    /// How segments of the table are stored: as `indexing` says, with the columns marked of which single rows are read
    /// back, because they identify a row or decide between two of them.
    public func indexing(for schema: Schema) -> IndexingConfig {
        var result = indexing
        if schema.primaryKeyColumns.isEmpty { return result }
        let compared = comparisonColumns.isEmpty ? [timeColumn].compactMap { $0 } : comparisonColumns
        for column in schema.primaryKeyColumns + compared {
            result.columns[column, default: IndexingConfig.Column()].isRandomAccess = true
        }
        return result
    }
}

/// A column that a setting names, and where.
public struct ColumnReference: Hashable, Sendable {
    /// What the setting asks of the column, besides being in the schema.
    public enum Requirement: Hashable, Sendable {
        case any
        /// One value per row.
        case singleValue
        /// One INT, LONG, FLOAT, DOUBLE, BOOLEAN or TIMESTAMP per row.
        case number
        /// One TIMESTAMP per row.
        case timestamp
    }

    public var path: String
    public var column: String
    public var requirement: Requirement

    public init(path: String, column: String, mustBe requirement: Requirement = .any) {
        self.path = path
        self.column = column
        self.requirement = requirement
    }
}

/// When a consuming segment is sealed: as soon as one of the three is reached.
public struct FlushThresholds: Hashable, Sendable {
    public static let defaultRows: Int64 = 1_000_000
    public static let defaultAge: Duration = .seconds(6 * 3_600)
    /// 200 MiB, as in Pinot.
    public static let defaultBytes: Int64 = 200 << 20

    public var rows: Int64
    /// Age of the oldest row since it was consumed.
    public var age: Duration
    /// Bytes of the segment.
    public var bytes: Int64

    public init(
        rows: Int64 = defaultRows, age: Duration = defaultAge, bytes: Int64 = defaultBytes
    ) {
        self.rows = rows
        self.age = age
        self.bytes = bytes
    }
}

/// A topic that a REALTIME table reads.
public struct StreamConfig: Hashable, Sendable {
    /// Where a new table starts in the partitions that exist.
    public enum Start: Hashable, Sendable {
        /// At the oldest record that is still there.
        case earliest
        /// After the records that are there when the table is created.
        case latest
        /// At the first record from a time on, in milliseconds since 1970-01-01T00:00:00Z; in Kafka only.
        case time(Int64)
        /// The same, so long before the table is created.
        case before(Duration)
    }

    /// Name of a topic, of the embedded log unless `kafka` says otherwise.
    public var topic: String
    /// Where in Kafka the topic is; nil for the embedded log.
    public var kafka: KafkaOrigin?
    public var startAt: Start
    /// Records a second from all partitions together; nil for no limit.
    public var recordsPerSecond: Double?

    public init(topic: String, startAt: Start = .earliest, recordsPerSecond: Double? = nil) {
        self.topic = topic
        self.startAt = startAt
        self.recordsPerSecond = recordsPerSecond
    }
}
