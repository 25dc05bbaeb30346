import Catalog
import Logging
import Schema
import Segment
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

    /// What segments are built for whose rows have that schema.
    func target(for schema: Schema) -> SegmentStore.Target {
        let config = config
        return SegmentStore.Target(table: id, timeColumn: config.timeColumn, indexing: config.indexing(for: schema))
    }

    var config: TableConfig { settings.withLock { $0 } }

    func setConfig(_ config: TableConfig) {
        settings.withLock { $0 = config }
        consumer?.setFlush(config.flush)
    }

    /// How long rows are kept, and the unit of the time column by which that goes; nil if they are kept for good.
    var retention: (span: Duration, unit: Duration)? {
        let config = config
        guard let retention = config.retention, let column = config.timeColumn,
            let unit = versions.version.contents.schema.field(named: column)?.timeUnit
        else { return nil }
        return (retention, unit)
    }

    var consumer: TableConsumer? { attachedConsumer.withLock { $0 } }

    func attach(_ consumer: TableConsumer) { attachedConsumer.withLock { $0 = consumer } }

    /// Takes segments whose bytes turned out to be damaged out of the next version, which then says so.
    func quarantineDamaged(_ segments: [SealedEntry], _ logger: Logger) {
        let damaged = segments.filter { $0.segment.damage != nil }
        if damaged.isEmpty { return }
        versions.publish { contents in
            for entry in damaged where contents.sealed.contains(where: { $0.entry.id == entry.entry.id }) {
                let damage = entry.segment.damage.map { "\($0)" } ?? ""
                logger.error("segment \(entry.entry.name) of \(name) is quarantined: \(damage)")
                contents.quarantined[entry.entry.id] = damage
            }
            contents.sealed.removeAll { contents.quarantined[$0.entry.id] != nil }
        }
    }

    /// Whether everything that was in the log at start is visible. A partition that has stopped does not hold it up.
    var isReady: Bool {
        let contents = versions.version.contents
        let behind = readyOffsets.filter { (contents.partitions[$0.key]?.nextOffset ?? 0) < $0.value }
        if behind.isEmpty { return true }
        let report = consumer?.report() ?? [:]
        return behind.keys.allSatisfy { report[$0]?.failure != nil }
    }
}
