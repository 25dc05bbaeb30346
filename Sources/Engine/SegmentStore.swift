import Bytes
import Catalog
import Files
import Ingest
import Schema
import Segment

/// Brings segments into being: builds the file, makes it durable, and names it in one catalog edit.
package struct SegmentStore: Sendable {
    let fileSystem: any FileSystem
    let catalog: Catalog
    /// Milliseconds since the epoch, for the record only.
    let now: @Sendable () -> Int64

    package init(fileSystem: any FileSystem, catalog: Catalog, now: @escaping @Sendable () -> Int64) {
        self.fileSystem = fileSystem
        self.catalog = catalog
        self.now = now
    }

    /// The table that a segment is for.
    package struct Target {
        let table: TableID
        /// The column whose smallest and greatest value the catalog keeps.
        let timeColumn: String?

        package init(table: TableID, timeColumn: String?) {
            self.table = table
            self.timeColumn = timeColumn
        }
    }

    /// What the catalog is to know of a new segment, beyond what its file says.
    struct Origin {
        var generation: Int64 = 0
        var partition: Int32?
        var offsets: Range<Int64> = 0..<0
    }

    /// Seals what a snapshot holds: one edit adds the segment and moves the consumed offset. Without rows it only moves
    /// the offset, and there is no segment.
    package func seal(
        _ snapshot: ConsumingSnapshot, into target: Target
    ) throws(EngineError) -> SealedEntry? {
        let origin = Origin(partition: snapshot.partition, offsets: snapshot.offsets)
        let rejectedBefore = catalog.state.tables[target.table]?.rejected[snapshot.partition] ?? 0
        let consumed = CatalogChange.setConsumed(
            target.table, partition: snapshot.partition, offset: snapshot.offsets.upperBound,
            rejected: rejectedBefore + snapshot.rejectedCount)
        guard snapshot.rowCount > 0 else {
            try commit([consumed])
            return nil
        }
        return try add(
            snapshot.segmentInput(), name: snapshot.name, schemaVersion: snapshot.schemaVersion, origin, into: target,
            alongWith: [consumed])
    }

    /// Builds, writes and opens a segment, then commits it together with other changes.
    func add(
        _ input: SegmentInput, name: String, schemaVersion: UInt32, _ origin: Origin, into target: Target,
        alongWith changes: [CatalogChange]
    ) throws(EngineError) -> SealedEntry {
        let id = catalog.reserveSegmentID()
        let path = CatalogPaths.segmentPath(target.table, id)
        let identity = SegmentIdentity(
            tableID: target.table.rawValue, segmentID: id.rawValue, name: name, schemaName: input.schema.name,
            schemaVersion: schemaVersion)
        let segment = try write(input, identity, path, target.table)
        let entry = SegmentEntry(
            id: id, name: name, rowCount: Int64(segment.rowCount), byteCount: Int64(segment.byteCount),
            fileChecksum: segment.fileChecksum, schemaVersion: schemaVersion, generation: origin.generation,
            partition: origin.partition, startOffset: origin.offsets.lowerBound, endOffset: origin.offsets.upperBound,
            timeRange: try timeRange(of: segment, target.timeColumn), createdAt: now())
        try commit([.addSegment(target.table, entry)] + changes)
        return SealedEntry(entry: entry, segment: segment)
    }

    private func write(
        _ input: SegmentInput, _ identity: SegmentIdentity, _ path: String, _ table: TableID
    ) throws(EngineError) -> SealedSegment {
        do {
            let bytes = try SegmentBuilder.build(input, identity: identity)
            try fileSystem.createDirectoryDurably(CatalogPaths.tableDirectory(table))
            try fileSystem.writeAtomically(bytes, to: path)
            return try SealedSegment.open(
                fileSystem, path: path,
                expecting: (tableID: table.rawValue, segmentID: identity.segmentID))
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

    private func commit(_ changes: [CatalogChange]) throws(EngineError) {
        do throws(CatalogError) {
            try catalog.commit { draft throws(CatalogError) in
                for change in changes { try draft.append(change) }
            }
        } catch {
            throw EngineError(.failed, error)
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
