import Bytes
import Schema

/// Builds sealed segments.
public enum SegmentBuilder {
    /// Writes a segment's bytes to a sink. The same rows with the same settings always give the same bytes, whatever
    /// the executor and the batches.
    ///
    /// Numbers are stored as they are, except that -0.0 becomes 0.0. Refused are values outside their type's range,
    /// NaN, doubles in a FLOAT column that a `Float` does not hold, text that is not UTF-8, and whatever exceeds
    /// `SegmentLimits`.
    ///
    /// Columns are read, encoded and written independently of each other. For each of the executor's threads there is
    /// one column in memory, at about 32 bytes a value and twice its distinct strings, besides encoded columns that
    /// wait for one before them: at most the file itself. O(values + distinct × log distinct).
    ///
    /// - Returns: the new order of the rows, if the settings name a column to sort by and the rows are not sorted yet.
    @discardableResult
    public static func build(
        _ rows: some SegmentRows, identity: SegmentIdentity, indexing: IndexingConfig = IndexingConfig(),
        executor: some ParallelExecutor = SequentialExecutor(), to sink: some SegmentSink
    ) throws(SegmentError) -> RowOrder? {
        try check(rows, identity)
        let order = try RowOrder.sorting(rows, by: indexing.sortedColumn)
        let derived = DerivedTime.all(of: rows.schema, indexing)
        guard rows.schema.fields.count + derived.count <= SegmentLimits.columns - ProvenanceColumn.allCases.count else {
            throw .limitExceeded("\(rows.schema.fields.count) columns and \(derived.count) derived ones")
        }
        let source = ColumnFactory(rows: rows, indexing: indexing, order: order, derived: derived)
        let assembly = SegmentAssembly(SegmentWriter(identity, to: sink))
        executor.perform(source.count) { index in
            if assembly.hasFailed { return }
            do throws(SegmentError) {
                assembly.accept(try source.column(index), at: index)
            } catch {
                assembly.fail(error, at: index)
            }
        }
        try assembly.finish(rowCount: rows.rowCount)
        return order
    }

    /// The bytes of a segment, built on this thread. For small ones.
    public static func build(
        _ rows: some SegmentRows, identity: SegmentIdentity, indexing: IndexingConfig = IndexingConfig()
    ) throws(SegmentError) -> [UInt8] {
        let sink = SegmentBytes()
        try build(rows, identity: identity, indexing: indexing, to: sink)
        return sink.bytes
    }

    private static func check(_ rows: some SegmentRows, _ identity: SegmentIdentity) throws(SegmentError) {
        let fields = rows.schema.fields
        guard rows.rowCount >= 0, rows.rowCount <= SegmentLimits.rows else {
            throw .limitExceeded("\(rows.rowCount) rows, at most \(SegmentLimits.rows) are possible")
        }
        guard fields.count <= SegmentLimits.columns - ProvenanceColumn.allCases.count else {
            throw .limitExceeded("\(fields.count) columns, at most \(SegmentLimits.columns) with the hidden ones")
        }
        var names: Set<ByteString> = []
        for name in fields.map(\.name) {
            if name.isEmpty || name.utf8.first == UInt8(ascii: "$") {
                throw .invalidInput("a column cannot be called \"\(name)\"")
            }
            if !names.insert(ByteString(name)).inserted { throw .invalidInput("two columns are called \"\(name)\"") }
        }
        for name in fields.map(\.name) + [identity.name, identity.schemaName]
        where name.utf8.count > SegmentLimits.nameBytes {
            throw .limitExceeded("a name of \(name.utf8.count) bytes, at most \(SegmentLimits.nameBytes) are possible")
        }
    }
}

/// Makes the columns of a segment one by one: those of the schema, then the hidden ones, derived columns last.
private struct ColumnFactory<Rows: SegmentRows>: Sendable {
    let rows: Rows
    let indexing: IndexingConfig
    let order: RowOrder?
    let derived: [DerivedTime]

    var count: Int { rows.schema.fields.count + ProvenanceColumn.allCases.count + derived.count }

    /// Nil for a derived column that cannot be.
    func column(_ index: Int) throws(SegmentError) -> EncodedColumn? {
        let fields = rows.schema.fields
        if index < fields.count {
            return try ColumnEncoder.encode(fields[index], try data(ofField: index), indexing[fields[index].name])
        }
        let hiddenIndex = index - fields.count
        if hiddenIndex < ProvenanceColumn.allCases.count { return try hidden(ProvenanceColumn.allCases[hiddenIndex]) }
        let wanted = derived[hiddenIndex - ProvenanceColumn.allCases.count]
        guard let field = fields.firstIndex(where: { $0.name == wanted.source }) else {
            preconditionFailure("columns are derived from those of the schema")
        }
        return wanted.encode(try data(ofField: field))
    }

    /// The values of a field, in the order of the segment.
    private func data(ofField index: Int) throws(SegmentError) -> ColumnData {
        let fields = rows.schema.fields
        var collector = ColumnCollector(fields[index], rowCount: rows.rowCount)
        try rows.forEachBatch(ofColumn: index) { (batch) throws(SegmentError) in try collector.append(batch) }
        var data = try collector.finish()
        if let order { data.reorder(order) }
        return data
    }

    private func hidden(_ column: ProvenanceColumn) throws(SegmentError) -> EncodedColumn {
        var values = try column.values(try rows.provenance(column), rowCount: rows.rowCount)
        if let order { values = order.apply(to: values) }
        return ColumnEncoder.encode(column, values)
    }
}
