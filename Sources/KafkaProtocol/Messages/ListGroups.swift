/// Names and states of groups: what a client asks, versions 0 to 4.
public struct ListGroupsRequest: KafkaRequest {
    public typealias Response = ListGroupsResponse

    public static let key = APIKey.listGroups

    public var statesFilter: [String] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&statesFilter, from: 4)
        try codec.endOfStructure()
    }
}

/// Names and states of groups: the answer.
public struct ListGroupsResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var error: ErrorCode = .none
    public var groups: [Group] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds, from: 1)
        try codec.field(&error)
        try codec.field(&groups)
        try codec.endOfStructure()
    }

    public struct Group: KafkaFields {
        public var groupID: String = ""
        public var protocolType: String = ""
        public var groupState: String = ""

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&groupID)
            try codec.field(&protocolType)
            try codec.field(&groupState, from: 4)
            try codec.endOfStructure()
        }
    }
}
