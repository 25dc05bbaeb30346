/// Record batches of partitions: what a client asks, versions 4 to 12.
public struct FetchRequest: KafkaRequest {
    public typealias Response = FetchResponse

    public static let key = APIKey.fetch

    public var replicaID: Int32 = -1
    public var maxWaitMilliseconds: Int32 = 0
    public var minBytes: Int32 = 0
    public var maxBytes: Int32 = .max
    public var isolationLevel: Int8 = 0
    public var sessionID: Int32 = 0
    public var sessionEpoch: Int32 = -1
    public var topics: [Topic] = []
    public var forgottenTopicsData: [ForgottenTopic] = []
    public var rackID: String = ""

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&replicaID)
        try codec.field(&maxWaitMilliseconds)
        try codec.field(&minBytes)
        try codec.field(&maxBytes)
        try codec.field(&isolationLevel)
        try codec.field(&sessionID, from: 7)
        try codec.field(&sessionEpoch, from: 7)
        try codec.field(&topics)
        try codec.field(&forgottenTopicsData, from: 7)
        try codec.field(&rackID, from: 11)
        try codec.endOfStructure()
    }

    public typealias Topic = TopicPartitions<Partition>

    public struct Partition: KafkaFields {
        public var index: Int32 = 0
        public var currentLeaderEpoch: Int32 = -1
        public var fetchOffset: Int64 = 0
        public var lastFetchedEpoch: Int32 = -1
        public var logStartOffset: Int64 = -1
        public var partitionMaxBytes: Int32 = 0

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&index)
            try codec.field(&currentLeaderEpoch, from: 9)
            try codec.field(&fetchOffset)
            try codec.field(&lastFetchedEpoch, from: 12)
            try codec.field(&logStartOffset, from: 5)
            try codec.field(&partitionMaxBytes)
            try codec.endOfStructure()
        }
    }

    public struct ForgottenTopic: KafkaFields {
        public var name: String = ""
        public var partitions: [Int32] = []

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&name, from: 7)
            try codec.field(&partitions, from: 7)
            try codec.endOfStructure()
        }
    }
}

/// Record batches of partitions: the answer.
public struct FetchResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var error: ErrorCode = .none
    public var sessionID: Int32 = 0
    public var topics: [Topic] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds)
        try codec.field(&error, from: 7)
        try codec.field(&sessionID, from: 7)
        try codec.field(&topics)
        try codec.endOfStructure()
    }

    public typealias Topic = TopicPartitions<Partition>

    public struct Partition: KafkaFields {
        public var index: Int32 = 0
        public var error: ErrorCode = .none
        public var highWatermark: Int64 = 0
        public var lastStableOffset: Int64 = -1
        public var logStartOffset: Int64 = -1
        public var abortedTransactions: [AbortedTransaction]?
        public var preferredReadReplica: Int32 = -1
        public var records: ArraySlice<UInt8>?

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&index)
            try codec.field(&error)
            try codec.field(&highWatermark)
            try codec.field(&lastStableOffset)
            try codec.field(&logStartOffset, from: 5)
            try codec.field(&abortedTransactions)
            try codec.field(&preferredReadReplica, from: 11)
            try codec.field(&records)
            try codec.endOfStructure()
        }

        public struct AbortedTransaction: KafkaFields {
            public var producerID: Int64 = 0
            public var firstOffset: Int64 = 0

            public init() {}

            public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
                try codec.field(&producerID)
                try codec.field(&firstOffset)
                try codec.endOfStructure()
            }
        }
    }
}
