import Bytes
import Catalog
import Files
import Log
import Logging
import Schema
import Segment
import Synchronization

extension Database {
    /// Opens the database in a data directory: takes its lock, recovers catalog and logs, opens the segments, and
    /// starts to consume. Creates what is missing.
    ///
    /// Throws `EngineError` with the code of what is in the way, such as `DATA_DIRECTORY_LOCKED` or `CORRUPT_FILE`.
    public static func open(
        fileSystem: any FileSystem, options: DatabaseOptions = DatabaseOptions(), logger: Logger
    ) throws(EngineError) -> Database {
        do {
            let lock = try fileSystem.lock("LOCK")
            let catalog = try Catalog.open(fileSystem)
            for garbage in try catalog.state.garbage(in: fileSystem) {
                logger.info("removing what no edit names: \(garbage.path)")
                try garbage.remove(from: fileSystem)
            }
            let database = Database(
                fileSystem: fileSystem, options: options, logger: logger, lock: lock, catalog: catalog)
            do throws(EngineError) {
                try database.openTopics()
                try database.openTables()
            } catch {
                database.closeNow()
                throw error
            }
            database.startHousekeeping()
            return database
        } catch {
            throw EngineError.failure(error)
        }
    }

    private func openTopics() throws(EngineError) {
        let state = catalog.state
        for entry in state.topics.values {
            let topic = try openTopic(entry) { partition in
                state.lastConsumedOffset(of: entry.id, partition: partition)
            }
            noteIfUnsynced(entry)
            registry.withLock { $0.topics[entry.name] = topic }
        }
    }

    /// `minimumEnd` is the offset that the catalog knows each partition to reach: a log that ends before it has lost
    /// records.
    func openTopic(
        _ entry: TopicEntry, minimumEnd: (Int32) -> Int64 = { _ in 0 }
    ) throws(EngineError) -> Topic {
        let logs = try openLogs(entry, 0..<entry.partitionCount, minimumEnd: minimumEnd)
        return Topic(id: entry.id, name: entry.name, logs: logs)
    }

    func logOptions(_ entry: TopicEntry, _ options: LogOptions = LogOptions()) -> LogOptions {
        var options = options
        options.segmentBytes =
            entry.name == InternalTopic.groupOffsets
            ? InternalTopic.groupOffsetsFileBytes
            : entry.settings.fileBytes.map { Int(clamping: $0) } ?? self.options.logFileBytes
        options.maximumBatchBytes =
            entry.settings.maximumBatchBytes.map { Int(clamping: $0) } ?? LogLimits.defaultMaximumBatchBytes
        options.isSynced = entry.settings.isSynced
        return options
    }

    func openLogs(
        _ entry: TopicEntry, _ partitions: Range<Int32>, minimumEnd: (Int32) -> Int64 = { _ in 0 }
    ) throws(EngineError) -> [PartitionLog] {
        var logs: [PartitionLog] = []
        for partition in partitions {
            var logOptions = logOptions(entry)
            logOptions.minimumStartOffset = entry.deletedBelow(inPartition: partition)
            logOptions.minimumEndOffset = max(minimumEnd(partition), logOptions.minimumStartOffset)
            // So that no producer can place bytes in a record that look like a frame of the log.
            logOptions.salt = UInt64.random(in: .min ... .max)
            do throws(LogError) {
                let log = try PartitionLog.open(
                    fileSystem, directory: CatalogPaths.logDirectory(entry.id, partition: partition),
                    identity: LogIdentity(topicID: entry.id.rawValue, partition: partition), options: logOptions)
                note(log.recovery, entry, partition)
                logs.append(log)
            } catch {
                throw EngineError(.failed, error)
            }
        }
        return logs
    }

    private func note(_ recovery: RecoveryReport, _ entry: TopicEntry, _ partition: Int32) {
        guard let skipped = recovery.skipped else { return }
        metricsCounters.unsyncedEnds.add(1)
        logger.warning(
            """
            partition \(partition) of topic \(entry.name), which does not wait for the disk, was not closed: records \
            from offset \(skipped.lowerBound) on may be lost; it goes on at offset \(skipped.upperBound)
            """)
    }

    private func openTables() throws(EngineError) {
        for entry in catalog.state.tables.values.sorted(by: { $0.id < $1.id }) {
            let table = try openTable(entry, waitingUntil: .now + options.clusterPatience)
            registry.withLock { $0.tables[entry.name] = table }
        }
    }

    /// Opens the segments of a table and starts to consume from where they end.
    ///
    /// The table is not ready before it has what its clusters have now, but no longer than until the time given.
    func openTable(
        _ entry: TableEntry, waitingUntil clusterDeadline: ContinuousClock.Instant? = nil
    ) throws(EngineError) -> TableRuntime {
        let config = try Self.parseTable(Array(entry.configJSON.utf8)).config
        let sources = try openSources(of: entry, config)
        let table = TableRuntime(
            id: entry.id, config: config, sources: sources, contents: try openContents(entry, sources),
            readyOffsets: Self.knownEnds(sources), clusterDeadline: clusterDeadline)
        if !sources.isEmpty { try startConsumer(of: table, entry, sources) }
        return table
    }

    /// Where what is in the embedded log now ends.
    private static func knownEnds(_ sources: [OpenSource]) -> [Int32: Int64] {
        var offsets: [Int32: Int64] = [:]
        for source in sources where source.log != nil {
            for partition in source.partitions { offsets[partition.partition] = partition.endOffset }
        }
        return offsets
    }

    private func openContents(_ entry: TableEntry, _ sources: [OpenSource]) throws(EngineError) -> TableContents {
        let schema = try Self.parseSchema(Array(entry.currentSchema.json.utf8)).schema
        var contents = TableContents(schema: schema, sealed: [], partitions: [:])
        contents.sealed = open(entry.segments.values, of: entry, &contents.quarantined)
        contents.deadLetters = open(entry.deadLetters.values, of: entry, &contents.quarantined)
        for partition in sources.flatMap(\.partitions) {
            contents.partitions[partition.partition] = PartitionVersion(
                partition, nextOffset: entry.consumed(inPartition: partition.partition),
                ledger: entry.ledger(ofPartition: partition.partition))
        }
        return contents
    }

    private func open(
        _ segments: some Sequence<SegmentEntry>, of entry: TableEntry, _ quarantined: inout [SegmentID: String]
    ) -> [SealedEntry] {
        var opened: [SealedEntry] = []
        for segment in segments {
            do {
                opened.append(SealedEntry(entry: segment, segment: try openSegment(segment, of: entry)))
            } catch {
                logger.error("segment \(segment.name) is quarantined: \(error)")
                quarantined[segment.id] = String(describing: error)
            }
        }
        return opened.sorted(by: SealedEntry.inReadingOrder)
    }

    private func openSegment(_ segment: SegmentEntry, of table: TableEntry) throws -> SealedSegment {
        let path = CatalogPaths.segmentPath(table.id, segment.id)
        let opened = try SealedSegment.open(
            fileSystem, path: path, expecting: (tableID: table.id.rawValue, segmentID: segment.id.rawValue))
        if opened.fileChecksum != segment.fileChecksum {
            throw FormatError(.corrupt, file: path, section: "footer", offset: 0, "not the file that was committed")
        }
        return opened
    }

    private func startConsumer(
        of table: TableRuntime, _ entry: TableEntry, _ sources: [OpenSource]
    ) throws(EngineError) {
        var lanes: [PartitionConsumer?] = []
        for source in sources { lanes += try consumers(of: source, entry, table.config) }
        var state = TableConsumer.State(lanes: lanes, flush: table.config.flush)
        state.isPaused = entry.isPaused
        let sealer = sealer
        let consumer = TableConsumer(
            table: table.versions, tableName: table.name, state: state, budget: consumingBudget, arrivals: arrivals,
            visibility: visibility, metrics: metricsCounters, logger: logger
        ) { [weak table] snapshot in
            if let table { sealer.submit(.init(table: table, snapshot: snapshot)) }
        }
        table.attach(consumer)
        consumer.start(threads: min(options.consumeThreads, lanes.count))
    }

    static func parseTable(_ json: [UInt8]) throws(EngineError) -> TableDocument {
        do throws(ConfigError) {
            return try TableDocument(parsing: json)
        } catch {
            throw EngineError(.invalid, error)
        }
    }

    static func parseSchema(_ json: [UInt8]) throws(EngineError) -> SchemaDocument {
        do throws(ConfigError) {
            return try SchemaDocument(parsing: json)
        } catch {
            throw EngineError(.invalid, error)
        }
    }
}
