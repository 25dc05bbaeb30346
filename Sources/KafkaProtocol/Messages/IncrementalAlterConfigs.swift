/// Some settings of topics: what a client asks, versions 0 to 1.
public struct IncrementalAlterConfigsRequest: KafkaRequest {
    public typealias Response = AlterConfigsResponse

    public static let key = APIKey.incrementalAlterConfigs

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
        /// 0 sets, 1 resets, 2 adds to a list, 3 takes away from it.
        public var operation: Int8 = 0
        public var value: String?

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&name)
            try codec.field(&operation)
            try codec.field(&value)
            try codec.endOfStructure()
        }
    }
}
