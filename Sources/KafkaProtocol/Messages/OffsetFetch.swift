/// How far a group had come: what a client asks, versions 1 to 7.
public struct OffsetFetchRequest: KafkaRequest {
    public typealias Response = OffsetFetchResponse

    public static let key = APIKey.offsetFetch

    public var groupID: String = ""
    public var topics: [Topic]?
    public var requireStable: Bool = false

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&groupID)
        try codec.field(&topics)
        try codec.field(&requireStable, from: 7)
        try codec.endOfStructure()
    }

    public struct Topic: KafkaFields {
        public var name: String = ""
        public var partitionIndexes: [Int32] = []

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&name)
            try codec.field(&partitionIndexes)
            try codec.endOfStructure()
        }
    }
}

/// How far a group had come: the answer.
public struct OffsetFetchResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var topics: [Topic] = []
    public var error: ErrorCode = .none

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds, from: 3)
        try codec.field(&topics)
        try codec.field(&error, from: 2)
        try codec.endOfStructure()
    }

    public typealias Topic = TopicPartitions<Partition>

    public struct Partition: KafkaFields {
        public var index: Int32 = 0
        public var committedOffset: Int64 = 0
        public var committedLeaderEpoch: Int32 = -1
        public var metadata: String?
        public var error: ErrorCode = .none

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&index)
            try codec.field(&committedOffset)
            try codec.field(&committedLeaderEpoch, from: 5)
            try codec.field(&metadata)
            try codec.field(&error)
            try codec.endOfStructure()
        }
    }
}
