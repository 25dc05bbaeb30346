/// A sign of life of a member: what a client asks, versions 0 to 4.
public struct HeartbeatRequest: KafkaRequest {
    public typealias Response = HeartbeatResponse

    public static let key = APIKey.heartbeat

    public var groupID: String = ""
    public var generationID: Int32 = 0
    public var memberID: String = ""
    public var groupInstanceID: String?

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&groupID)
        try codec.field(&generationID)
        try codec.field(&memberID)
        try codec.field(&groupInstanceID, from: 3)
        try codec.endOfStructure()
    }
}

/// A sign of life of a member: the answer.
public struct HeartbeatResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var error: ErrorCode = .none

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds, from: 1)
        try codec.field(&error)
        try codec.endOfStructure()
    }
}
