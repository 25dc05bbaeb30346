import Catalog
import Files
import Log
import Logging
import Synchronization

extension Database {
    /// Most partitions that a topic may have: each holds a file open.
    public static let maximumPartitions = 1024

    /// Creates a topic of 1 to `maximumPartitions` partitions, with settings by their names in Kafka. Codes:
    /// `TOPIC_EXISTS`, `INVALID_ENTRY`, `INVALID_TOPIC_CONFIG`.
    public func createTopic(
        _ name: String, partitions: Int, settings configs: [(name: String, value: String?)]
    ) async throws(EngineError) {
        var settings = TopicSettings()
        for config in configs { try TopicConfig.set(config.name, to: config.value, in: &settings) }
        try await createTopic(name, partitions: partitions, settings)
    }

    /// Creates a topic of 1 to `maximumPartitions` partitions. Codes: `TOPIC_EXISTS`, `INVALID_ENTRY`.
    public func createTopic(
        _ name: String, partitions: Int, _ settings: TopicSettings = TopicSettings()
    ) async throws(EngineError) {
        guard (1...Self.maximumPartitions).contains(partitions) else {
            throw EngineError(
                .invalid, code: "INVALID_PARTITION_COUNT",
                "a topic has 1 to \(Self.maximumPartitions) partitions, not \(partitions)")
        }
        try requireNotInternal(name)
        try await administration.run { [self] () throws(EngineError) in
            try createTopicNow(name, partitions, settings)
        }
    }

    /// Called on the thread of administration.
    func createTopicNow(
        _ name: String, _ partitions: Int, _ settings: TopicSettings = TopicSettings()
    ) throws(EngineError) {
        let state = try edit { draft throws(CatalogError) in
            try draft.append(
                .createTopic(
                    TopicEntry(
                        id: draft.newTopicID(), name: name, partitionCount: Int32(partitions), settings: settings,
                        createdAt: options.now())))
        }
        guard let entry = state.topic(named: name) else { preconditionFailure("the edit created the topic") }
        let topic = try openTopic(entry)
        registry.withLock { $0.topics[name] = topic }
    }

    func requireNotInternal(_ name: String) throws(EngineError) {
        if InternalTopic.contains(name) {
            throw EngineError(.invalid, code: "INTERNAL_TOPIC", "'\(name)' is the database's own topic")
        }
    }

    /// All topics by name.
    public func topics() -> [TopicInfo] {
        registry.withLock { Array($0.topics.values) }.map(info).sorted { $0.name < $1.name }
    }

    /// Code: `UNKNOWN_TOPIC`.
    public func topic(_ name: String) throws(EngineError) -> TopicInfo { info(try openTopic(named: name)) }

    private func info(_ topic: Topic) -> TopicInfo { topic.info(settings(of: topic)) }

    /// Drops a topic and its records. Codes: `UNKNOWN_TOPIC`, `IN_USE` if a table reads it.
    public func dropTopic(_ name: String) async throws(EngineError) {
        try requireNotInternal(name)
        try await administration.run { [self] () throws(EngineError) in
            let topic = try openTopic(named: name)
            _ = try edit { draft throws(CatalogError) in try draft.append(.dropTopic(topic.id)) }
            closeDropped(name)
        }
    }

    /// Closes a topic that no entry names any more, and removes its files.
    func closeDropped(_ name: String) {
        guard let topic = registry.withLock({ $0.topics.removeValue(forKey: name) }) else { return }
        topic.close(logger)
        removeDirectory(CatalogPaths.topicDirectory(topic.id))
    }

    func openTopic(named name: String) throws(EngineError) -> Topic {
        guard let topic = registry.withLock({ $0.topics[name] }) else {
            throw EngineError(.notFound, code: "UNKNOWN_TOPIC", "there is no topic '\(name)'")
        }
        return topic
    }

    /// Records of a partition from an offset on, at most `limit`. Codes: `UNKNOWN_TOPIC`, `UNKNOWN_PARTITION`,
    /// `OFFSET_OUT_OF_RANGE`.
    public func records(
        of topic: String, partition: Int, from offset: Int64, limit: Int
    ) async throws(EngineError) -> [TopicRecord] {
        try await producing.run { [self] () throws(EngineError) in
            let log = try openTopic(named: topic).log(partition)
            do throws(LogError) {
                return try Self.read(log, partition, from: offset, limit: limit)
            } catch {
                throw EngineError(error.isCallersFault ? .invalid : .failed, error)
            }
        }
    }

    private static func read(
        _ log: PartitionLog, _ partition: Int, from offset: Int64, limit: Int
    ) throws(LogError) -> [TopicRecord] {
        var found: [TopicRecord] = []
        var next = offset
        while found.count < limit {
            let batches = try log.read(from: next, maximumBytes: 1 << 20)
            guard let last = batches.last else { break }
            for batch in batches {
                for record in try batch.records() where record.offset >= offset && found.count < limit {
                    found.append(
                        TopicRecord(
                            partition: partition, offset: record.offset, timestamp: record.timestamp,
                            key: record.key.map { Array($0) }, value: record.value.map { Array($0) }))
                }
            }
            next = last.endOffset
        }
        return found
    }

    /// Commits one edit of what exists.
    func edit(
        _ build: (inout CatalogDraft) throws(CatalogError) -> Void
    ) throws(EngineError) -> CatalogState {
        do throws(CatalogError) {
            return try catalog.commit(build)
        } catch {
            throw EngineError(error.kind, error)
        }
    }

    /// Removes files that no edit names any more. What cannot be removed now is swept at the next start.
    func removeDirectory(_ path: String) {
        do throws(FileError) {
            if try fileSystem.exists(path) { try fileSystem.removeTree(path) }
        } catch {
            logger.warning("\(path) is left to the next start: \(error)")
        }
    }
}

extension LogError {
    var isCallersFault: Bool {
        if case .offsetOutOfRange = self { return true }
        return false
    }
}

extension CatalogError {
    var kind: EngineError.Kind {
        switch self {
        case .refused(let refusal):
            switch refusal.reason {
            case .unknownTopic, .unknownSchema, .unknownTable, .unknownSegment: .notFound
            case .topicExists, .tableExists, .segmentExists, .inUse, .versionConflict: .conflict
            case .invalidEntry, .limitReached: .invalid
            case .idNotReserved, .offsetGap, .ledgerUnbalanced: .failed
            }
        case .config: .invalid
        case .closed: .unavailable
        case .format, .file, .poisoned: .failed
        }
    }
}
