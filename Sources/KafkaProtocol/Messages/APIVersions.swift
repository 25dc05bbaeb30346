/// Which requests and versions are understood: what a client asks, versions 0 to 4.
public struct APIVersionsRequest: KafkaRequest {
    public typealias Response = APIVersionsResponse

    public static let key = APIKey.apiVersions

    public var clientSoftwareName: String = ""
    public var clientSoftwareVersion: String = ""

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&clientSoftwareName, from: 3)
        try codec.field(&clientSoftwareVersion, from: 3)
        try codec.endOfStructure()
    }
}

/// Which requests and versions are understood: the answer.
public struct APIVersionsResponse: KafkaFields {
    public var error: ErrorCode = .none
    public var apis: [API] = []
    public var throttleTimeMilliseconds: Int32 = 0

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&error)
        try codec.field(&apis)
        try codec.field(&throttleTimeMilliseconds, from: 1)
        try codec.endOfStructure()
    }

    public struct API: KafkaFields {
        public var key: Int16 = 0
        public var minVersion: Int16 = 0
        public var maxVersion: Int16 = 0

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&key)
            try codec.field(&minVersion)
            try codec.field(&maxVersion)
            try codec.endOfStructure()
        }
    }
}
