/// What each member of a group is assigned: what a client asks, versions 0 to 5.
public struct SyncGroupRequest: KafkaRequest {
    public typealias Response = SyncGroupResponse

    public static let key = APIKey.syncGroup

    public var groupID: String = ""
    public var generationID: Int32 = 0
    public var memberID: String = ""
    public var groupInstanceID: String?
    public var protocolType: String?
    public var protocolName: String?
    public var assignments: [Assignment] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&groupID)
        try codec.field(&generationID)
        try codec.field(&memberID)
        try codec.field(&groupInstanceID, from: 3)
        try codec.field(&protocolType, from: 5)
        try codec.field(&protocolName, from: 5)
        try codec.field(&assignments)
        try codec.endOfStructure()
    }

    public struct Assignment: KafkaFields {
        public var memberID: String = ""
        public var assignment: ArraySlice<UInt8> = []

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&memberID)
            try codec.field(&assignment)
            try codec.endOfStructure()
        }
    }
}

/// What each member of a group is assigned: the answer.
public struct SyncGroupResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var error: ErrorCode = .none
    public var protocolType: String?
    public var protocolName: String?
    public var assignment: ArraySlice<UInt8> = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds, from: 1)
        try codec.field(&error)
        try codec.field(&protocolType, from: 5)
        try codec.field(&protocolName, from: 5)
        try codec.field(&assignment)
        try codec.endOfStructure()
    }
}
