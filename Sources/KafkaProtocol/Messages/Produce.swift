/// Record batches for partitions: what a client asks, versions 3 to 9.
public struct ProduceRequest: KafkaRequest {
    public typealias Response = ProduceResponse

    public static let key = APIKey.produce

    public var transactionalID: String?
    public var acks: Int16 = 0
    public var timeoutMilliseconds: Int32 = 0
    public var topics: [Topic] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&transactionalID)
        try codec.field(&acks)
        try codec.field(&timeoutMilliseconds)
        try codec.field(&topics)
        try codec.endOfStructure()
    }

    public typealias Topic = TopicPartitions<Partition>

    public struct Partition: KafkaFields {
        public var index: Int32 = 0
        public var records: ArraySlice<UInt8>?

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&index)
            try codec.field(&records)
            try codec.endOfStructure()
        }
    }
}

/// Record batches for partitions: the answer.
public struct ProduceResponse: KafkaFields {
    public var topics: [Topic] = []
    public var throttleTimeMilliseconds: Int32 = 0

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&topics)
        try codec.field(&throttleTimeMilliseconds)
        try codec.endOfStructure()
    }

    public typealias Topic = TopicPartitions<Partition>

    public struct Partition: KafkaFields {
        public var index: Int32 = 0
        public var error: ErrorCode = .none
        public var baseOffset: Int64 = 0
        public var logAppendTimeMilliseconds: Int64 = -1
        public var logStartOffset: Int64 = -1
        public var recordErrors: [RecordError] = []
        public var errorMessage: String?

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&index)
            try codec.field(&error)
            try codec.field(&baseOffset)
            try codec.field(&logAppendTimeMilliseconds)
            try codec.field(&logStartOffset, from: 5)
            try codec.field(&recordErrors, from: 8)
            try codec.field(&errorMessage, from: 8)
            try codec.endOfStructure()
        }

        public struct RecordError: KafkaFields {
            public var batchIndex: Int32 = 0
            public var batchIndexErrorMessage: String?

            public init() {}

            public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
                try codec.field(&batchIndex, from: 8)
                try codec.field(&batchIndexErrorMessage, from: 8)
                try codec.endOfStructure()
            }
        }
    }
}
