import Bytes
import Catalog
import Log
import Synchronization

/// An open topic for whoever speaks a protocol of logs.
package struct TopicLogs: Sendable {
    let topic: Topic

    package var name: String { topic.name }
    /// Never reused: a topic that is dropped and created again has another one.
    package var id: UInt64 { topic.id.rawValue }
    /// By partition number.
    package var logs: [PartitionLog] { topic.logs }
    package var isInternal: Bool { InternalTopic.contains(topic.name) }
}

// The log as it is, by partitions and batches.
extension Database {
    package func topicLogs(_ name: String) -> TopicLogs? {
        registry.withLock { $0.topics[name] }.map { TopicLogs(topic: $0) }
    }

    /// All open topics by name.
    package func allTopicLogs() -> [TopicLogs] {
        registry.withLock { Array($0.topics.values) }.sorted { $0.name < $1.name }.map { TopicLogs(topic: $0) }
    }

    /// Whether the topic takes no records without a key.
    package func needsKeys(_ topic: TopicLogs) -> Bool { settings(of: topic.topic).cleanup.compacts }

    package func settingValues(of topic: TopicLogs) -> [TopicSetting] {
        TopicConfig.values(of: settings(of: topic.topic))
    }

    /// A batch for one partition, and who waits for its offsets: the reply comes from the committing thread, after the
    /// sync.
    package struct Append: Sendable {
        let topic: TopicLogs
        let partition: Int
        let batch: RecordBatch
        let reply: @Sendable (Result<ProducedRange, EngineError>) -> Void

        /// The partition must exist.
        package init(
            _ topic: TopicLogs, _ partition: Int, _ batch: RecordBatch,
            reply: @escaping @Sendable (Result<ProducedRange, EngineError>) -> Void
        ) {
            precondition(topic.logs.indices.contains(partition), "the caller has looked for the partition")
            self.topic = topic
            self.partition = partition
            self.batch = batch
            self.reply = reply
        }
    }

    /// Appends batches as they are; those of one call in their order, after those of earlier calls.
    package func append(_ appends: [Append]) {
        committer.submit(
            appends.map { append in
                GroupCommitter.Request(topic: append.topic.topic, batches: [(append.partition, append.batch)]) {
                    append.reply($0.map { $0[0] })
                }
            })
    }

    /// Runs `body` on the thread that checks what producers send.
    package func checking<Result: Sendable>(
        _ body: @escaping @Sendable () throws(EngineError) -> Result
    ) async throws(EngineError) -> Result {
        try await producing.run(body)
    }

    /// Runs `body` on the thread that reads the log for clients.
    package func readingLog<Result: Sendable>(
        _ body: @escaping @Sendable () throws(EngineError) -> Result
    ) async throws(EngineError) -> Result {
        try await fetching.run(body)
    }

    /// What to hand to `waitForLog` later.
    package var logArrivals: UInt64 { arrivals.now }

    /// Returns when something was synced after `seen` was read, or after the timeout. Blocks the thread.
    package func waitForLog(after seen: UInt64, atMost timeout: Duration) {
        arrivals.wait(after: seen, atMost: timeout)
    }

    /// Wakes whoever waits for the log.
    package func wakeLogWaiters() { arrivals.announce() }

    /// The topic of group offsets, one partition; made if it is missing.
    package func groupOffsetsTopic() async throws(EngineError) -> TopicLogs {
        if let topic = topicLogs(InternalTopic.groupOffsets) { return topic }
        return try await administration.run { [self] () throws(EngineError) in
            if topicLogs(InternalTopic.groupOffsets) == nil {
                try createTopicNow(InternalTopic.groupOffsets, 1)
            }
            return TopicLogs(topic: try openTopic(named: InternalTopic.groupOffsets))
        }
    }

    /// Removes whole files of a partition of an internal topic whose offsets all are below `offset`.
    package func removeFiles(of topic: TopicLogs, below offset: Int64) throws(EngineError) {
        precondition(topic.isInternal, "retention of other topics is their settings' business")
        do throws(LogError) {
            for log in topic.logs {
                _ = try log.applyRetention(RetentionPolicy(maximumBytes: 0), now: options.now(), floor: offset)
            }
        } catch {
            throw EngineError(.failed, error)
        }
    }
}
