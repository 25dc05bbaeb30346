/// A structure of the protocol that lists its fields once, for reading and for writing.
///
/// Names, order and versions of the fields are those of Apache Kafka's message definitions
/// (`clients/src/main/resources/common/message`).
public protocol KafkaFields: Equatable, Sendable {
    init()
    mutating func code(_ codec: inout FieldCodec) throws(ProtocolError)
}

/// What a client asks.
public protocol KafkaRequest: KafkaFields {
    associatedtype Response: KafkaFields
    static var key: APIKey { get }
}

/// What precedes every request.
public struct RequestHeader: Equatable, Sendable {
    public var key: Int16
    public var version: Int16
    public var correlationID: Int32
    public var clientID: String?

    public init(key: Int16, version: Int16, correlationID: Int32, clientID: String? = nil) {
        self.key = key
        self.version = version
        self.correlationID = correlationID
        self.clientID = clientID
    }

    /// The client's name has the old form even in flexible versions.
    mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&key)
        try codec.field(&version)
        try codec.field(&correlationID)
        try codec.field(&clientID)
    }
}

/// A request whose header is read and whose fields are not.
public struct RequestFrame: Sendable {
    public let header: RequestHeader
    /// The request, if it is known here, whatever its version.
    public let key: APIKey
    private let bytes: ArraySlice<UInt8>

    /// Reads the header. Throws `unknownRequest` for what is not known here; the version is not checked.
    public init(_ bytes: [UInt8]) throws(ProtocolError) {
        var codec = FieldCodec(reading: bytes[...], version: 0, isFlexible: false)
        var header = RequestHeader(key: 0, version: 0, correlationID: 0)
        try header.code(&codec)
        guard let key = APIKey(rawValue: header.key) else { throw .unknownRequest(key: header.key) }
        self.header = header
        self.key = key
        self.bytes = bytes[...]
    }

    public var isSupported: Bool { key.versions.contains(header.version) }

    /// The request's fields. Bytes behind them are passed over, as Apache Kafka does: librdkafka asks for the metadata
    /// of all topics with three bytes too many.
    public func request<Request: KafkaRequest>(_ type: Request.Type = Request.self) throws(ProtocolError) -> Request {
        precondition(type.key == key, "the caller has looked at the key")
        guard isSupported else { throw .unsupportedVersion(key, version: header.version) }
        let isFlexible = key.isFlexible(header.version)
        var codec = FieldCodec(reading: bytes, version: 0, isFlexible: false)
        var header = header
        try header.code(&codec)
        codec = codec.rest(version: header.version, isFlexible: isFlexible)
        try codec.endOfStructure()
        var request = Request()
        try request.code(&codec)
        return request
    }
}

extension KafkaRequest {
    /// The request as a client sends it, without the length before it.
    public func encoded(version: Int16, correlationID: Int32, clientID: String?) throws(ProtocolError) -> [UInt8] {
        var header = RequestHeader(
            key: Self.key.rawValue, version: version, correlationID: correlationID, clientID: clientID)
        var codec = FieldCodec(writingVersion: version, isFlexible: false)
        try header.code(&codec)
        var body = FieldCodec(writingVersion: version, isFlexible: Self.key.isFlexible(version))
        try body.endOfStructure()
        var request = self
        try request.code(&body)
        return codec.bytes + body.bytes
    }

    /// A response to this request, without the length before it.
    ///
    /// The header of an answer to ApiVersions never has tagged fields: who asks does not know yet what both speak.
    public static func encode(
        _ response: Response, version: Int16, correlationID: Int32, reservingCapacity capacity: Int = 64
    ) throws(ProtocolError) -> [UInt8] {
        var codec = FieldCodec(
            writingVersion: version, isFlexible: key.isFlexible(version), reservingCapacity: capacity)
        var correlationID = correlationID
        try codec.field(&correlationID)
        if key != .apiVersions { try codec.endOfStructure() }
        var response = response
        try response.code(&codec)
        return codec.bytes
    }

    /// Reads what `encode` writes.
    public static func decode(
        _ bytes: [UInt8], version: Int16
    ) throws(ProtocolError) -> (correlationID: Int32, response: Response) {
        var codec = FieldCodec(reading: bytes[...], version: version, isFlexible: key.isFlexible(version))
        var correlationID: Int32 = 0
        try codec.field(&correlationID)
        if key != .apiVersions { try codec.endOfStructure() }
        var response = Response()
        try response.code(&codec)
        try codec.requireEnd()
        return (correlationID, response)
    }
}
