import Bytes
import Catalog
import Ingest
import Log
import Schema
import Segment

extension Database {
    /// Sizes of a table, sealed and in memory. Code: `UNKNOWN_TABLE`.
    public func tableSize(_ name: String) throws(EngineError) -> TableSize {
        let table = try openTable(named: name)
        let segments = segmentInfos(of: table)
        let consuming = table.versions.version.contents.partitions.values
        let snapshots = consuming.flatMap(\.pending)
        return TableSize(
            tableName: table.name, sealedBytes: segments.reduce(0) { $0 + $1.byteCount },
            sealedRows: segments.reduce(0) { $0 + $1.rowCount },
            consumingBytes: snapshots.reduce(0) { $0 + $1.allocatedBytes },
            consumingRows: snapshots.reduce(0) { $0 + $1.rows.rowCount }, segments: segments)
    }

    /// Sealed segments by table type (`OFFLINE`, `REALTIME`). Code: `UNKNOWN_TABLE`.
    public func segments(_ name: String) throws(EngineError) -> [(tableType: String, segments: [SegmentInfo])] {
        try openTables(named: name).map { ($0.config.kind.rawValue, segmentInfos(of: $0)) }
    }

    private func segmentInfos(of table: TableRuntime) -> [SegmentInfo] {
        guard let entry = catalog.state.tables[table.id] else { return [] }
        let quarantined = table.versions.version.contents.quarantined
        return entry.segments.values.sorted { $0.id < $1.id }.map { segment in
            Self.info(segment, table, isQuarantined: quarantined[segment.id] != nil)
        }
    }

    static func info(_ segment: SegmentEntry, _ table: TableRuntime, isQuarantined: Bool) -> SegmentInfo {
        SegmentInfo(
            name: segment.name, rowCount: Int(segment.rowCount), byteCount: Int(segment.byteCount),
            partition: segment.partition.map { Int($0) },
            offsets: segment.partition.map { _ in segment.startOffset..<segment.endOffset },
            path: CatalogPaths.segmentPath(table.id, segment.id), isQuarantined: isQuarantined)
    }

    /// Makes one batch of newline-delimited JSON one sealed segment of an OFFLINE table.
    ///
    /// All or nothing: a record that cannot become a row refuses the batch, with its line. Codes: those of records,
    /// `UNKNOWN_TABLE`, `NOT_OFFLINE`, `EMPTY_BATCH`.
    public func ingest(_ newlineJSON: [UInt8], into name: String) async throws(EngineError) -> SegmentInfo {
        try await administration.run { [self] () throws(EngineError) in
            let table = try openTable(named: name)
            guard table.config.kind == .offline, let entry = catalog.state.tables[table.id] else {
                throw EngineError(.invalid, code: "NOT_OFFLINE", "'\(table.name)' is no OFFLINE table")
            }
            let generation = entry.lastGeneration + 1
            let schema = try Self.parseSchema(Array(entry.currentSchema.json.utf8)).schema
            let rows = try Self.rows(
                newlineJSON, schema, version: entry.currentSchema.version,
                name: "\(table.config.rawName)__batch__\(generation)")
            let built = try store.build(
                rows.batchRows(generation: UInt32(clamping: generation)), sourceRows: [rows.rowCount],
                .init(name: rows.name, schemaVersion: rows.schemaVersion, generation: generation),
                for: table.target(for: schema))
            try store.commit([.addSegment(table.id, built.sealed.entry)], of: table.id, adding: [built]) { _ in
                table.versions.publish { $0.add(built.sealed) }
            }
            metricsCounters.rowsIngested.add(rows.rowCount)
            return Self.info(built.sealed.entry, table, isQuarantined: false)
        }
    }

    private static func rows(
        _ newlineJSON: [UInt8], _ schema: Schema, version: UInt32, name: String
    ) throws(EngineError) -> ConsumingSnapshot {
        let decoder = JSONRecordDecoder(schema: schema)
        var row = DecodedRow(fieldCount: decoder.fieldCount)
        var segment = ConsumingSegment(
            name: name, schema: schema, schemaVersion: version, partition: 0, startOffset: 0)
        do throws(NewlineJSON.LineError) {
            for line in try NewlineJSON.lines(newlineJSON, keyField: nil) {
                do throws(RecordError) {
                    if segment.isFull { throw RecordError(.tooLarge, "the batch has too many rows or values") }
                    try decoder.decode(newlineJSON, line.value, into: &row)
                } catch {
                    throw NewlineJSON.LineError(line: line.number, cause: error)
                }
                segment.append(row, offset: Int64(segment.rowCount))
            }
        } catch {
            throw EngineError(.invalid, error)
        }
        if segment.rowCount == 0 {
            throw EngineError(.invalid, code: "EMPTY_BATCH", "the batch holds no record")
        }
        return segment.snapshot
    }
}
