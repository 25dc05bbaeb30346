import Catalog
import Files
import Log
import Logging
import Schema
import Synchronization

extension Database {
    /// Removes log files that are past their topic's retention and that no table needs.
    func applyLogRetention() {
        let state = catalog.state
        for topic in registry.withLock({ Array($0.topics.values) }) {
            guard let retention = state.topics[topic.id]?.retention, !retention.isUnbounded else { continue }
            let policy = RetentionPolicy(
                maximumAge: retention.maximumAge, maximumBytes: retention.maximumBytes.map { Int(clamping: $0) })
            for (partition, log) in topic.logs.enumerated() {
                let floor = state.firstUnsealedOffset(of: topic.id, partition: Int32(partition)) ?? .max
                do throws(LogError) {
                    _ = try log.applyRetention(policy, now: options.now(), floor: floor)
                } catch {
                    logger.error("retention of topic \(topic.name) failed: \(error)")
                }
            }
        }
    }

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
        let config = table.config
        guard let retention = config.retention, let column = config.timeColumn,
            let field = table.versions.version.contents.schema.field(named: column), let unit = field.timeUnit
        else { return nil }
        let oldest = Duration.milliseconds(options.now()) - retention
        return Int64(clamping: oldest.wholeMilliseconds / max(1, unit.wholeMilliseconds))
    }

    private func drop(_ segment: SegmentEntry, of table: TableRuntime) {
        do throws(EngineError) {
            _ = try edit { draft throws(CatalogError) in try draft.append(.removeSegment(table.id, segment.id)) }
            table.versions.publish { contents in
                contents.sealed.removeAll { $0.entry.id == segment.id }
                contents.quarantined[segment.id] = nil
            }
            removeFile(CatalogPaths.segmentPath(table.id, segment.id))
            logger.info("retention dropped segment \(segment.name) of \(table.name)")
        } catch {
            logger.error("retention of \(table.name) failed: \(error)")
        }
    }

    /// Queries that still read the file keep its mapping.
    private func removeFile(_ path: String) {
        do throws(FileError) {
            try fileSystem.remove(path)
        } catch {
            logger.warning("\(path) is left to the next start: \(error)")
        }
    }
}

extension RetentionBounds {
    var isUnbounded: Bool { maximumAge == nil && maximumBytes == nil }
}

extension Duration {
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
