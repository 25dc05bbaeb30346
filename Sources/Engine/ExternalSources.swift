import Catalog
import Ingest
import Schema
import Synchronization

/// Stands for a partition of a cluster that cannot be read as things are: nothing comes, and it says why.
final class AbsentReader: PartitionReader {
    private let offset: Int64
    private let reason: ReadError

    init(at offset: Int64, _ reason: ReadError) {
        self.offset = offset
        self.reason = reason
    }

    let startOffset: Int64 = 0
    var endOffset: Int64 { offset }

    func obstacle(at offset: Int64) -> ReadError? { reason }

    func read(from offset: Int64, maximumBytes: Int) throws(ReadError) -> [RecordChunk] { throw reason }
}

extension OpenSource {
    /// Whether it cannot be read as things are.
    var isAbsent: Bool { readers.contains { $0 is AbsentReader } }
}

extension StreamConfig {
    /// The topics of clusters that the stream stands for, by the server's map if the config does not say.
    func externalTopics(_ connector: any StreamConnector) -> [StreamTopic] {
        switch kafka {
        case nil: []
        case .described(let properties):
            [
                StreamTopic(
                    cluster: KafkaStreamProperties.describedCluster, properties: properties, topic: topic)
            ]
        case .cluster(let name): [StreamTopic(cluster: name, topic: topic)]
        case .topicMap:
            connector.clusters(ofTopic: topic).map { StreamTopic(cluster: $0, topic: topic) }
        }
    }
}

extension Database {
    /// Opens a topic of a cluster, without waiting for it. What keeps it from being read shows at its partitions.
    func openExternal(
        _ cluster: String, _ topic: String, partitionCount: Int32, _ place: Int, of entry: TableEntry,
        _ config: TableConfig
    ) -> OpenSource {
        let consumed = registry.withLock { $0.tables[entry.name] }?.versions.version.contents.partitions ?? [:]
        let found = Result { () throws(ReadError) in try streamTopic(cluster, topic, config) }
        var readers: [any PartitionReader] = []
        for number in 0..<partitionCount {
            let partition = TableSource.partition(number, ofSource: place)
            let offset = consumed[partition]?.nextOffset ?? entry.consumed(inPartition: partition)
            do throws(ReadError) {
                let (connector, topic, _) = try found.get()
                readers.append(
                    try connector.reader(
                        of: topic, partition: number, partitionCount: partitionCount, from: offset
                    ) { [arrivals] in arrivals.announce() })
            } catch {
                readers.append(AbsentReader(at: offset, error))
            }
        }
        let isDescribed = cluster == KafkaStreamProperties.describedCluster
        return OpenSource(
            place: place, topic: isDescribed ? topic : "\(cluster)/\(topic)", log: nil, readers: readers,
            recordsPerSecond: (try? found.get())?.stream.recordsPerSecond)
    }

    /// The stream of the config that a source comes from, and how it is reached.
    private func streamTopic(
        _ cluster: String, _ topic: String, _ config: TableConfig
    ) throws(ReadError) -> (connector: any StreamConnector, topic: StreamTopic, stream: StreamConfig) {
        guard let connector = options.connector else {
            throw ReadError(
                code: "UNKNOWN_CLUSTER",
                message: "topic '\(topic)' is in the Kafka cluster '\(cluster)'; none is set up",
                mayPass: true)
        }
        for stream in config.streams where stream.topic == topic {
            if let found = stream.externalTopics(connector).first(where: { $0.cluster == cluster }) {
                return (connector, found, stream)
            }
        }
        throw ReadError(
            code: "SOURCE_RETIRED",
            message: "topic '\(topic)' is no longer read from the cluster '\(cluster)', as the cluster file has it",
            mayPass: true)
    }
}

/// A source of a table that is about to be created, with the offsets at which its partitions begin.
struct PlannedSource: Sendable {
    let source: TableSource
    let offsets: [Int64]
}

// What clusters are asked for before a table is created.
extension Database {
    /// For each stream of a config the sources that it stands for; empty for topics of the embedded log.
    func planExternal(_ config: TableConfig) async throws(EngineError) -> [[PlannedSource]] {
        if config.streams.allSatisfy({ $0.kafka == nil }) { return config.streams.map { _ in [] } }
        guard let connector = options.connector else {
            throw EngineError(.invalid, code: "UNKNOWN_CLUSTER", "this process reads no Kafka clusters")
        }
        return try await clusterQuestions.run { [self] () throws(EngineError) in
            var plans: [[PlannedSource]] = []
            for stream in config.streams {
                plans.append(stream.kafka == nil ? [] : try plan(stream, connector))
            }
            return plans
        }
    }

    private func plan(
        _ stream: StreamConfig, _ connector: any StreamConnector
    ) throws(EngineError) -> [PlannedSource] {
        let topics = stream.externalTopics(connector)
        var planned: [PlannedSource] = []
        var missing: ReadError?
        for topic in topics {
            do throws(ReadError) {
                let count = try connector.partitionCount(of: topic)
                let offsets = try connector.offsets(of: topic, partitionCount: count, at: position(of: stream))
                planned.append(
                    PlannedSource(
                        source: .kafka(cluster: topic.cluster, topic: topic.topic, partitionCount: count),
                        offsets: offsets))
            } catch {
                // A topic may be announced in a cluster before it is there.
                guard topics.count > 1, error.code == "UNKNOWN_TOPIC" else { throw EngineError(asking: error) }
                missing = error
            }
        }
        if !planned.isEmpty { return planned }
        throw missing.map { EngineError(asking: $0) }
            ?? EngineError(
                .notFound, code: "UNKNOWN_TOPIC",
                "the table names neither a broker list nor a cluster, and the cluster file does not say where the topic "
                    + "'\(stream.topic)' lives")
    }

    private func position(of stream: StreamConfig) -> StreamPosition {
        switch stream.startAt {
        case .earliest: .earliest
        case .latest: .latest
        case .time(let milliseconds): .time(milliseconds)
        case .before(let period):
            .time(max(0, options.now() - period.components.seconds * 1_000))
        }
    }
}

extension EngineError {
    /// What a cluster answered to a question that a request needs.
    init(asking error: ReadError) {
        let kind: Kind =
            switch error.code {
            case "UNKNOWN_TOPIC": .notFound
            case "UNKNOWN_CLUSTER", "INVALID_CLUSTER_CONFIG": .invalid
            default: .unavailable
            }
        self.init(kind, error)
    }
}
