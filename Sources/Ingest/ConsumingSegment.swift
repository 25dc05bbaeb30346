import Bytes
import Schema
import Segment

/// The rows of one partition that are not sealed yet: appended by one ingestion thread, read by queries through
/// snapshots.
public struct ConsumingSegment: Sendable {
    public let name: String
    public let schema: Schema
    public let schemaVersion: UInt32
    public let partition: Int32
    /// The log range that the segment covers so far; it may hold fewer rows, where records were rejected.
    public private(set) var offsets: Range<Int64>
    /// What became of the records in the range that are no rows, and how many are.
    public private(set) var counts = RecordCounts()
    public private(set) var rowCount = 0
    /// Values of the column that has most.
    private var largestValueCount = 0
    private var columns: [ConsumingColumn]
    private var rowOffsets = ChunkedArray<Int64>()
    private let positions: ColumnPositions

    /// An empty segment that starts at a log offset.
    public init(name: String, schema: Schema, schemaVersion: UInt32, partition: Int32, startOffset: Int64) {
        self.name = name
        self.schema = schema
        self.schemaVersion = schemaVersion
        self.partition = partition
        offsets = startOffset..<startOffset
        columns = schema.fields.map { ConsumingColumn($0) }
        positions = ColumnPositions(schema)
    }

    /// Bytes of memory held. O(columns).
    public var allocatedBytes: Int {
        columns.reduce(rowOffsets.allocatedBytes) { $0 + $1.allocatedBytes }
    }

    /// Whether no more rows may be added.
    public var isFull: Bool {
        rowCount >= IngestLimits.consumingRows || largestValueCount >= IngestLimits.consumingValues
    }

    /// Adds the row that the record at `offset` became. Offsets ascend.
    public mutating func append(_ row: DecodedRow, offset: Int64) {
        precondition(offset == offsets.upperBound, "offsets are consumed in order, without gaps")
        for index in columns.indices {
            columns[index].append(row.slots[index], of: row)
            largestValueCount = max(largestValueCount, columns[index].valueCount)
        }
        rowOffsets.append(offset)
        rowCount += 1
        counts.live += 1
        offsets = offsets.lowerBound..<offset + 1
    }

    /// Passes over offsets whose records do not become rows, for a reason.
    public mutating func pass(_ range: Range<Int64>, _ reason: WritableKeyPath<RecordCounts, Int64>) {
        precondition(range.lowerBound == offsets.upperBound, "offsets are consumed in order, without gaps")
        counts[keyPath: reason] += Int64(range.count)
        offsets = offsets.lowerBound..<range.upperBound
    }

    /// What queries may see from now on. O(columns).
    public var snapshot: ConsumingSnapshot {
        ConsumingSnapshot(
            name: name, schema: schema, schemaVersion: schemaVersion, partition: partition, offsets: offsets,
            counts: counts, rowCount: rowCount, allocatedBytes: allocatedBytes,
            columns: columns.map(\.snapshot),
            rowOffsets: rowOffsets.snapshot, positions: positions)
    }
}

/// Where each column of a schema stands; shared by all snapshots of a segment.
final class ColumnPositions: Sendable {
    private let positions: [String: Int]

    init(_ schema: Schema) {
        positions = Dictionary(uniqueKeysWithValues: schema.fields.enumerated().map { ($1.name, $0) })
    }

    subscript(name: String) -> Int? { positions[name] }
}
