import Catalog
import Ingest
import Logging
import Schema
import Segment
import Synchronization

/// A table that is open: its current version, its settings, and its consumer if it is fed by a topic.
final class TableRuntime: Sendable {
    let id: TableID
    let name: String
    let versions: VersionedTable
    private let settings: Mutex<TableConfig>
    private let openSources: Mutex<[OpenSource]>
    private let attachedConsumer = Mutex<TableConsumer?>(nil)
    /// The offsets that were the log's end when the process started: the table is ready once it has consumed them.
    private let readyOffsets: [Int32: Int64]
    /// Until when partitions of clusters are waited for that the table read when the process started.
    private let clusterDeadline: ContinuousClock.Instant?

    init(
        id: TableID, config: TableConfig, sources: [OpenSource], contents: TableContents, readyOffsets: [Int32: Int64],
        clusterDeadline: ContinuousClock.Instant? = nil
    ) {
        let isExternal = sources.contains { $0.log == nil }
        self.clusterDeadline = isExternal ? clusterDeadline : nil
        self.id = id
        name = config.nameWithType
        versions = VersionedTable(contents)
        settings = Mutex(config)
        openSources = Mutex(sources)
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

    /// What the table reads, by place.
    var sources: [OpenSource] { openSources.withLock { $0 } }

    /// A source that is new, or that has got more partitions.
    func setSource(_ source: OpenSource) {
        openSources.withLock { sources in
            sources.removeAll { $0.place == source.place }
            sources.append(source)
            sources.sort { $0.place < $1.place }
        }
    }

    /// What is read of a partition, by the table's number for it.
    func reader(ofPartition partition: Int32) -> (any PartitionReader)? {
        let (place, number) = TableSource.place(ofPartition: partition)
        let readers = sources.first { $0.place == place }?.readers ?? []
        return readers.indices.contains(Int(number)) ? readers[Int(number)] : nil
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
            for entry in damaged where contents.quarantined[entry.entry.id] == nil && contents.names(entry) {
                let damage = entry.segment.damage.map { "\($0)" } ?? ""
                logger.error("segment \(entry.entry.name) of \(name) is quarantined: \(damage)")
                contents.quarantined[entry.entry.id] = damage
            }
            contents.sealed.removeAll { contents.quarantined[$0.entry.id] != nil }
            contents.deadLetters.removeAll { contents.quarantined[$0.entry.id] != nil }
        }
    }

    /// What has to be consumed, by partition: the ends of what was there at start. For partitions of clusters that is
    /// known when the cluster has answered, and given up at the deadline.
    private var awaitedOffsets: [Int32: Int64] {
        guard let clusterDeadline, ContinuousClock.now < clusterDeadline else { return readyOffsets }
        var awaited = readyOffsets
        for source in sources where source.log == nil {
            for partition in source.partitions {
                awaited[partition.partition] = partition.reader.endAtOpening ?? .max
            }
        }
        return awaited
    }

    /// Whether everything that was there at start is visible. A partition that has stopped does not hold it up.
    var isReady: Bool {
        let contents = versions.version.contents
        let behind = awaitedOffsets.filter { (contents.partitions[$0.key]?.nextOffset ?? 0) < $0.value }
        if behind.isEmpty { return true }
        let report = consumer?.report() ?? [:]
        return consumer?.isPaused == true || behind.keys.allSatisfy { report[$0]?.failure != nil }
    }
}
