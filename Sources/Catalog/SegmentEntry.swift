/// A sealed segment of a table, and what must be known of it without opening its file.
public struct SegmentEntry: Hashable, Sendable {
    public let id: SegmentID
    /// Unique within the table.
    public let name: String
    public let rowCount: Int64
    /// Records that the rows come from: as many as rows, unless records became several rows each. In a segment of dead
    /// letters the records that the rows stand for, of which a row can have several.
    public let recordCount: Int64
    /// Size of the file.
    public let byteCount: Int64
    /// The checksum by which the file proves that it is the one that this entry names.
    public let fileChecksum: UInt32
    /// The table's schema version that the segment was built with.
    public let schemaVersion: UInt32
    /// 0 for rows from the topic; for rows from a batch the number of that batch, from 1.
    public let generation: Int64
    /// The partition that the rows come from; nil for rows from a batch.
    public let partition: Int32?
    /// The first offset of the range of the log that the segment covers; 0 for a batch.
    public let startOffset: Int64
    /// The offset after the last one of that range; 0 for a batch.
    public let endOffset: Int64
    /// The smallest and greatest value of the time column, in its own unit; nil if there is none.
    public let timeRange: ClosedRange<Int64>?
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let createdAt: Int64

    public init(
        id: SegmentID, name: String, rowCount: Int64, recordCount: Int64? = nil, byteCount: Int64, fileChecksum: UInt32, schemaVersion: UInt32,
        generation: Int64 = 0, partition: Int32? = nil, startOffset: Int64 = 0, endOffset: Int64 = 0,
        timeRange: ClosedRange<Int64>? = nil, createdAt: Int64
    ) {
        self.id = id
        self.name = name
        self.rowCount = rowCount
        self.recordCount = recordCount ?? rowCount
        self.byteCount = byteCount
        self.fileChecksum = fileChecksum
        self.schemaVersion = schemaVersion
        self.generation = generation
        self.partition = partition
        self.startOffset = startOffset
        self.endOffset = endOffset
        self.timeRange = timeRange
        self.createdAt = createdAt
    }

    /// The same entry with another count of rows.
    public func counting(rows: Int64) -> SegmentEntry {
        SegmentEntry(
            id: id, name: name, rowCount: rows, recordCount: recordCount, byteCount: byteCount, fileChecksum: fileChecksum,
            schemaVersion: schemaVersion, generation: generation, partition: partition, startOffset: startOffset,
            endOffset: endOffset, timeRange: timeRange, createdAt: createdAt)
    }
}
