import Schema

/// The rows of a segment that is to be built, by column.
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
