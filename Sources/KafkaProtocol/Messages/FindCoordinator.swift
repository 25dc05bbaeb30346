/// The broker that coordinates a group: what a client asks, versions 0 to 3.
public struct FindCoordinatorRequest: KafkaRequest {
    public typealias Response = FindCoordinatorResponse

    public static let key = APIKey.findCoordinator

    public var key: String = ""
    public var keyType: Int8 = 0

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&key)
        try codec.field(&keyType, from: 1)
        try codec.endOfStructure()
    }
}

/// The broker that coordinates a group: the answer.
public struct FindCoordinatorResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var error: ErrorCode = .none
    public var errorMessage: String?
    public var nodeID: Int32 = 0
    public var host: String = ""
    public var port: Int32 = 0

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds, from: 1)
        try codec.field(&error)
        try codec.field(&errorMessage, from: 1)
        try codec.field(&nodeID)
        try codec.field(&host)
        try codec.field(&port)
        try codec.endOfStructure()
    }
}
