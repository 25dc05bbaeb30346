import Ingest
import RdKafka

extension ReadError {
    /// Everything that a cluster says may pass: it can be started, granted or created again.
    init(_ failure: KafkaFailure, _ topic: StreamTopic) {
        let code =
            switch failure.kind {
            case .unreachable: "CLUSTER_UNREACHABLE"
            case .authentication: "AUTHENTICATION_FAILED"
            case .encryption: "TLS_FAILED"
            case .authorization: "NOT_AUTHORIZED"
            case .unknownTopic: "UNKNOWN_TOPIC"
            case .unknownPartition: "UNKNOWN_PARTITION"
            case .offsetOutOfRange: "OFFSET_OUT_OF_RANGE"
            case .invalidSetting: "INVALID_CLUSTER_CONFIG"
            case .other: "CLUSTER_ERROR"
            }
        self.init(
            code: code, message: "topic '\(topic.topic)' of cluster '\(topic.cluster)': \(failure.message)",
            mayPass: true)
    }
}
