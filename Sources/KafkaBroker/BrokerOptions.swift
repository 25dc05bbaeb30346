import Authentication

/// How the broker appears to its clients.
public struct BrokerOptions: Sendable {
    /// Partitions of a topic that is created because a client asked for it; nil: topics are only created on request.
    public var autoCreatePartitions: Int?
    /// The number of the only broker.
    public var nodeID: Int32 = 1
    public var clusterID = "martlet"
    /// How long the offsets of a group stay that has neither members nor commits; Kafka's default.
    public var offsetsRetention = Duration.seconds(7 * 24 * 3600)
    /// Who may log in; nil: nobody has to.
    public var users: UserStore?

    public init() {}
}

/// What the broker accepts at most, besides the limits of the protocol's codec, of the log and of the groups.
public enum BrokerLimits {
    /// Bytes of batches in one answer, unless a single batch is longer.
    public static let fetchBytes = 32 << 20
    /// Longest time that a fetch waits for records, whatever it asks for.
    public static let fetchWait = Duration.seconds(30)
    /// UTF-8 bytes that a client may keep with a committed offset; Kafka's default.
    public static let offsetMetadataBytes = 4096
    /// Committed offsets of all groups.
    public static let committedOffsets = 1_000_000
    /// How long the answer to a failed login takes.
    public static let failedLoginDelay = Duration.milliseconds(200)
    /// How often expired offsets are looked for.
    public static let expiryInterval = Duration.seconds(60)
    /// How often timeouts are looked at.
    public static let tick = Duration.milliseconds(50)
}

/// A client's connection, as far as answers depend on it.
public struct ClientConnection: Sendable {
    /// The address at which the client reached this server, which is what it is told to connect to.
    public var serverHost: String
    public var serverPort: Int
    public var clientHost: String
    /// Whether nobody else can read what crosses the connection: it is encrypted, or does not leave the machine.
    public var isPrivate: Bool
    /// How far the client has come in proving who it is.
    public let login = ClientLogin()

    public init(serverHost: String, serverPort: Int, clientHost: String, isPrivate: Bool) {
        self.serverHost = serverHost
        self.serverPort = serverPort
        self.clientHost = clientHost
        self.isPrivate = isPrivate
    }
}
