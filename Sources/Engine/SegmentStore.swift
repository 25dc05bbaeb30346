import Bytes
import Catalog
import Files
import Ingest
import Schema
import Segment
import Synchronization

/// Brings segments into being, and puts new ones in the place of old ones: builds the file, makes it durable, and names
/// it in one catalog edit.
package final class SegmentStore: Sendable {
    private let fileSystem: any FileSystem
    private let catalog: Catalog
    private let executor: any ParallelExecutor
    /// Milliseconds since the epoch, for the record only.
    private let now: @Sendable () -> Int64
    /// Held from an edit until what it did is published, so that versions follow each other as the edits did.
    private let editing = Mutex<Void>(())

    package init(
        fileSystem: any FileSystem, catalog: Catalog, executor: any ParallelExecutor = SequentialExecutor(),
        now: @escaping @Sendable () -> Int64
    ) {
        self.fileSystem = fileSystem
        self.catalog = catalog
        self.executor = executor
        self.now = now
    }

    /// The table that a segment is for, and how its segments are stored.
    package struct Target: Sendable {
        let table: TableID
        /// The column whose smallest and greatest value the catalog keeps.
        let timeColumn: String?
        let indexing: IndexingConfig

        package init(table: TableID, timeColumn: String?, indexing: IndexingConfig = IndexingConfig()) {
            self.table = table
            self.timeColumn = timeColumn
            self.indexing = indexing
        }
    }

    /// What the catalog is to know of a new segment, beyond what its file says.
    package struct Description: Sendable {
        let name: String
        let schemaVersion: UInt32
        let generation: Int64
        let partition: Int32?
        let offsets: Range<Int64>
        /// Records that the rows come from; nil for as many as rows.
        let recordCount: Int64?

        package init(
            name: String, schemaVersion: UInt32, generation: Int64 = 0, partition: Int32? = nil,
            offsets: Range<Int64> = 0..<0, recordCount: Int64? = nil
        ) {
            self.name = name
            self.recordCount = recordCount
            self.schemaVersion = schemaVersion
            self.generation = generation
            self.partition = partition
            self.offsets = offsets
        }
    }

    /// A segment whose file is durable and that no edit names yet.
    package struct Built: Sendable {
        package let sealed: SealedEntry
        package let origins: RowOrigins
    }

    /// Builds a segment and opens it. Columns go to the file one after the other: see `SegmentBuilder` for what is in
    /// memory meanwhile. `sourceRows` are the rows of each old segment that the rows come from.
    package func build(
        _ rows: some SegmentRows, sourceRows: [Int], _ description: Description, for target: Target
    ) throws(EngineError) -> Built {
        let id = catalog.reserveSegmentID()
        let identity = SegmentIdentity(
            tableID: target.table.rawValue, segmentID: id.rawValue, name: description.name,
            schemaName: rows.schema.name, schemaVersion: description.schemaVersion)
        let (segment, order) = try write(rows, identity, id, target)
        let entry = SegmentEntry(
            id: id, name: description.name, rowCount: Int64(segment.rowCount), recordCount: description.recordCount,
            byteCount: Int64(segment.byteCount),
            fileChecksum: segment.fileChecksum, schemaVersion: description.schemaVersion,
            generation: description.generation, partition: description.partition,
            startOffset: description.offsets.lowerBound, endOffset: description.offsets.upperBound,
            timeRange: try timeRange(of: segment, target.timeColumn), createdAt: now())
        return Built(
            sealed: SealedEntry(entry: entry, segment: segment),
            origins: RowOrigins(rowCounts: sourceRows, order: order))
    }

    private func write(
        _ rows: some SegmentRows, _ identity: SegmentIdentity, _ id: SegmentID, _ target: Target
    ) throws(EngineError) -> (SealedSegment, RowOrder?) {
        var indexing = target.indexing
        // Rows that are older than the column have nothing to be sorted by.
        if let sorted = indexing.sortedColumn, rows.schema.field(named: sorted) == nil { indexing.sortedColumn = nil }
        let path = CatalogPaths.segmentPath(target.table, id)
        do {
            try fileSystem.createDirectoryDurably(CatalogPaths.tableDirectory(target.table))
            let sink = try SegmentFileSink(fileSystem, path: path)
            do {
                let order = try SegmentBuilder.build(
                    rows, identity: identity, indexing: indexing, executor: executor, to: sink)
                try sink.finish()
                let expected = (tableID: identity.tableID, segmentID: identity.segmentID)
                return (try SealedSegment.open(fileSystem, path: path, expecting: expected), order)
            } catch {
                sink.discard()
                throw error
            }
        } catch {
            throw EngineError.failure(error)
        }
    }

    private func timeRange(of segment: SealedSegment, _ column: String?) throws(EngineError) -> ClosedRange<Int64>? {
        do {
            guard let column, let statistics = try segment.column(column)?.statistics,
                case .integer(let minimum) = statistics.minimum, case .integer(let maximum) = statistics.maximum
            else { return nil }
            return minimum...maximum
        } catch {
            throw EngineError.failure(error)
        }
    }

    /// Makes one edit, and then calls `publish` with the table's entry after it, before any other edit of segments is
    /// made. The files of segments that it was to add are removed if the edit is refused: after another error it may yet
    /// be on disk and name them. An edit that moves a partition on must leave its ledger balanced.
    package func commit(
        _ changes: [CatalogChange], of table: TableID, adding built: [Built] = [],
        publish: (TableEntry) -> Void = { _ in }
    ) throws(EngineError) {
        try editing.withLock { _ throws(EngineError) in
            let state: CatalogState
            do throws(CatalogError) {
                state = try catalog.commit { draft throws(CatalogError) in
                    for change in changes { try draft.append(change) }
                    try Self.checkLedgers(of: draft.state.tables[table], changes)
                }
            } catch {
                if case .refused = error { for built in built { removeFile(of: built.sealed.entry.id, in: table) } }
                throw EngineError(error.kind, error)
            }
            if let entry = state.tables[table] { publish(entry) }
        }
    }

    private static func checkLedgers(of table: TableEntry?, _ changes: [CatalogChange]) throws(CatalogError) {
        guard let table else { return }
        for partition in changes.flatMap(\.movedPartitions) {
            let ledger = table.ledger(ofPartition: partition)
            if ledger.isBalanced { continue }
            throw .refused(
                EditRefusal(.ledgerUnbalanced, "partition \(partition) of \(table.name) does not add up: \(ledger)"))
        }
    }

    /// Removes the file of a segment that no edit names; queries that still read it keep its mapping. What cannot be
    /// removed is swept at the next start.
    func removeFile(of segment: SegmentID, in table: TableID) {
        try? fileSystem.remove(CatalogPaths.segmentPath(table, segment))
    }
}

extension SegmentStore {
    /// Seals what a snapshot holds: one edit adds the segment and that of its dead letters and moves the consumed
    /// offset. Where there are no rows, or no dead letters, there is no segment of them.
    package func seal(
        _ snapshot: PartitionSnapshot, into target: Target, publish: (Sealed, TableEntry) -> Void
    ) throws(EngineError) {
        let rows = snapshot.rows
        var sealed = Sealed()
        if rows.rowCount > 0 { sealed.rows = try build(rows, records: rows.counts.live, for: target) }
        if let letters = snapshot.deadLetters {
            let target = Target(table: target.table, timeColumn: nil)
            sealed.deadLetters = try build(letters, records: snapshot.deadLetterRecords, for: target)
        }
        var changes: [CatalogChange] = []
        if let built = sealed.rows { changes.append(.addSegment(target.table, built.sealed.entry)) }
        changes.append(consumed(rows, of: target.table))
        if let built = sealed.deadLetters { changes.append(.addDeadLetters(target.table, built.sealed.entry)) }
        try commit(changes, of: target.table, adding: [sealed.rows, sealed.deadLetters].compactMap { $0 }) {
            publish(sealed, $0)
        }
    }

    /// What became of a snapshot.
    package struct Sealed {
        package var rows: Built?
        package var deadLetters: Built?
    }

    private func build(
        _ snapshot: ConsumingSnapshot, records: Int64, for target: Target
    ) throws(EngineError) -> Built {
        let description = Description(
            name: snapshot.name, schemaVersion: snapshot.schemaVersion, partition: snapshot.partition,
            offsets: snapshot.offsets, recordCount: records)
        return try build(snapshot.topicRows, sourceRows: [snapshot.rowCount], description, for: target)
    }

    private func consumed(_ rows: ConsumingSnapshot, of table: TableID) -> CatalogChange {
        let entry = catalog.state.tables[table]
        let partition = rows.partition
        return .setConsumed(
            table, partition: partition, offset: rows.offsets.upperBound,
            rejected: (entry?.rejected[partition] ?? 0) + rows.counts.rejected,
            filtered: (entry?.filtered[partition] ?? 0) + rows.counts.filtered,
            skipped: (entry?.skipped[partition] ?? 0) + rows.counts.skipped)
    }

    /// Puts one segment in the place of old ones of a table, in one edit, and removes their files.
    ///
    /// Its rows are those of the old ones, in their order, brought to a schema and to the settings of the table. If one
    /// of the old ones is gone by then, nothing happens, and the error says `UNKNOWN_SEGMENT`.
    package func replace(
        _ old: [SealedEntry], by description: Description, schema: Schema, in target: Target,
        publish: (Built, TableEntry) -> Void
    ) throws(EngineError) {
        let built = try build(
            SealedRows(old.map(\.segment), schema: schema), sourceRows: old.map(\.segment.rowCount), description,
            for: target)
        let removals = old.map { CatalogChange.removeSegment(target.table, $0.entry.id) }
        try commit(
            removals + [.addSegment(target.table, built.sealed.entry)], of: target.table, adding: [built]
        ) { publish(built, $0) }
        for segment in old { removeFile(of: segment.entry.id, in: target.table) }
    }
}

extension CatalogChange {
    /// Partitions whose records the change moves from one account of the ledger to another.
    fileprivate var movedPartitions: [Int32] {
        switch self {
        case .setConsumed(_, let partition, _, _, _, _): [partition]
        case .commitRedrive(_, _, let redriven): Array(redriven.keys)
        default: []
        }
    }
}

extension EngineError {
    /// An error of a lower layer that is not the caller's fault.
    static func failure(_ cause: any Error) -> EngineError {
        if let cause = cause as? EngineError { return cause }
        if let cause = cause as? any CodedError { return EngineError(.failed, cause) }
        return EngineError(.failed, code: "INTERNAL", String(describing: cause))
    }
}
