/// Committed offsets of a group to forget: what a client asks, version 0.
public struct OffsetDeleteRequest: KafkaRequest {
    public typealias Response = OffsetDeleteResponse

    public static let key = APIKey.offsetDelete

    public var groupID: String = ""
    public var topics: [Topic] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&groupID)
        try codec.field(&topics)
        try codec.endOfStructure()
    }

    public typealias Topic = TopicPartitions<Partition>

    public struct Partition: KafkaFields {
        public var index: Int32 = 0

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&index)
            try codec.endOfStructure()
        }
    }
}

/// Committed offsets of a group to forget: the answer.
public struct OffsetDeleteResponse: KafkaFields {
    public var error: ErrorCode = .none
    public var throttleTimeMilliseconds: Int32 = 0
    public var topics: [Topic] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&error)
        try codec.field(&throttleTimeMilliseconds)
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
