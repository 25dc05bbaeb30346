import KafkaProtocol

/// Reads the answer to any request.
enum AnswerReading {
    /// The number of the request that the answer is for; nil if the bytes are no such answer.
    static func correlationID(_ bytes: [UInt8], _ key: APIKey, _ version: Int16) -> Int32? {
        switch key {
        case .produce: read(ProduceRequest.self, bytes, version)
        case .fetch: read(FetchRequest.self, bytes, version)
        case .listOffsets: read(ListOffsetsRequest.self, bytes, version)
        case .metadata: read(MetadataRequest.self, bytes, version)
        case .offsetCommit: read(OffsetCommitRequest.self, bytes, version)
        case .offsetFetch: read(OffsetFetchRequest.self, bytes, version)
        case .findCoordinator: read(FindCoordinatorRequest.self, bytes, version)
        case .joinGroup: read(JoinGroupRequest.self, bytes, version)
        case .heartbeat: read(HeartbeatRequest.self, bytes, version)
        case .leaveGroup: read(LeaveGroupRequest.self, bytes, version)
        case .syncGroup: read(SyncGroupRequest.self, bytes, version)
        case .describeGroups: read(DescribeGroupsRequest.self, bytes, version)
        case .listGroups: read(ListGroupsRequest.self, bytes, version)
        case .saslHandshake: read(SASLHandshakeRequest.self, bytes, version)
        case .apiVersions: read(APIVersionsRequest.self, bytes, version)
        case .createTopics: read(CreateTopicsRequest.self, bytes, version)
        case .deleteTopics: read(DeleteTopicsRequest.self, bytes, version)
        case .initProducerID: read(InitProducerIDRequest.self, bytes, version)
        case .describeConfigs: read(DescribeConfigsRequest.self, bytes, version)
        case .saslAuthenticate: read(SASLAuthenticateRequest.self, bytes, version)
        case .deleteRecords: read(DeleteRecordsRequest.self, bytes, version)
        case .alterConfigs: read(AlterConfigsRequest.self, bytes, version)
        case .createPartitions: read(CreatePartitionsRequest.self, bytes, version)
        case .incrementalAlterConfigs: read(IncrementalAlterConfigsRequest.self, bytes, version)
        case .offsetDelete: read(OffsetDeleteRequest.self, bytes, version)
        case .deleteGroups: read(DeleteGroupsRequest.self, bytes, version)
        case .describeCluster: read(DescribeClusterRequest.self, bytes, version)
        }
    }

    private static func read<Request: KafkaRequest>(
        _ type: Request.Type, _ bytes: [UInt8], _ version: Int16
    ) -> Int32? {
        try? Request.decode(bytes, version: version).correlationID
    }
}
