import Catalog
import Logging
import Schema
import Synchronization

extension Database {
    /// Drops the segments whose rows are all past their table's retention: one edit a segment.
    func applyTableRetention() {
        for table in registry.withLock({ Array($0.tables.values) }) {
            guard let limit = oldestTime(kept: table), let entry = catalog.state.tables[table.id] else { continue }
            for segment in entry.segments.values.sorted(by: { $0.id < $1.id }) {
                guard let range = segment.timeRange, range.upperBound < limit else { continue }
                drop(segment, of: table)
            }
        }
    }

    /// The smallest value of the time column that is kept; nil for a table without retention.
    private func oldestTime(kept table: TableRuntime) -> Int64? {
        guard let (retention, unit) = table.retention else { return nil }
        let oldest = Duration.milliseconds(options.now()) - retention
        return oldest.wholeMilliseconds / max(1, unit.wholeMilliseconds)
    }

    private func drop(_ segment: SegmentEntry, of table: TableRuntime) {
        do throws(EngineError) {
            try store.commit([.removeSegment(table.id, segment.id)], of: table.id) { entry in
                table.versions.publish { contents in
                    contents.sealed.removeAll { $0.entry.id == segment.id }
                    contents.quarantined[segment.id] = nil
                    contents.note(entry)
                }
            }
            store.removeFile(of: segment.id, in: table.id)
            logger.info("retention dropped segment \(segment.name) of \(table.name)")
        } catch {
            // It was merged into another one, or built again, in the meantime.
            if error.code == "UNKNOWN_SEGMENT" { return }
            logger.error("retention of \(table.name) failed: \(error)")
        }
    }
}

extension Duration {
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
