import Testing

@testable import Schema

/// Streams that are consumed from Kafka, in Pinot's settings.
struct KafkaStreamTests {
    private func stream(_ settings: String) throws -> StreamConfig {
        let text = """
            {"tableName":"t","tableType":"REALTIME","segmentsConfig":{"schemaName":"t"},"tableIndexConfig":
            {"streamConfigs":{"streamType":"kafka","stream.kafka.topic.name":"orders"\(settings)}}}
            """
        let document = try TableDocument(parsing: Array(text.utf8))
        guard let stream = document.config.streams.first else { throw ConfigError(.missingField, at: "$", "no stream") }
        return stream
    }

    private func code(_ settings: String) -> String? {
        do {
            _ = try stream(settings)
            return nil
        } catch {
            return (error as? ConfigError).map { "\($0.code) \($0.message)" }
        }
    }

    /// As in Pinot's documentation.
    @Test func aConfigOfPinotIsTakenAsItIs() throws {
        let stream = try stream(
            """
            ,"stream.kafka.broker.list":"localhost:9092","stream.kafka.consumer.type":"lowlevel",
            "stream.kafka.consumer.prop.auto.offset.reset":"largest",
            "stream.kafka.consumer.factory.class.name":"org.apache.pinot.plugin.stream.kafka30.KafkaConsumerFactory",
            "stream.kafka.decoder.class.name":"org.apache.pinot.plugin.stream.kafka.KafkaJSONMessageDecoder",
            "stream.kafka.zk.broker.url":"localhost:2191","stream.kafka.hlc.zk.connect.string":"localhost:2191",
            "realtime.segment.flush.threshold.rows":"0","realtime.segment.flush.threshold.time":"24h",
            "security.protocol":"SASL_SSL","sasl.mechanism":"PLAIN",
            "sasl.jaas.config":"org.apache.kafka.common.security.plain.PlainLoginModule required username=\\"u\\" password=\\"p\\\\\\"q\\";",
            "stream.kafka.consumer.prop.group.id":"g","stream.kafka.consumer.prop.max.partition.fetch.bytes":1000
            """)
        #expect(stream.topic == "orders" && stream.startAt == .latest)
        #expect(
            stream.kafka
                == .described([
                    "bootstrap.servers": "localhost:9092", "security.protocol": "SASL_SSL", "sasl.mechanism": "PLAIN",
                    "sasl.username": "u", "sasl.password": "p\"q", "fetch.message.max.bytes": "1000",
                ]))
    }

    @Test func aTopicIsFoundByClusterOrByTheMap() throws {
        #expect(try stream("").kafka == .topicMap)
        #expect(try stream(#","stream.kafka.cluster.name":"east""#).kafka == .cluster("east"))
    }

    @Test(arguments: [
        ("smallest", StreamConfig.Start.earliest), ("largest", .latest), ("2d", .before(.seconds(172_800))),
        ("2026-01-31T00:00:00Z", .time(1_769_817_600_000)),
    ])
    func theStart(text: String, start: StreamConfig.Start) throws {
        #expect(try stream(#","stream.kafka.consumer.prop.auto.offset.reset":"\#(text)""#).startAt == start)
    }

    @Test(arguments: [
        (#","stream.kafka.consumer.prop.auto.offset.reset":"sometime""#, "INVALID_FIELD"),
        (#","stream.kafka.broker.list":"h","stream.kafka.cluster.name":"a""#, "INVALID_FIELD"),
        (#","stream.kafka.cluster.name":"direct""#, "INVALID_FIELD"),
        (#","stream.kafka.cluster.name":"a/b""#, "INVALID_FIELD"),
        (#","security.protocol":"SSL""#, "INVALID_FIELD"),
        (#","stream.kafka.broker.list":"h","ssl.truststore.location":"/x.jks""#, "UNSUPPORTED_CONFIG"),
        (#","stream.kafka.broker.list":"h","sasl.kerberos.kinit.cmd":"reboot""#, "UNSUPPORTED_CONFIG"),
        (
            #","stream.kafka.broker.list":"h","stream.kafka.consumer.prop.plugin.library.paths":"x""#,
            "UNSUPPORTED_CONFIG"
        ),
        (
            #","stream.kafka.broker.list":"h","sasl.jaas.config":"com.sun.Krb5LoginModule required;""#,
            "UNSUPPORTED_CONFIG"
        ),
        (#","stream.kafka.broker.list":"h","sasl.username":["u"]"#, "INVALID_FIELD"),
        (#","stream.kafka.isolation.level":"read_uncommitted""#, "UNSUPPORTED_CONFIG"),
        (#","stream.kafka.consumer.type":"highlevel""#, "UNSUPPORTED_CONFIG"),
    ])
    func whatCannotBeDoneIsRefused(settings: String, expected: String) {
        #expect(code(settings)?.hasPrefix(expected) == true, "\(code(settings) ?? "accepted")")
    }
}
