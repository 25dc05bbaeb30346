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
    /// Present in every REALTIME table.
    public var stream: StreamConfig?
    public var flush: FlushThresholds
    /// Columns that settings about speed name; `validate` checks that they exist.
    public var columnReferences: [ColumnReference]

    public init(
        rawName: String, kind: TableKind, schemaName: String? = nil, timeColumn: String? = nil,
        retention: Duration? = nil, stream: StreamConfig? = nil, flush: FlushThresholds = FlushThresholds(),
        columnReferences: [ColumnReference] = []
    ) {
        self.rawName = rawName
        self.kind = kind
        self.schemaName = schemaName ?? rawName
        self.timeColumn = timeColumn
        self.retention = retention
        self.stream = stream
        self.flush = flush
        self.columnReferences = columnReferences
    }

    /// The name under which the table is stored, such as `orders_REALTIME`.
    public var nameWithType: String { "\(rawName)_\(kind.rawValue)" }
}

/// A column that a setting names, and where.
public struct ColumnReference: Hashable, Sendable {
    public var path: String
    public var column: String

    public init(path: String, column: String) {
        self.path = path
        self.column = column
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

/// The topic that a REALTIME table reads.
public struct StreamConfig: Hashable, Sendable {
    /// Where a new table starts in the partitions that exist.
    public enum Start: String, Hashable, Sendable {
        /// At the oldest record that is still there.
        case earliest
        /// After the records that are there when the table is created.
        case latest
    }

    /// Name of a topic of the embedded log.
    public var topic: String
    public var startAt: Start

    public init(topic: String, startAt: Start = .earliest) {
        self.topic = topic
        self.startAt = startAt
    }
}
