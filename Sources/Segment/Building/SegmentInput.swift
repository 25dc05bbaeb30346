import Schema

/// Rows from which a segment is built: by column, each in batches from the first row to the last.
///
/// A column may be asked for more than once, and columns by several threads at a time.
public protocol SegmentRows: Sendable {
    var schema: Schema { get }
    var rowCount: Int { get }

    /// Calls `body` with the values of the schema's column of that index, batch after batch.
    func forEachBatch(
        ofColumn index: Int, _ body: (ColumnValues) throws(SegmentError) -> Void
    ) throws(SegmentError)

    /// One of the four numbers that say where each row comes from.
    func provenance(_ column: ProvenanceColumn) throws(SegmentError) -> Provenance.Numbers
}

/// The rows of a segment that is to be built, in memory.
public struct SegmentInput: Sendable {
    public var schema: Schema
    /// One for each field of the schema, in its order.
    public var columns: [ColumnValues]
    public var provenance: Provenance
    public var rowCount: Int

    public init(schema: Schema, columns: [ColumnValues], provenance: Provenance, rowCount: Int) {
        self.schema = schema
        self.columns = columns
        self.provenance = provenance
        self.rowCount = rowCount
    }
}

extension SegmentInput: SegmentRows {
    public func forEachBatch(
        ofColumn index: Int, _ body: (ColumnValues) throws(SegmentError) -> Void
    ) throws(SegmentError) {
        guard columns.indices.contains(index) else {
            throw .invalidInput("\(columns.count) columns for \(schema.fields.count) fields")
        }
        try body(columns[index])
    }

    public func provenance(_ column: ProvenanceColumn) -> Provenance.Numbers { column.numbers(of: provenance) }
}
