import Bytes
import Catalog
import Log
import Logging
import Synchronization

extension Database {
    /// Looks after the logs: syncs those that nobody waits for, ends quiet files, and removes those that are past their
    /// topic's retention and that no table needs.
    func keepLogs() {
        let state = catalog.state
        for topic in registry.withLock({ Array($0.topics.values) }) {
            guard let settings = state.topics[topic.id]?.settings else { continue }
            for (partition, log) in topic.logs.enumerated() {
                let floor = state.firstUnsealedOffset(of: topic.id, partition: Int32(partition)) ?? .max
                do throws(LogError) { try keep(log, settings, floor: floor) } catch {
                    if case .closed = error { continue }
                    logger.error("keeping partition \(partition) of topic \(topic.name) failed: \(error)")
                }
            }
        }
    }

    private func keep(_ log: PartitionLog, _ settings: TopicSettings, floor: Int64) throws(LogError) {
        if !settings.isSynced && log.isDirty { _ = try log.sync() }
        let retention = settings.cleanup.deletes ? settings.retention : RetentionBounds()
        _ = try log.endFile(olderThan: settings.fileAge, retention: retention.maximumAge, now: options.now())
        let policy = RetentionPolicy(
            maximumAge: retention.maximumAge, maximumBytes: retention.maximumBytes.map { Int(clamping: $0) })
        _ = try log.applyRetention(policy, now: options.now(), floor: floor)
    }

    /// Compacts the topics that ask for it, one file after the other, until `isCancelled` says otherwise.
    func compactLogs(_ isCancelled: () -> Bool) {
        for topic in registry.withLock({ Array($0.topics.values) }) where settings(of: topic).cleanup.compacts {
            for (partition, log) in topic.logs.enumerated() {
                let state = catalog.state
                guard let entry = state.topics[topic.id], !isCancelled() else { break }
                let floor = state.firstUnsealedOffset(of: topic.id, partition: Int32(partition)) ?? .max
                do throws(LogError) {
                    let report = try log.compact(
                        now: options.now(),
                        tombstoneRetention: entry.settings.tombstoneRetention
                            ?? LogLimits.defaultTombstoneRetention,
                        floor: floor, isCancelled: isCancelled)
                    if let report { note(report, topic, partition) }
                } catch {
                    logger.error("compacting partition \(partition) of topic \(topic.name) failed: \(error)")
                }
            }
        }
    }

    private func note(_ report: CompactionReport, _ topic: Topic, _ partition: Int) {
        metricsCounters.recordsCompacted.add(report.recordsRemoved)
        if report.files > 0 {
            logger.info(
                "compaction removed \(report.recordsRemoved) records from partition \(partition) of \(topic.name)")
        }
        if report.filesTooLong > 0 {
            logger.warning("\(report.filesTooLong) files of \(topic.name) would be too long after compaction")
        }
    }
}
