/// Brokers, topics and partitions: what a client asks, versions 0 to 9.
public struct MetadataRequest: KafkaRequest {
    public typealias Response = MetadataResponse

    public static let key = APIKey.metadata

    public var topics: [Topic]?
    public var allowAutoTopicCreation: Bool = true
    public var includeClusterAuthorizedOperations: Bool = false
    public var includeTopicAuthorizedOperations: Bool = false

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&topics)
        try codec.field(&allowAutoTopicCreation, from: 4)
        try codec.field(&includeClusterAuthorizedOperations, from: 8)
        try codec.field(&includeTopicAuthorizedOperations, from: 8)
        try codec.endOfStructure()
    }

    public struct Topic: KafkaFields {
        public var name: String = ""

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&name)
            try codec.endOfStructure()
        }
    }
}

/// Brokers, topics and partitions: the answer.
public struct MetadataResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var brokers: [Broker] = []
    public var clusterID: String?
    public var controllerID: Int32 = -1
    public var topics: [Topic] = []
    public var clusterAuthorizedOperations: Int32 = .min

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds, from: 3)
        try codec.field(&brokers)
        try codec.field(&clusterID, from: 2)
        try codec.field(&controllerID, from: 1)
        try codec.field(&topics)
        try codec.field(&clusterAuthorizedOperations, from: 8)
        try codec.endOfStructure()
    }

    public struct Broker: KafkaFields {
        public var nodeID: Int32 = 0
        public var host: String = ""
        public var port: Int32 = 0
        public var rack: String?

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&nodeID)
            try codec.field(&host)
            try codec.field(&port)
            try codec.field(&rack, from: 1)
            try codec.endOfStructure()
        }
    }

    public struct Topic: KafkaFields {
        public var error: ErrorCode = .none
        public var name: String = ""
        public var isInternal: Bool = false
        public var partitions: [Partition] = []
        public var topicAuthorizedOperations: Int32 = .min

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&error)
            try codec.field(&name)
            try codec.field(&isInternal, from: 1)
            try codec.field(&partitions)
            try codec.field(&topicAuthorizedOperations, from: 8)
            try codec.endOfStructure()
        }

        public struct Partition: KafkaFields {
            public var error: ErrorCode = .none
            public var index: Int32 = 0
            public var leaderID: Int32 = 0
            public var leaderEpoch: Int32 = -1
            public var replicaNodes: [Int32] = []
            public var isrNodes: [Int32] = []
            public var offlineReplicas: [Int32] = []

            public init() {}

            public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
                try codec.field(&error)
                try codec.field(&index)
                try codec.field(&leaderID)
                try codec.field(&leaderEpoch, from: 7)
                try codec.field(&replicaNodes)
                try codec.field(&isrNodes)
                try codec.field(&offlineReplicas, from: 5)
                try codec.endOfStructure()
            }
        }
    }
}
