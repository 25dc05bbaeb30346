import Catalog
import Log
import Synchronization

/// A topic that is open: the logs of its partitions.
final class Topic: Sendable {
    let id: TopicID
    let name: String
    private let partitions: Mutex<[PartitionLog]>

    init(id: TopicID, name: String, logs: [PartitionLog]) {
        self.id = id
        self.name = name
        partitions = Mutex(logs)
    }

    /// By partition number. There may be more the next time, never fewer.
    var logs: [PartitionLog] { partitions.withLock { $0 } }

    /// Adds the partitions that follow.
    func grow(by logs: [PartitionLog]) { partitions.withLock { $0 += logs } }

    func info(_ settings: TopicSettings) -> TopicInfo {
        TopicInfo(
            name: name,
            partitions: logs.enumerated().map { partition, log in
                TopicInfo.Partition(
                    partition: partition, firstOffset: log.startOffset, endOffset: log.highWatermark,
                    byteCount: log.byteCount)
            }, settings: TopicConfig.values(of: settings))
    }

    func log(_ partition: Int) throws(EngineError) -> PartitionLog {
        let logs = logs
        guard logs.indices.contains(partition) else {
            throw EngineError(
                .notFound, code: "UNKNOWN_PARTITION",
                "topic '\(name)' has partitions 0 to \(logs.count - 1), not \(partition)")
        }
        return logs[partition]
    }
}
