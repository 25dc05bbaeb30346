/// Membership in a consumer group: what a client asks, versions 0 to 7.
public struct JoinGroupRequest: KafkaRequest {
    public typealias Response = JoinGroupResponse

    public static let key = APIKey.joinGroup

    public var groupID: String = ""
    public var sessionTimeoutMilliseconds: Int32 = 0
    public var rebalanceTimeoutMilliseconds: Int32 = -1
    public var memberID: String = ""
    public var groupInstanceID: String?
    public var protocolType: String = ""
    public var protocols: [GroupProtocol] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&groupID)
        try codec.field(&sessionTimeoutMilliseconds)
        try codec.field(&rebalanceTimeoutMilliseconds, from: 1)
        try codec.field(&memberID)
        try codec.field(&groupInstanceID, from: 5)
        try codec.field(&protocolType)
        try codec.field(&protocols)
        try codec.endOfStructure()
    }

    public struct GroupProtocol: KafkaFields {
        public var name: String = ""
        public var metadata: ArraySlice<UInt8> = []

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&name)
            try codec.field(&metadata)
            try codec.endOfStructure()
        }
    }
}

/// Membership in a consumer group: the answer.
public struct JoinGroupResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var error: ErrorCode = .none
    public var generationID: Int32 = -1
    public var protocolType: String?
    public var protocolName: String?
    public var leader: String = ""
    public var memberID: String = ""
    public var members: [Member] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds, from: 2)
        try codec.field(&error)
        try codec.field(&generationID)
        try codec.field(&protocolType, from: 7)
        try codec.field(&protocolName, nullableFrom: 7)
        try codec.field(&leader)
        try codec.field(&memberID)
        try codec.field(&members)
        try codec.endOfStructure()
    }

    public struct Member: KafkaFields {
        public var memberID: String = ""
        public var groupInstanceID: String?
        public var metadata: ArraySlice<UInt8> = []

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&memberID)
            try codec.field(&groupInstanceID, from: 5)
            try codec.field(&metadata)
            try codec.endOfStructure()
        }
    }
}
