import CRdKafka

/// What a Kafka cluster or the library said is wrong.
public struct KafkaFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is, as far as somebody would act on it differently.
    public enum Kind: Hashable, Sendable {
        /// No broker answers, or not in time.
        case unreachable
        /// The cluster does not accept who we say we are.
        case authentication
        /// The encrypted connection cannot be made.
        case encryption
        /// We are known, but may not do this.
        case authorization
        case unknownTopic
        case unknownPartition
        case offsetOutOfRange
        /// A property that the library does not know or whose value it does not take.
        case invalidSetting
        case other
    }

    public let kind: Kind
    /// The library's words, with its name of the error.
    public let message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    public var description: String { message }
}

extension KafkaFailure {
    init(_ error: rd_kafka_resp_err_t, _ detail: String? = nil) {
        let name = String(cString: rd_kafka_err2name(error))
        let text = detail.flatMap { $0.isEmpty ? nil : $0 } ?? String(cString: rd_kafka_err2str(error))
        self.init(Self.kind(of: error), "\(text) (\(name))")
    }

    private static func kind(of error: rd_kafka_resp_err_t) -> Kind {
        switch error {
        case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__TIMED_OUT,
            RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__WAIT_COORD, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
            RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
            .unreachable
        case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
            RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE:
            .authentication
        case RD_KAFKA_RESP_ERR__SSL: .encryption
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
            .authorization
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
            RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
            .unknownTopic
        case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION: .unknownPartition
        case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET: .offsetOutOfRange
        case RD_KAFKA_RESP_ERR__INVALID_ARG, RD_KAFKA_RESP_ERR__CONFLICT: .invalidSetting
        default: .other
        }
    }
}
