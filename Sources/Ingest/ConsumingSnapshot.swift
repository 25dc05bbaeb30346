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
    public let rejectedCount: Int64
    public let rowCount: Int
    /// Bytes of memory held by the segment when the snapshot was taken.
    public let allocatedBytes: Int
    private let columns: [ConsumingColumnSnapshot]
    private let rowOffsets: ChunkedArray<Int64>.Snapshot
    private let positions: ColumnPositions

    init(
        name: String, schema: Schema, schemaVersion: UInt32, partition: Int32, offsets: Range<Int64>,
        rejectedCount: Int64, rowCount: Int, allocatedBytes: Int, columns: [ConsumingColumnSnapshot],
        rowOffsets: ChunkedArray<Int64>.Snapshot, positions: ColumnPositions
    ) {
        self.name = name
        self.schema = schema
        self.schemaVersion = schemaVersion
        self.partition = partition
        self.offsets = offsets
        self.rejectedCount = rejectedCount
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

    /// The rows as the segment builder takes them, from generation 0: the topic itself. O(rows × columns) time and
    /// memory.
    public func segmentInput() -> SegmentInput {
        var offsets: [Int64] = []
        rowOffsets.copy(0..<rowCount, into: &offsets)
        let provenance = Provenance(
            generation: .constant(0), partition: .constant(Int64(partition)), offset: .values(offsets),
            subRow: .constant(0))
        return segmentInput(provenance)
    }

    /// The same rows as a batch of that generation, numbered in the order of the batch.
    public func segmentInput(generation: UInt32) -> SegmentInput {
        segmentInput(.consecutive(generation: generation, partition: 0, firstOffset: 0))
    }

    private func segmentInput(_ provenance: Provenance) -> SegmentInput {
        SegmentInput(
            schema: schema, columns: columns.map { $0.allValues() }, provenance: provenance, rowCount: rowCount)
    }
}
