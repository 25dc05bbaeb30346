/// The end of memberships: what a client asks, versions 0 to 5.
public struct LeaveGroupRequest: KafkaRequest {
    public typealias Response = LeaveGroupResponse

    public static let key = APIKey.leaveGroup

    public var groupID: String = ""
    public var memberID: String = ""
    public var members: [Member] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&groupID)
        try codec.field(&memberID, to: 2)
        try codec.field(&members, from: 3)
        try codec.endOfStructure()
    }

    public struct Member: KafkaFields {
        public var memberID: String = ""
        public var groupInstanceID: String?
        public var reason: String?

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&memberID, from: 3)
            try codec.field(&groupInstanceID, from: 3)
            try codec.field(&reason, from: 5)
            try codec.endOfStructure()
        }
    }
}

/// The end of memberships: the answer.
public struct LeaveGroupResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var error: ErrorCode = .none
    public var members: [Member] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds, from: 1)
        try codec.field(&error)
        try codec.field(&members, from: 3)
        try codec.endOfStructure()
    }

    public struct Member: KafkaFields {
        public var memberID: String = ""
        public var groupInstanceID: String?
        public var error: ErrorCode = .none

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&memberID, from: 3)
            try codec.field(&groupInstanceID, from: 3)
            try codec.field(&error, from: 3)
            try codec.endOfStructure()
        }
    }
}
