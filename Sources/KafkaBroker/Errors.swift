import ConsumerGroups
import Engine
import KafkaProtocol
import Log

extension ErrorCode {
    /// The code for an error of the database; its message goes along where the protocol has a place for it.
    init(_ error: EngineError) {
        self =
            switch error.code {
            case "UNKNOWN_TOPIC", "UNKNOWN_PARTITION", "LOG_CLOSED": .unknownTopicOrPartition
            case "TOPIC_EXISTS": .topicAlreadyExists
            case "INVALID_ENTRY": .invalidTopic
            case "INTERNAL_TOPIC": .topicAuthorizationFailed
            case "INVALID_PARTITION_COUNT": .invalidPartitions
            case "IN_USE", "COMPACTED_TOPIC": .policyViolation
            case "INVALID_TOPIC_CONFIG": .invalidConfig
            case "OFFSET_OUT_OF_RANGE": .offsetOutOfRange
            case "OUT_OF_ORDER_SEQUENCE": .outOfOrderSequenceNumber
            case "DUPLICATE_SEQUENCE": .duplicateSequenceNumber
            case "STALE_PRODUCER_EPOCH": .invalidProducerEpoch
            case "BATCH_TOO_LARGE": .messageTooLarge
            case "MALFORMED_BATCH", "KEY_MISSING", "UNDECODABLE_BATCH": .invalidRecord
            // Clients try again.
            case "PRODUCE_QUEUE_FULL", "TOO_BUSY", "SHUTTING_DOWN": .requestTimedOut
            case "LOG_POISONED", "CORRUPT_FILE", "IO_ERROR", "DISK_FULL", "FILE_POISONED", "TOO_MANY_OPEN_FILES":
                .kafkaStorageError
            default: .unknownServerError
            }
    }

    init(_ error: LogError) {
        self =
            switch error {
            case .offsetOutOfRange: .offsetOutOfRange
            case .batchTooLarge: .messageTooLarge
            // The checksum's own place: only that error is worth another try.
            case .malformedBatch(let offset, _): offset == Self.checksumOffset ? .corruptMessage : .invalidRecord
            case .keyMissing: .invalidRecord
            case .closed: .unknownTopicOrPartition
            case .corrupt, .file, .poisoned: .kafkaStorageError
            default: .unknownServerError
            }
    }

    /// Whether this side is to blame.
    var isOurs: Bool { self == .kafkaStorageError || self == .unknownServerError }

    private static let checksumOffset = 17

    init(_ refusal: GroupRefusal) {
        self =
            switch refusal {
            case .invalidGroupID: .invalidGroupID
            case .invalidSessionTimeout: .invalidSessionTimeout
            case .inconsistentProtocol: .inconsistentGroupProtocol
            case .unknownMember: .unknownMemberID
            case .illegalGeneration: .illegalGeneration
            case .rebalanceInProgress: .rebalanceInProgress
            case .fencedInstance: .fencedInstanceID
            case .memberIDRequired: .memberIDRequired
            case .groupFull, .tooManyGroups: .groupMaxSizeReached
            case .tooLarge: .invalidRequest
            }
    }
}
