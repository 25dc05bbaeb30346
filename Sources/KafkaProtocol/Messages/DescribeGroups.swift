/// Groups with their members: what a client asks, versions 0 to 5.
public struct DescribeGroupsRequest: KafkaRequest {
    public typealias Response = DescribeGroupsResponse

    public static let key = APIKey.describeGroups

    public var groups: [String] = []
    public var includeAuthorizedOperations: Bool = false

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&groups)
        try codec.field(&includeAuthorizedOperations, from: 3)
        try codec.endOfStructure()
    }
}

/// Groups with their members: the answer.
public struct DescribeGroupsResponse: KafkaFields {
    public var throttleTimeMilliseconds: Int32 = 0
    public var groups: [Group] = []

    public init() {}

    public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
        try codec.field(&throttleTimeMilliseconds, from: 1)
        try codec.field(&groups)
        try codec.endOfStructure()
    }

    public struct Group: KafkaFields {
        public var error: ErrorCode = .none
        public var groupID: String = ""
        public var groupState: String = ""
        public var protocolType: String = ""
        public var protocolData: String = ""
        public var members: [Member] = []
        public var authorizedOperations: Int32 = .min

        public init() {}

        public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
            try codec.field(&error)
            try codec.field(&groupID)
            try codec.field(&groupState)
            try codec.field(&protocolType)
            try codec.field(&protocolData)
            try codec.field(&members)
            try codec.field(&authorizedOperations, from: 3)
            try codec.endOfStructure()
        }

        public struct Member: KafkaFields {
            public var memberID: String = ""
            public var groupInstanceID: String?
            public var clientID: String = ""
            public var clientHost: String = ""
            public var memberMetadata: ArraySlice<UInt8> = []
            public var memberAssignment: ArraySlice<UInt8> = []

            public init() {}

            public mutating func code(_ codec: inout FieldCodec) throws(ProtocolError) {
                try codec.field(&memberID)
                try codec.field(&groupInstanceID, from: 4)
                try codec.field(&clientID)
                try codec.field(&clientHost)
                try codec.field(&memberMetadata)
                try codec.field(&memberAssignment)
                try codec.endOfStructure()
            }
        }
    }
}
