import Engine
import KafkaProtocol

/// The settings of a topic under Kafka's names.
enum TopicSettings {
    struct Setting {
        var name: String
        var value: String
        /// The type's number in DescribeConfigs: 1 boolean, 2 string, 3 int, 5 long.
        var type: Int8
        /// Whether it is what it is because somebody said so.
        var isSet = false
    }

    struct Refusal: Error {
        let message: String
    }

    /// What a new topic's settings say. Whatever differs from how all topics are is refused by name.
    static func retention(_ configs: [CreateTopicsRequest.Topic.Config]) throws(Refusal) -> TopicRetention {
        var retention = TopicRetention()
        for config in configs {
            let value = config.value ?? ""
            switch config.name {
            case "retention.ms":
                retention.maximumAge = try bound(config.name, value).map { .milliseconds($0) }
            case "retention.bytes":
                retention.maximumBytes = try bound(config.name, value).map { Int(clamping: $0) }
            default:
                guard let fixed = fixed.first(where: { $0.name == config.name }) else {
                    throw Refusal(message: "the setting \(config.name) is not supported")
                }
                guard fixed.value == value else {
                    throw Refusal(
                        message: "\(config.name) is \(fixed.value) for all topics; '\(value)' is not supported")
                }
            }
        }
        return retention
    }

    /// -1 means no bound.
    private static func bound(_ name: String, _ text: String) throws(Refusal) -> Int64? {
        guard let number = Int64(text), number >= -1 else {
            throw Refusal(message: "\(name) is a number from -1 on, not '\(text)'")
        }
        return number == -1 ? nil : number
    }

    /// What is the same for all topics.
    static let fixed = [
        Setting(name: "cleanup.policy", value: "delete", type: 7),
        Setting(name: "compression.type", value: "producer", type: 2),
        Setting(name: "message.timestamp.type", value: "CreateTime", type: 2),
        Setting(name: "min.insync.replicas", value: "1", type: 3),
    ]

    static func settings(_ retention: TopicRetention, maximumBatchBytes: Int) -> [Setting] {
        let age = retention.maximumAge.map { Int64($0 / .milliseconds(1)) }
        return [
            Setting(name: "retention.ms", value: String(age ?? -1), type: 5, isSet: age != nil),
            Setting(
                name: "retention.bytes", value: String(retention.maximumBytes ?? -1), type: 5,
                isSet: retention.maximumBytes != nil),
            Setting(name: "max.message.bytes", value: String(maximumBatchBytes), type: 3),
        ] + fixed
    }
}
