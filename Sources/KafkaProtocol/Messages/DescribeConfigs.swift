/// Settings of topics and of the broker: what a client asks, versions 1 to 4.
public struct DescribeConfigsRequest: KafkaRequest {
    public typealias Response = DescribeConfigsResponse

    public static let key = APIKey.describeConfigs

    public var resources: [Resource] = []
    public var includeSynonyms: Bool = false
    public var includeDocumentation: Bool = false

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&resources)
        try codec.field(&includeSynonyms)
        try codec.field(&includeDocumentation, from: 3)
        try codec.endOfStructure()
    }

    public struct Resource: KafkaFields {
        public var resourceType: Int8 = 0
        public var resourceName: String = ""
        public var configurationKeys: [String]?

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&resourceType)
            try codec.field(&resourceName)
            try codec.field(&configurationKeys)
            try codec.endOfStructure()
        }
    }
}

/// Settings of topics and of the broker: the answer.
public struct DescribeConfigsResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var results: [Resource] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds)
        try codec.field(&results)
        try codec.endOfStructure()
    }

    public struct Resource: KafkaFields {
        public var error: ErrorCode = .none
        public var errorMessage: String?
        public var resourceType: Int8 = 0
        public var resourceName: String = ""
        public var configs: [Config] = []

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&error)
            try codec.field(&errorMessage)
            try codec.field(&resourceType)
            try codec.field(&resourceName)
            try codec.field(&configs)
            try codec.endOfStructure()
        }

        public struct Config: KafkaFields {
            public var name: String = ""
            public var value: String?
            public var readOnly: Bool = false
            public var configSource: Int8 = -1
            public var isSensitive: Bool = false
            public var synonyms: [Synonym] = []
            public var configType: Int8 = 0
            public var documentation: String?

            public init() {}

            public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
                try codec.field(&name)
                try codec.field(&value)
                try codec.field(&readOnly)
                try codec.field(&configSource)
                try codec.field(&isSensitive)
                try codec.field(&synonyms)
                try codec.field(&configType, from: 3)
                try codec.field(&documentation, from: 3)
                try codec.endOfStructure()
            }

            public struct Synonym: KafkaFields {
                public var name: String = ""
                public var value: String?
                public var source: Int8 = 0

                public init() {}

                public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
                    try codec.field(&name)
                    try codec.field(&value)
                    try codec.field(&source)
                    try codec.endOfStructure()
                }
            }
        }
    }
}
