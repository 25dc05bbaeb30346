/// All settings of topics: what a client asks, versions 0 to 2. Those that are not named become what they are by
/// default.
public struct AlterConfigsRequest: KafkaRequest {
    public typealias Response = AlterConfigsResponse

    public static let key = APIKey.alterConfigs

    public var resources: [ConfigResource<Config>] = []
    public var validateOnly: Bool = false

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&resources)
        try codec.field(&validateOnly)
        try codec.endOfStructure()
    }

    public struct Config: KafkaFields {
        public var name: String = ""
        public var value: String?

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&name)
            try codec.field(&value)
            try codec.endOfStructure()
        }
    }
}

/// Something that has settings, and those of them that a request is about.
public struct ConfigResource<Config: KafkaFields>: KafkaFields {
    public var resourceType: Int8 = 0
    public var resourceName: String = ""
    public var configs: [Config] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&resourceType)
        try codec.field(&resourceName)
        try codec.field(&configs)
        try codec.endOfStructure()
    }
}

/// Settings of topics that were to be changed, all or some: the answer.
public struct AlterConfigsResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var responses: [Resource] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds)
        try codec.field(&responses)
        try codec.endOfStructure()
    }

    public struct Resource: KafkaFields {
        public var error: ErrorCode = .none
        public var errorMessage: String?
        public var resourceType: Int8 = 0
        public var resourceName: String = ""

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&error)
            try codec.field(&errorMessage)
            try codec.field(&resourceType)
            try codec.field(&resourceName)
            try codec.endOfStructure()
        }
    }
}
