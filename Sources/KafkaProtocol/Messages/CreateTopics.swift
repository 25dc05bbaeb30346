/// New topics: what a client asks, versions 2 to 6.
public struct CreateTopicsRequest: KafkaRequest {
    public typealias Response = CreateTopicsResponse

    public static let key = APIKey.createTopics

    public var topics: [Topic] = []
    public var timeoutMilliseconds: Int32 = 60000
    public var validateOnly: Bool = false

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&topics)
        try codec.field(&timeoutMilliseconds)
        try codec.field(&validateOnly)
        try codec.endOfStructure()
    }

    public struct Topic: KafkaFields {
        public var name: String = ""
        public var numPartitions: Int32 = 0
        public var replicationFactor: Int16 = 0
        public var assignments: [Assignment] = []
        public var configs: [Config] = []

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&name)
            try codec.field(&numPartitions)
            try codec.field(&replicationFactor)
            try codec.field(&assignments)
            try codec.field(&configs)
            try codec.endOfStructure()
        }

        public struct Assignment: KafkaFields {
            public var index: Int32 = 0
            public var brokerIDs: [Int32] = []

            public init() {}

            public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
                try codec.field(&index)
                try codec.field(&brokerIDs)
                try codec.endOfStructure()
            }
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
}

/// New topics: the answer.
public struct CreateTopicsResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var topics: [Topic] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds)
        try codec.field(&topics)
        try codec.endOfStructure()
    }

    public struct Topic: KafkaFields {
        public var name: String = ""
        public var error: ErrorCode = .none
        public var errorMessage: String?
        public var numPartitions: Int32 = -1
        public var replicationFactor: Int16 = -1
        public var configs: [Config]?

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&name)
            try codec.field(&error)
            try codec.field(&errorMessage)
            try codec.field(&numPartitions, from: 5)
            try codec.field(&replicationFactor, from: 5)
            try codec.field(&configs, from: 5)
            try codec.endOfStructure()
        }

        public struct Config: KafkaFields {
            public var name: String = ""
            public var value: String?
            public var readOnly: Bool = false
            public var configSource: Int8 = -1
            public var isSensitive: Bool = false

            public init() {}

            public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
                try codec.field(&name, from: 5)
                try codec.field(&value, from: 5)
                try codec.field(&readOnly, from: 5)
                try codec.field(&configSource, from: 5)
                try codec.field(&isSensitive, from: 5)
                try codec.endOfStructure()
            }
        }
    }
}
