/// One message of a login: what a client asks, versions 0 to 2.
public struct SASLAuthenticateRequest: KafkaRequest {
    public typealias Response = SASLAuthenticateResponse

    public static let key = APIKey.saslAuthenticate

    public var message: ArraySlice<UInt8> = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&message)
        try codec.endOfStructure()
    }
}

/// One message of a login: the answer.
public struct SASLAuthenticateResponse: KafkaFields {
    public var error: ErrorCode = .none
    public var errorMessage: String?
    public var message: ArraySlice<UInt8> = []
    /// Zero: whoever is logged in stays so as long as the connection lasts.
    public var sessionLifetimeMilliseconds: Int64 = 0

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&error)
        try codec.field(&errorMessage)
        try codec.field(&message)
        try codec.field(&sessionLifetimeMilliseconds, from: 1)
        try codec.endOfStructure()
    }
}
