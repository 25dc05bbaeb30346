/// Offsets by time, and the first and last ones: what a client asks, versions 1 to 6.
public struct ListOffsetsRequest: KafkaRequest {
    public typealias Response = ListOffsetsResponse

    public static let key = APIKey.listOffsets

    public var replicaID: Int32 = 0
    public var isolationLevel: Int8 = 0
    public var topics: [Topic] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&replicaID)
        try codec.field(&isolationLevel, from: 2)
        try codec.field(&topics)
        try codec.endOfStructure()
    }

    public typealias Topic = TopicPartitions<Partition>

    public struct Partition: KafkaFields {
        public var index: Int32 = 0
        public var currentLeaderEpoch: Int32 = -1
        public var timestamp: Int64 = 0

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&index)
            try codec.field(&currentLeaderEpoch, from: 4)
            try codec.field(&timestamp)
            try codec.endOfStructure()
        }
    }
}

/// Offsets by time, and the first and last ones: the answer.
public struct ListOffsetsResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var topics: [Topic] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds, from: 2)
        try codec.field(&topics)
        try codec.endOfStructure()
    }

    public typealias Topic = TopicPartitions<Partition>

    public struct Partition: KafkaFields {
        public var index: Int32 = 0
        public var error: ErrorCode = .none
        public var timestamp: Int64 = -1
        public var offset: Int64 = -1
        public var leaderEpoch: Int32 = -1

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&index)
            try codec.field(&error)
            try codec.field(&timestamp)
            try codec.field(&offset)
            try codec.field(&leaderEpoch, from: 4)
            try codec.endOfStructure()
        }
    }
}
