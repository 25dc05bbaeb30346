import Bitmaps
import Bytes
import Schema
import Segment

/// What one table version sees of a consuming segment. Immutable.
public final class ConsumingSnapshot: SegmentSource {
    public let name: String
    public let schema: Schema
    public let schemaVersion: UInt32
    public let partition: Int32
    public let offsets: Range<Int64>
    public let counts: RecordCounts
    public let rowCount: Int
    /// Bytes of memory held by the segment when the snapshot was taken.
    public let allocatedBytes: Int
    private let columns: [any ConsumingColumnReader]
    private let rowOffsets: ChunkedArray<Int64>.Snapshot
    private let positions: ColumnPositions

    init(
        name: String, schema: Schema, schemaVersion: UInt32, partition: Int32, offsets: Range<Int64>,
        counts: RecordCounts, rowCount: Int, allocatedBytes: Int, columns: [any ConsumingColumnReader],
        rowOffsets: ChunkedArray<Int64>.Snapshot, positions: ColumnPositions
    ) {
        self.name = name
        self.schema = schema
        self.schemaVersion = schemaVersion
        self.partition = partition
        self.offsets = offsets
        self.counts = counts
        self.rowCount = rowCount
        self.allocatedBytes = allocatedBytes
        self.columns = columns
        self.rowOffsets = rowOffsets
        self.positions = positions
    }

    public var isConsuming: Bool { true }

    public func column(_ name: String) throws(FormatError) -> (any ColumnSource)? {
        if let position = positions[name] { return columns[position] }
        switch ProvenanceColumn(rawValue: name) {
        case .offset:
            return ConsumingColumnSnapshot(
                type: .long, count: rowCount, values: .int64(rowOffsets), nullRows: ChunkedArray().snapshot)
        case .partition: return constant(Int64(partition))
        case .generation, .subRow: return constant(0)
        case nil: return nil
        }
    }

    private func constant(_ value: Int64) -> any ColumnSource {
        ConstantColumn(type: .long, value: .integer(value), rowCount: rowCount)
    }

    /// The rows as the segment builder takes them, from generation 0: the topic itself.
    public var topicRows: SnapshotRows { SnapshotRows(snapshot: self, batch: nil) }

    /// The same rows as a batch of that generation, numbered in the order of the batch.
    public func batchRows(generation: UInt32) -> SnapshotRows { SnapshotRows(snapshot: self, batch: generation) }

    fileprivate func allValues(ofColumn index: Int) -> ColumnValues { columns[index].allValues() }

    fileprivate func allOffsets() -> [Int64] {
        var offsets: [Int64] = []
        rowOffsets.copy(0..<rowCount, into: &offsets)
        return offsets
    }
}

/// The rows of a snapshot for the segment builder: a column is copied when it is asked for. O(rows) a column.
public struct SnapshotRows: SegmentRows {
    fileprivate let snapshot: ConsumingSnapshot
    /// The generation of a batch; nil for rows of a topic.
    fileprivate let batch: UInt32?

    public var schema: Schema { snapshot.schema }
    public var rowCount: Int { snapshot.rowCount }

    public func forEachBatch(
        ofColumn index: Int, _ body: (ColumnValues) throws(SegmentError) -> Void
    ) throws(SegmentError) {
        try body(snapshot.allValues(ofColumn: index))
    }

    public func provenance(_ column: ProvenanceColumn) -> Provenance.Numbers {
        switch column {
        case .generation: .constant(Int64(batch ?? 0))
        case .partition: .constant(batch == nil ? Int64(snapshot.partition) : 0)
        case .offset: batch == nil ? .values(snapshot.allOffsets()) : .consecutive(from: 0)
        case .subRow: .constant(0)
        }
    }
}
