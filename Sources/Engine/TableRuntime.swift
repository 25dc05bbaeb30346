import Catalog
import Schema
import Synchronization

/// A table that is open: its current version, its settings, and its consumer if it is fed by a topic.
final class TableRuntime: Sendable {
    let id: TableID
    let name: String
    let versions: VersionedTable
    let topic: Topic?
    private let settings: Mutex<TableConfig>
    private let attachedConsumer = Mutex<TableConsumer?>(nil)
    /// The offsets that were the log's end when the process started: the table is ready once it has consumed them.
    private let readyOffsets: [Int32: Int64]

    init(
        id: TableID, config: TableConfig, topic: Topic?, contents: TableContents, readyOffsets: [Int32: Int64]
    ) {
        self.id = id
        name = config.nameWithType
        self.topic = topic
        versions = VersionedTable(contents)
        settings = Mutex(config)
        self.readyOffsets = readyOffsets
    }

    /// What segments are built for.
    var target: SegmentStore.Target { SegmentStore.Target(table: id, timeColumn: config.timeColumn) }

    var config: TableConfig { settings.withLock { $0 } }

    func setConfig(_ config: TableConfig) {
        settings.withLock { $0 = config }
        consumer?.setFlush(config.flush)
    }

    var consumer: TableConsumer? { attachedConsumer.withLock { $0 } }

    func attach(_ consumer: TableConsumer) { attachedConsumer.withLock { $0 = consumer } }

    /// Whether everything that was in the log at start is visible. A partition that has stopped does not hold it up.
    var isReady: Bool {
        let contents = versions.version.contents
        let behind = readyOffsets.filter { (contents.partitions[$0.key]?.nextOffset ?? 0) < $0.value }
        if behind.isEmpty { return true }
        let report = consumer?.report() ?? [:]
        return behind.keys.allSatisfy { report[$0]?.failure != nil }
    }
}
