import Bytes
import Ingest
import RdKafka
import Synchronization

/// Reads topics of the Kafka clusters that a server knows by name, and of those that tables describe themselves.
public final class KafkaConnector: StreamConnector {
    private struct WeakConnection {
        weak var connection: KafkaConnection?
    }

    private struct State {
        var directory: ClusterDirectory
        var connections: [StreamTopic: [WeakConnection]] = [:]
    }

    private let state: Mutex<State>

    /// How long a question waits for the cluster.
    public static let patience: Duration = .seconds(10)

    public init(_ directory: ClusterDirectory = ClusterDirectory()) {
        state = Mutex(State(directory: directory))
    }

    /// What the server knows from now on, and the names of the clusters that are reached in another way than before.
    /// Readers that exist stay as they are.
    public func setDirectory(_ directory: ClusterDirectory) -> Set<String> {
        state.withLock { state in
            let old = state.directory.clusters
            state.directory = directory
            let names = Set(old.keys).union(directory.clusters.keys)
            return names.filter { old[$0] != directory.clusters[$0] }
        }
    }

    public func clusters(ofTopic topic: String) -> [String] {
        state.withLock { $0.directory.topics[topic] ?? [] }
    }

    /// The topic with the properties of its cluster as they are now.
    private func resolve(_ topic: StreamTopic) throws(ReadError) -> (StreamTopic, [String: String]) {
        if let properties = topic.properties { return (topic, properties) }
        guard let properties = state.withLock({ $0.directory.clusters[topic.cluster] }) else {
            throw ReadError(
                code: "UNKNOWN_CLUSTER",
                message:
                    "topic '\(topic.topic)' is in the Kafka cluster '\(topic.cluster)', which is not in the cluster "
                    + "file", mayPass: true)
        }
        return (StreamTopic(cluster: topic.cluster, properties: properties, topic: topic.topic), properties)
    }

    public func partitionCount(of topic: StreamTopic) throws(ReadError) -> Int32 {
        try ask(topic) { handle throws(KafkaFailure) in
            try handle.partitionCount(ofTopic: topic.topic, timeout: Self.patience)
        }
    }

    public func offsets(
        of topic: StreamTopic, partitionCount: Int32, at start: StreamPosition
    ) throws(ReadError) -> [Int64] {
        let position: KafkaPosition =
            switch start {
            case .earliest: .start
            case .latest: .end
            case .time(let milliseconds): .time(milliseconds)
            }
        return try ask(topic) { handle throws(KafkaFailure) in
            try handle.offsets(
                ofTopic: topic.topic, partitions: Array(0..<max(0, partitionCount)), at: position,
                timeout: Self.patience)
        }
    }

    /// Ends all connections, and waits for the library's threads to end. Readers answer from what has come.
    public func close() {
        let connections = state.withLock { $0.connections.values.flatMap { $0.compactMap(\.connection) } }
        for connection in connections { connection.end() }
        _ = KafkaHandle.waitUntilDestroyed(atMost: Self.patience)
    }

    /// Asks by a connection that exists, or by one for this question.
    private func ask<Answer>(
        _ topic: StreamTopic, _ question: (KafkaHandle) throws(KafkaFailure) -> Answer
    ) throws(ReadError) -> Answer {
        let (topic, properties) = try resolve(topic)
        let known = state.withLock { $0.connections[topic]?.lazy.compactMap { $0.connection?.handle }.first }
        do throws(KafkaFailure) {
            let handle =
                if let known { known } else {
                    try KafkaHandle(properties: KafkaProperties.complete(properties))
                }
            do throws(KafkaFailure) {
                return try question(handle)
            } catch {
                throw known == nil ? Self.explained(error, handle) : error
            }
        } catch {
            throw ReadError(error, topic)
        }
    }

    /// That nobody answers has a cause, which the library has told of in the meantime.
    private static func explained(_ failure: KafkaFailure, _ handle: KafkaHandle) -> KafkaFailure {
        guard failure.kind == .unreachable else { return failure }
        var told: [KafkaFailure] = []
        while told.count < maximumExplanations, let next = handle.nextFailure(atMost: .zero) { told.append(next) }
        return told.first { $0.kind != .unreachable } ?? told.first ?? failure
    }

    private static let maximumExplanations = 100

    public func reader(
        of topic: StreamTopic, partition: Int32, partitionCount: Int32, from offset: Int64,
        arrival: @escaping @Sendable () -> Void
    ) throws(ReadError) -> any PartitionReader {
        let (topic, properties) = try resolve(topic)
        do throws(KafkaFailure) {
            return try state.withLock { state throws(KafkaFailure) in
                var connections = (state.connections[topic] ?? []).filter { $0.connection?.isEnding == false }
                for known in connections {
                    if let reader = known.connection?.reader(partition, from: offset, arrival) { return reader }
                }
                let connection = try KafkaConnection(topic, properties: properties, partitionCount: Int(partitionCount))
                connections.append(WeakConnection(connection: connection))
                state.connections[topic] = connections
                guard let reader = connection.reader(partition, from: offset, arrival) else {
                    preconditionFailure("a new connection reads nothing")
                }
                return reader
            }
        } catch {
            throw ReadError(error, topic)
        }
    }
}
