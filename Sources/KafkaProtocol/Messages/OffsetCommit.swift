/// How far a group has come: what a client asks, versions 2 to 8.
public struct OffsetCommitRequest: KafkaRequest {
    public typealias Response = OffsetCommitResponse

    public static let key = APIKey.offsetCommit

    public var groupID: String = ""
    public var generationID: Int32 = -1
    public var memberID: String = ""
    public var groupInstanceID: String?
    public var retentionTimeMilliseconds: Int64 = -1
    public var topics: [Topic] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&groupID)
        try codec.field(&generationID)
        try codec.field(&memberID)
        try codec.field(&groupInstanceID, from: 7)
        try codec.field(&retentionTimeMilliseconds, to: 4)
        try codec.field(&topics)
        try codec.endOfStructure()
    }

    public typealias Topic = TopicPartitions<Partition>

    public struct Partition: KafkaFields {
        public var index: Int32 = 0
        public var committedOffset: Int64 = 0
        public var committedLeaderEpoch: Int32 = -1
        public var committedMetadata: String?

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&index)
            try codec.field(&committedOffset)
            try codec.field(&committedLeaderEpoch, from: 6)
            try codec.field(&committedMetadata)
            try codec.endOfStructure()
        }
    }
}

/// How far a group has come: the answer.
public struct OffsetCommitResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var topics: [Topic] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds, from: 3)
        try codec.field(&topics)
        try codec.endOfStructure()
    }

    public typealias Topic = TopicPartitions<Partition>

    public struct Partition: KafkaFields {
        public var index: Int32 = 0
        public var error: ErrorCode = .none

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&index)
            try codec.field(&error)
            try codec.endOfStructure()
        }
    }
}
