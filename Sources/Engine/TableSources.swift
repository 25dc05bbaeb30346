import Catalog
import Ingest
import Log
import Logging
import Schema
import Synchronization

/// Something that a table reads, opened.
struct OpenSource: Sendable {
    /// Its place in the table's list, by which the table numbers its partitions.
    let place: Int
    let topic: String
    /// The topic of the embedded log, if it is one.
    let log: Topic?
    /// By the topic's own number of the partition.
    var readers: [any PartitionReader]
    /// What belongs to the table of the redrive source; nil for others.
    var committed: [Range<Int64>]?
    let recordsPerSecond: Double?

    /// The source of each of its partitions.
    var partitions: [PartitionConsumer.Source] {
        readers.enumerated().map { number, reader in
            PartitionConsumer.Source(
                partition: TableSource.partition(Int32(number), ofSource: place), topic: topic,
                topicPartition: Int32(number), reader: reader, committed: committed)
        }
    }
}

extension Database {
    /// Opens what a table reads, by its catalog entry.
    func openSources(of entry: TableEntry, _ config: TableConfig) throws(EngineError) -> [OpenSource] {
        var sources: [OpenSource] = []
        for (place, source) in entry.sources.enumerated() {
            sources.append(try openSource(source, place, of: entry, config))
        }
        return sources
    }

    func openSource(
        _ source: TableSource, _ place: Int, of entry: TableEntry, _ config: TableConfig
    ) throws(EngineError) -> OpenSource {
        switch source {
        case .topic(let id), .redrive(let id):
            guard let topic = registry.withLock({ $0.topics.values.first { $0.id == id } }) else {
                preconditionFailure("the catalog keeps topics that tables read")
            }
            let isRedrive = if case .redrive = source { true } else { false }
            let stream = config.streams.first { $0.topic == topic.name && $0.kafka == nil }
            return OpenSource(
                place: place, topic: topic.name, log: topic, readers: topic.logs.map { LogReader($0) },
                committed: isRedrive ? entry.redrives : nil, recordsPerSecond: stream?.recordsPerSecond)
        case .kafka(let cluster, let topic, let count):
            return openExternal(cluster, topic, partitionCount: count, place, of: entry, config)
        }
    }

    /// Consumers of a source's partitions, where the catalog says that each is.
    func consumers(
        of source: OpenSource, _ entry: TableEntry, _ config: TableConfig
    ) throws(EngineError) -> [PartitionConsumer] {
        let versions = try schemaVersions(of: entry)
        return source.partitions.map { partition in
            var consumer = PartitionConsumer(
                tableName: config.rawName, source: partition,
                startOffset: entry.consumed(inPartition: partition.partition),
                versions: versions.map { ($0.start(inPartition: partition.partition), $1) })
            if let rate = source.recordsPerSecond {
                let share = rate / Double(source.readers.count)
                consumer.limiter = RateLimiter(recordsPerSecond: share, now: .now)
            }
            return consumer
        }
    }

    private func schemaVersions(
        of entry: TableEntry
    ) throws(EngineError) -> [(TableSchemaVersion, PartitionConsumer.SchemaVersion)] {
        var versions: [(TableSchemaVersion, PartitionConsumer.SchemaVersion)] = []
        for version in entry.schemaVersions { versions.append((version, try schemaVersion(version))) }
        return versions
    }

    /// A schema version with its rules, as consumers use it.
    func schemaVersion(_ version: TableSchemaVersion) throws(EngineError) -> PartitionConsumer.SchemaVersion {
        let schema = try Self.parseSchema(Array(version.json.utf8)).schema
        let ingestion = try version.ingestionJSON.map { json throws(EngineError) in
            try Self.parseTable(Array(json.utf8)).config.ingestion
        }
        return PartitionConsumer.SchemaVersion(
            number: version.version, schema: schema,
            pipeline: try pipeline(schema, ingestion ?? IngestionConfig()))
    }

    /// What makes rows of a table's records.
    func pipeline(_ schema: Schema, _ ingestion: IngestionConfig) throws(EngineError) -> RecordPipeline {
        do throws(ConfigError) {
            return try RecordPipeline(schema: schema, ingestion: ingestion, avroSchemas: options.avroSchemas)
        } catch {
            throw EngineError(.invalid, error)
        }
    }

    /// Begins to read a source that is new, or the partitions that it has got.
    func begin(
        _ source: TableSource, _ place: Int, of table: TableRuntime, _ entry: TableEntry, _ consumer: TableConsumer
    ) throws(EngineError) {
        try begin(try openSource(source, place, of: entry, table.config), of: table, entry, consumer)
    }

    /// The same for a source that is open.
    func begin(
        _ source: OpenSource, of table: TableRuntime, _ entry: TableEntry, _ consumer: TableConsumer
    ) throws(EngineError) {
        let known = Set(table.versions.version.contents.partitions.keys)
        table.versions.publish { contents in
            for partition in source.partitions where !known.contains(partition.partition) {
                contents.partitions[partition.partition] = PartitionVersion(
                    partition, nextOffset: entry.consumed(inPartition: partition.partition),
                    ledger: entry.ledger(ofPartition: partition.partition))
            }
        }
        table.setSource(source)
        consumer.add(try consumers(of: source, entry, table.config))
    }

    /// Called when a topic has got more partitions: tables that read it begin to consume these.
    func topicDidGrow(_ topic: Topic) {
        for table in registry.withLock({ Array($0.tables.values) }) {
            guard let consumer = table.consumer, let entry = catalog.state.tables[table.id],
                let place = entry.topicSources.first(where: { $0.id == topic.id })?.place
            else { continue }
            do throws(EngineError) {
                try begin(entry.sources[place], place, of: table, entry, consumer)
            } catch {
                logger.error("reading the new partitions of \(topic.name) into \(table.name) failed: \(error)")
            }
        }
        arrivals.announce()
    }
}
