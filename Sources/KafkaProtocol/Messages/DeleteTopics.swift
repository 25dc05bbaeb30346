/// Topics to drop: what a client asks, versions 1 to 5.
public struct DeleteTopicsRequest: KafkaRequest {
    public typealias Response = DeleteTopicsResponse

    public static let key = APIKey.deleteTopics

    public var topics: [String] = []
    public var timeoutMilliseconds: Int32 = 0

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&topics)
        try codec.field(&timeoutMilliseconds)
        try codec.endOfStructure()
    }
}

/// Topics to drop: the answer.
public struct DeleteTopicsResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var topics: [Topic] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds)
        try codec.field(&topics)
        try codec.endOfStructure()
    }

    public struct Topic: KafkaFields {
        public var name: String = ""
        public var error: ErrorCode = .none
        public var errorMessage: String?

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&name)
            try codec.field(&error)
            try codec.field(&errorMessage, from: 5)
            try codec.endOfStructure()
        }
    }
}
