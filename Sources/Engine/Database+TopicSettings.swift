import Catalog
import Log
import Logging
import Synchronization

extension Database {
    func settings(of topic: Topic) -> TopicSettings { catalog.state.topics[topic.id]?.settings ?? TopicSettings() }

    /// Changes settings of a topic by their names in Kafka; nil makes one what it is by default. They hold at once.
    /// Codes: `UNKNOWN_TOPIC`, `INVALID_TOPIC_CONFIG`.
    public func alterTopic(_ name: String, settings changes: [(name: String, value: String?)]) async throws(EngineError)
    {
        try await alterTopic(name) { settings throws(EngineError) in
            for change in changes { try TopicConfig.set(change.name, to: change.value, in: &settings) }
        }
    }

    /// Changes settings of a topic: one edit, which holds at once.
    package func alterTopic(
        _ name: String, validateOnly: Bool = false,
        _ change: @escaping @Sendable (inout TopicSettings) throws(EngineError) -> Void
    ) async throws(EngineError) {
        try requireNotInternal(name)
        try await administration.run { [self] () throws(EngineError) in
            let topic = try openTopic(named: name)
            let old = settings(of: topic)
            var new = old
            try change(&new)
            if validateOnly || new == old { return }
            // What was acknowledged so far has to be on disk before anybody may rely on it.
            if new.isSynced && !old.isSynced { try Self.sync(topic) }
            let entry = try alter(topic, partitions: nil, new)
            for log in topic.logs { log.options = logOptions(entry, log.options) }
            if new.isSynced && !old.isSynced { try Self.sync(topic) }
            noteIfUnsynced(entry)
        }
    }

    private func alter(
        _ topic: Topic, partitions: Int32?, _ settings: TopicSettings?
    ) throws(EngineError) -> TopicEntry {
        let state = try edit { draft throws(CatalogError) in
            guard let entry = draft.state.topics[topic.id] else { return }
            try draft.append(
                .alterTopic(
                    topic.id, partitionCount: partitions ?? entry.partitionCount,
                    settings: settings ?? entry.settings))
        }
        guard let entry = state.topics[topic.id] else { preconditionFailure("topics are dropped on this thread only") }
        return entry
    }

    private static func sync(_ topic: Topic) throws(EngineError) {
        do throws(LogError) { for log in topic.logs { _ = try log.sync() } } catch { throw EngineError(.failed, error) }
    }

    /// Adds partitions to a topic, so that it has `count`. Codes: `UNKNOWN_TOPIC`, `INVALID_PARTITION_COUNT`.
    public func growTopic(_ name: String, to count: Int, validateOnly: Bool = false) async throws(EngineError) {
        try requireNotInternal(name)
        try await administration.run { [self] () throws(EngineError) in
            let topic = try openTopic(named: name)
            let old = topic.logs.count
            guard count > old, count <= Self.maximumPartitions else {
                throw EngineError(
                    .invalid, code: "INVALID_PARTITION_COUNT",
                    "topic '\(name)' has \(old) partitions and can have \(old + 1) to \(Self.maximumPartitions), "
                        + "not \(count)")
            }
            if validateOnly { return }
            let entry = try alter(topic, partitions: Int32(count), nil)
            topic.grow(by: try openLogs(entry, Int32(old)..<Int32(count)))
            topicDidGrow(topic)
        }
    }

    /// Deletes the records below an offset in each partition that is named, -1 for all that are visible; answers where
    /// they now begin. On disk when it returns.
    ///
    /// Codes: `UNKNOWN_TOPIC`, `UNKNOWN_PARTITION`, `OFFSET_OUT_OF_RANGE`, `IN_USE` if a table still has to seal one of
    /// the records, `COMPACTED_TOPIC` if the topic only compacts.
    package func deleteRecords(
        of name: String, partition: Int, below offset: Int64
    ) async throws(EngineError) -> Int64 {
        try requireNotInternal(name)
        return try await administration.run { [self] () throws(EngineError) in
            let topic = try openTopic(named: name)
            let log = try topic.log(partition)
            guard settings(of: topic).cleanup.deletes else {
                throw EngineError(
                    .conflict, code: "COMPACTED_TOPIC", "the cleanup.policy of topic '\(name)' does not delete")
            }
            let end = log.highWatermark
            let below = offset == -1 ? end : offset
            guard (0...end).contains(below) else {
                throw EngineError(
                    .invalid, LogError.offsetOutOfRange(requested: offset, available: log.startOffset..<end))
            }
            if below <= log.startOffset { return log.startOffset }
            _ = try edit { draft throws(CatalogError) in
                try draft.append(.deleteRecords(topic.id, below: [Int32(partition): below]))
            }
            do throws(LogError) { try log.deleteRecords(below: below) } catch {
                // It is decided; the files go with the next housekeeping.
                logger.error("removing files of topic \(name) failed: \(error)")
            }
            return log.startOffset
        }
    }

    func noteIfUnsynced(_ entry: TopicEntry) {
        guard !entry.settings.isSynced else { return }
        logger.notice(
            "topic \(entry.name) has \(TopicConfig.sync.rawValue)=false: its records are acknowledged before they are on disk"
        )
    }
}
