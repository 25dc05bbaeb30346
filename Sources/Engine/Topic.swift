import Catalog
import Log

/// A topic that is open: the logs of its partitions.
final class Topic: Sendable {
    let id: TopicID
    let name: String
    /// By partition number.
    let logs: [PartitionLog]

    init(id: TopicID, name: String, logs: [PartitionLog]) {
        self.id = id
        self.name = name
        self.logs = logs
    }

    var info: TopicInfo {
        TopicInfo(
            name: name,
            partitions: logs.enumerated().map { partition, log in
                TopicInfo.Partition(
                    partition: partition, firstOffset: log.startOffset, endOffset: log.highWatermark,
                    byteCount: log.byteCount)
            })
    }

    func log(_ partition: Int) throws(EngineError) -> PartitionLog {
        guard logs.indices.contains(partition) else {
            throw EngineError(
                .notFound, code: "UNKNOWN_PARTITION",
                "topic '\(name)' has partitions 0 to \(logs.count - 1), not \(partition)")
        }
        return logs[partition]
    }
}
