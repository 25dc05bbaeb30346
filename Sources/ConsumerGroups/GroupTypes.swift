/// Names one request whose answer comes later. The caller chooses it and never uses it twice.
public struct Ticket: Hashable, Sendable {
    public let number: UInt64

    public init(number: UInt64) { self.number = number }
}

/// Why a request of a member was refused.
public enum GroupRefusal: Error, Hashable, Sendable {
    case invalidGroupID
    case invalidSessionTimeout
    case inconsistentProtocol
    case unknownMember
    case illegalGeneration
    case rebalanceInProgress
    /// Another process has joined under the same instance name.
    case fencedInstance
    /// The member has to join again with the id that it is given here.
    case memberIDRequired(String)
    case groupFull
    case tooManyGroups
    case tooLarge
}

/// A request to join a group.
public struct JoinRequest: Sendable {
    public var group: String
    /// Empty for a member that does not have one yet.
    public var memberID: String
    /// What a member without an id is to be called. The caller makes it up; it must be new.
    public var newMemberID: String
    /// A name that the member keeps when it restarts.
    public var instanceID: String?
    public var sessionTimeout: Duration
    public var rebalanceTimeout: Duration
    public var protocolType: String
    /// In the member's order of preference.
    public var protocols: [(name: String, metadata: [UInt8])]
    /// Whether a new member is told its id before it joins, so that it does not join twice when an answer is lost.
    public var requiresKnownID: Bool
    public var clientID: String
    public var clientHost: String

    public init(
        group: String, memberID: String = "", newMemberID: String, instanceID: String? = nil,
        sessionTimeout: Duration, rebalanceTimeout: Duration, protocolType: String,
        protocols: [(name: String, metadata: [UInt8])], requiresKnownID: Bool, clientID: String = "",
        clientHost: String = ""
    ) {
        self.group = group
        self.memberID = memberID
        self.newMemberID = newMemberID
        self.instanceID = instanceID
        self.sessionTimeout = sessionTimeout
        self.rebalanceTimeout = rebalanceTimeout
        self.protocolType = protocolType
        self.protocols = protocols
        self.requiresKnownID = requiresKnownID
        self.clientID = clientID
        self.clientHost = clientHost
    }
}

/// Who asks something of a group, and of which generation it believes to be.
public struct MemberIdentity: Hashable, Sendable {
    public var group: String
    public var memberID: String
    public var instanceID: String?
    public var generation: Int32

    public init(group: String, memberID: String, instanceID: String? = nil, generation: Int32) {
        self.group = group
        self.memberID = memberID
        self.instanceID = instanceID
        self.generation = generation
    }
}

/// What a member is told when its group has a new generation.
public struct Joined: Hashable, Sendable {
    public var generation: Int32
    public var protocolType: String
    public var protocolName: String
    public var leader: String
    public var memberID: String
    /// Only the leader is told who else there is, because it makes the assignments.
    public var members: [Member] = []

    public struct Member: Hashable, Sendable {
        public var id: String
        public var instanceID: String?
        public var metadata: [UInt8]
    }
}

/// What a member is assigned.
public struct Assigned: Hashable, Sendable {
    public var protocolType: String
    public var protocolName: String
    public var assignment: [UInt8]
}

/// An answer that became due.
public enum GroupReply: Hashable, Sendable {
    case joined(Ticket, Result<Joined, GroupRefusal>)
    case synced(Ticket, Result<Assigned, GroupRefusal>)
}

/// A group as others see it.
public struct GroupDescription: Hashable, Sendable {
    public var name: String
    public var state: String
    public var protocolType: String
    public var protocolName: String
    public var members: [Member]

    public struct Member: Hashable, Sendable {
        public var id: String
        public var instanceID: String?
        public var clientID: String
        public var clientHost: String
        public var metadata: [UInt8]
        public var assignment: [UInt8]
    }
}
