/// The requests of Kafka's protocol that are known here, by their numbers.
public enum APIKey: Int16, CaseIterable, Sendable {
    case produce = 0
    case fetch = 1
    case listOffsets = 2
    case metadata = 3
    case offsetCommit = 8
    case offsetFetch = 9
    case findCoordinator = 10
    case joinGroup = 11
    case heartbeat = 12
    case leaveGroup = 13
    case syncGroup = 14
    case describeGroups = 15
    case listGroups = 16
    case apiVersions = 18
    case createTopics = 19
    case deleteTopics = 20
    case deleteRecords = 21
    case initProducerID = 22
    case describeConfigs = 32
    case alterConfigs = 33
    case createPartitions = 37
    case deleteGroups = 42
    case incrementalAlterConfigs = 44
    case offsetDelete = 47
    case describeCluster = 60
}

extension APIKey {
    /// The versions that are understood.
    ///
    /// Later ones of metadata, fetch, produce and the deletion of topics name topics by UUIDs, which topics do not have
    /// here; later ones of the groups belong to Kafka's newer group protocol.
    public var versions: ClosedRange<Int16> {
        switch self {
        case .produce: 3...9
        case .fetch: 4...12
        case .listOffsets: 1...6
        case .metadata: 0...9
        case .offsetCommit: 2...8
        case .offsetFetch: 1...7
        case .findCoordinator: 0...3
        case .joinGroup: 0...7
        case .heartbeat: 0...4
        case .leaveGroup: 0...5
        case .syncGroup: 0...5
        case .describeGroups: 0...5
        case .listGroups: 0...4
        case .apiVersions: 0...4
        case .createTopics: 2...6
        case .deleteTopics: 1...5
        case .deleteRecords: 0...2
        case .initProducerID: 0...4
        case .describeConfigs: 1...4
        case .alterConfigs: 0...2
        case .createPartitions: 0...3
        case .deleteGroups: 0...2
        case .incrementalAlterConfigs: 0...1
        case .offsetDelete: 0...0
        case .describeCluster: 0...1
        }
    }

    /// The versions that are announced. Produce is announced from 0 on, as Apache Kafka 4 does: librdkafka takes a
    /// server without it for one that cannot store compressed batches (KAFKA-18659).
    public var announcedVersions: ClosedRange<Int16> {
        self == .produce ? 0...versions.upperBound : versions
    }

    /// The first version whose strings and arrays have compact lengths and whose structures end in tagged fields.
    public var firstFlexibleVersion: Int16 {
        switch self {
        case .produce: 9
        case .fetch: 12
        case .listOffsets: 6
        case .metadata: 9
        case .offsetCommit: 8
        case .offsetFetch: 6
        case .findCoordinator: 3
        case .joinGroup: 6
        case .heartbeat: 4
        case .leaveGroup: 4
        case .syncGroup: 4
        case .describeGroups: 5
        case .listGroups: 3
        case .apiVersions: 3
        case .createTopics: 5
        case .deleteTopics: 4
        case .deleteRecords: 2
        case .initProducerID: 2
        case .describeConfigs: 4
        case .alterConfigs: 2
        case .createPartitions: 2
        case .deleteGroups: 2
        case .incrementalAlterConfigs: 1
        // No version is: this one will not be.
        case .offsetDelete: .max
        case .describeCluster: 0
        }
    }

    public func isFlexible(_ version: Int16) -> Bool { version >= firstFlexibleVersion }
}
