/// The mechanism by which a client wants to log in: what a client asks, version 1.
public struct SASLHandshakeRequest: KafkaRequest {
    public typealias Response = SASLHandshakeResponse

    public static let key = APIKey.saslHandshake

    public var mechanism: String = ""

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&mechanism)
        try codec.endOfStructure()
    }
}

/// The mechanism by which a client wants to log in: the answer.
public struct SASLHandshakeResponse: KafkaFields {
    public var error: ErrorCode = .none
    public var mechanisms: [String] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&error)
        try codec.field(&mechanisms)
        try codec.endOfStructure()
    }
}
