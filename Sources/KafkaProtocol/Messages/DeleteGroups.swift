/// Groups to forget: what a client asks, versions 0 to 2.
public struct DeleteGroupsRequest: KafkaRequest {
    public typealias Response = DeleteGroupsResponse

    public static let key = APIKey.deleteGroups

    public var groups: [String] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&groups)
        try codec.endOfStructure()
    }
}

/// Groups to forget: the answer.
public struct DeleteGroupsResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var results: [Result] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds)
        try codec.field(&results)
        try codec.endOfStructure()
    }

    public struct Result: KafkaFields {
        public var groupID: String = ""
        public var error: ErrorCode = .none

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&groupID)
            try codec.field(&error)
            try codec.endOfStructure()
        }
    }
}
