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
    private let columns: [ConsumingColumnSnapshot]
    private let rowOffsets: ChunkedArray<Int64>.Snapshot
    private let positions: ColumnPositions

    init(
        name: String, schema: Schema, schemaVersion: UInt32, partition: Int32, offsets: Range<Int64>,
        rejectedCount: Int64, rowCount: Int, columns: [ConsumingColumnSnapshot],
        rowOffsets: ChunkedArray<Int64>.Snapshot, positions: ColumnPositions
    ) {
        self.name = name
        self.schema = schema
        self.schemaVersion = schemaVersion
        self.partition = partition
        self.offsets = offsets
        self.rejectedCount = rejectedCount
        self.rowCount = rowCount
        self.columns = columns
        self.rowOffsets = rowOffsets
        self.positions = positions
    }

    public var isConsuming: Bool { true }

    public func column(_ name: String) throws(FormatError) -> (any ColumnSource)? {
        if let position = positions[name] { return columns[position] }
        switch name {
        case ProvenanceColumn.offset:
            return ConsumingColumnSnapshot(
                type: .long, count: rowCount, values: .int64(rowOffsets), nullRows: ChunkedArray().snapshot)
        case ProvenanceColumn.partition: return constant(name, Int64(partition))
        case ProvenanceColumn.generation, ProvenanceColumn.subRow: return constant(name, 0)
        default: return nil
        }
    }

    private func constant(_ name: String, _ value: Int64) -> any ColumnSource {
        ConstantColumn(type: .long, value: .integer(value), rowCount: rowCount)
    }

    /// The rows as the segment builder takes them. O(rows × columns) time and memory.
    public func segmentInput() -> SegmentInput {
        var offsets: [Int64] = []
        rowOffsets.copy(0..<rowCount, into: &offsets)
        return SegmentInput(
            schema: schema, columns: columns.map { $0.allValues() },
            provenance: .stream(partition: partition, offsets: offsets))
    }
}
