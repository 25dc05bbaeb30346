/// Records to delete at the beginning of partitions: what a client asks, versions 0 to 2.
public struct DeleteRecordsRequest: KafkaRequest {
    public typealias Response = DeleteRecordsResponse

    public static let key = APIKey.deleteRecords

    public var topics: [Topic] = []
    public var timeoutMilliseconds: Int32 = 0

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&topics)
        try codec.field(&timeoutMilliseconds)
        try codec.endOfStructure()
    }

    public typealias Topic = TopicPartitions<Partition>

    public struct Partition: KafkaFields {
        public var index: Int32 = 0
        /// -1: all records.
        public var offset: Int64 = 0

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&index)
            try codec.field(&offset)
            try codec.endOfStructure()
        }
    }
}

/// Records to delete at the beginning of partitions: the answer.
public struct DeleteRecordsResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var topics: [Topic] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds)
        try codec.field(&topics)
        try codec.endOfStructure()
    }

    public typealias Topic = TopicPartitions<Partition>

    public struct Partition: KafkaFields {
        public var index: Int32 = 0
        /// Where the partition now begins; -1 after an error.
        public var lowWatermark: Int64 = 0
        public var error: ErrorCode = .none

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&index)
            try codec.field(&lowWatermark)
            try codec.field(&error)
            try codec.endOfStructure()
        }
    }
}
