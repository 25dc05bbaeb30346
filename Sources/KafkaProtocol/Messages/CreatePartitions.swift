/// More partitions for topics: what a client asks, versions 0 to 3.
public struct CreatePartitionsRequest: KafkaRequest {
    public typealias Response = CreatePartitionsResponse

    public static let key = APIKey.createPartitions

    public var topics: [Topic] = []
    public var timeoutMilliseconds: Int32 = 0
    public var validateOnly: Bool = false

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&topics)
        try codec.field(&timeoutMilliseconds)
        try codec.field(&validateOnly)
        try codec.endOfStructure()
    }

    public struct Topic: KafkaFields {
        public var name: String = ""
        public var count: Int32 = 0
        public var assignments: [Assignment]?

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&name)
            try codec.field(&count)
            try codec.field(&assignments)
            try codec.endOfStructure()
        }

        public struct Assignment: KafkaFields {
            public var brokerIDs: [Int32] = []

            public init() {}

            public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
                try codec.field(&brokerIDs)
                try codec.endOfStructure()
            }
        }
    }
}

/// More partitions for topics: the answer.
public struct CreatePartitionsResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var results: [Result] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds)
        try codec.field(&results)
        try codec.endOfStructure()
    }

    public struct Result: KafkaFields {
        public var name: String = ""
        public var error: ErrorCode = .none
        public var errorMessage: String?

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&name)
            try codec.field(&error)
            try codec.field(&errorMessage)
            try codec.endOfStructure()
        }
    }
}
