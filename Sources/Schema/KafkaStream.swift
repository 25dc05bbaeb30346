/// How a stream that is kept in Kafka is found.
public enum KafkaOrigin: Hashable, Sendable {
    /// The config says how the cluster is reached: properties of librdkafka.
    case described([String: String])
    /// A cluster of the server's cluster file.
    case cluster(String)
    /// Wherever the server's cluster file says that the topic lives, in several clusters perhaps.
    case topicMap
}

/// Properties that a table's stream may have for the connection to its cluster, under librdkafka's names.
public enum KafkaStreamProperties {
    /// The name of the cluster that a config describes itself.
    public static let describedCluster = "direct"

    static let passedOn: Set<String> = [
        "security.protocol", "sasl.mechanism", "sasl.mechanisms", "sasl.username", "sasl.password",
        "ssl.ca.location", "ssl.ca.pem", "ssl.certificate.location", "ssl.certificate.pem", "ssl.key.location",
        "ssl.key.pem", "ssl.key.password", "ssl.keystore.location", "ssl.keystore.password", "ssl.cipher.suites",
        "ssl.endpoint.identification.algorithm", "enable.ssl.certificate.verification", "client.id", "client.rack",
        "fetch.min.bytes", "fetch.wait.max.ms", "fetch.message.max.bytes", "fetch.max.bytes",
        "receive.message.max.bytes", "socket.timeout.ms", "socket.keepalive.enable", "metadata.max.age.ms",
        "reconnect.backoff.ms", "reconnect.backoff.max.ms", "broker.address.family", "connections.max.idle.ms",
    ]

    /// Names of the Java client for what librdkafka calls otherwise.
    static let renamed = [
        "fetch.max.wait.ms": "fetch.wait.max.ms", "max.partition.fetch.bytes": "fetch.message.max.bytes",
        "request.timeout.ms": "socket.timeout.ms",
    ]

    /// Properties of Pinot's consumers without a meaning here, whose absence changes nothing that is read.
    static let kept: Set<String> = [
        "group.id", "enable.auto.commit", "auto.commit.interval.ms", "max.poll.records", "max.poll.interval.ms",
        "session.timeout.ms", "heartbeat.interval.ms", "key.deserializer", "value.deserializer", "receive.buffer.bytes",
        "send.buffer.bytes", "schema.registry.url", "partition.assignment.strategy",
    ]

    static func belongsToConnection(_ name: String) -> Bool {
        ["sasl.", "ssl.", "security.", "enable.ssl."].contains { name.hasPrefix($0) }
    }
}
