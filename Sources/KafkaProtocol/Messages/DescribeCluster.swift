/// The brokers: what a client asks, versions 0 to 1.
public struct DescribeClusterRequest: KafkaRequest {
    public typealias Response = DescribeClusterResponse

    public static let key = APIKey.describeCluster

    public var includeClusterAuthorizedOperations: Bool = false
    public var endpointType: Int8 = 1

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&includeClusterAuthorizedOperations)
        try codec.field(&endpointType, from: 1)
        try codec.endOfStructure()
    }
}

/// The brokers: the answer.
public struct DescribeClusterResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var error: ErrorCode = .none
    public var errorMessage: String?
    public var endpointType: Int8 = 1
    public var clusterID: String = ""
    public var controllerID: Int32 = -1
    public var brokers: [Broker] = []
    public var clusterAuthorizedOperations: Int32 = .min

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds)
        try codec.field(&error)
        try codec.field(&errorMessage)
        try codec.field(&endpointType, from: 1)
        try codec.field(&clusterID)
        try codec.field(&controllerID)
        try codec.field(&brokers)
        try codec.field(&clusterAuthorizedOperations)
        try codec.endOfStructure()
    }

    public struct Broker: KafkaFields {
        public var brokerID: Int32 = 0
        public var host: String = ""
        public var port: Int32 = 0
        public var rack: String?

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&brokerID)
            try codec.field(&host)
            try codec.field(&port)
            try codec.field(&rack)
            try codec.endOfStructure()
        }
    }
}
