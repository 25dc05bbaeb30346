/// All consumer groups of a server, as a state machine: it draws no random number and reads no clock, and what it has
/// to say later it hands to its caller as replies.
///
/// `now` is the time since any fixed moment and never goes back.
public struct GroupCoordinator: Sendable {
    var groups: [String: Group] = [:]

    public init() {}

    /// The next moment at which `advance` has something to do.
    public var nextDeadline: Duration? { groups.values.compactMap(\.nextDeadline).min() }

    /// Does what has become due.
    public mutating func advance(to now: Duration) -> [GroupReply] {
        var replies: [GroupReply] = []
        for name in groups.keys.sorted() {
            guard let deadline = groups[name]?.nextDeadline, deadline <= now else { continue }
            groups[name]?.expire(now: now, &replies)
            forgetIfUnused(name)
        }
        return replies
    }

    private mutating func forgetIfUnused(_ name: String) {
        if groups[name]?.isUnused == true { groups[name] = nil }
    }
}

// Joining.
extension GroupCoordinator {
    /// A member joins; the answer is among the replies of this call or of a later one.
    public mutating func join(_ request: JoinRequest, _ ticket: Ticket, now: Duration) -> [GroupReply] {
        var replies: [GroupReply] = []
        do throws(GroupRefusal) {
            try check(request)
            var group = groups[request.group] ?? Group(name: request.group)
            try Self.join(request, ticket, &group, now, &replies)
            groups[request.group] = group
        } catch {
            if case .memberIDRequired(let id) = error {
                var group = groups[request.group] ?? Group(name: request.group)
                group.announced[id] = now + request.sessionTimeout
                groups[request.group] = group
            }
            replies.append(.joined(ticket, .failure(error)))
        }
        return replies
    }

    private func check(_ request: JoinRequest) throws(GroupRefusal) {
        if request.group.isEmpty { throw .invalidGroupID }
        guard GroupLimits.sessionTimeout.contains(request.sessionTimeout) else { throw .invalidSessionTimeout }
        guard request.protocols.count <= GroupLimits.protocols,
            request.protocols.reduce(0, { $0 + $1.metadata.count }) <= GroupLimits.metadataBytes
        else { throw .tooLarge }
        if groups[request.group] == nil {
            if groups.count >= GroupLimits.groups { throw .tooManyGroups }
            if !request.memberID.isEmpty { throw .unknownMember }
        }
    }

    private static func join(
        _ request: JoinRequest, _ ticket: Ticket, _ group: inout Group, _ now: Duration, _ replies: inout [GroupReply]
    ) throws(GroupRefusal) {
        let known = try knownMember(request, group)
        guard group.accepts(request.protocolType, request.protocols.map(\.name), except: known) else {
            throw .inconsistentProtocol
        }
        guard let known else {
            if request.memberID.isEmpty, request.instanceID == nil, request.requiresKnownID {
                guard hasRoom(group) else { throw .groupFull }
                throw .memberIDRequired(request.newMemberID)
            }
            if group.announced.removeValue(forKey: request.memberID) == nil, !hasRoom(group) { throw .groupFull }
            add(request, ticket, &group, now)
            return group.prepareRebalance(now: now, &replies)
        }
        if request.memberID.isEmpty {
            // The same instance after a restart: it takes the old one's place under a new id.
            replace(known, request, ticket, &group, now, &replies)
            return group.prepareRebalance(now: now, &replies)
        }
        rejoin(known, request, ticket, &group, now, &replies)
    }

    private static func hasRoom(_ group: Group) -> Bool {
        group.members.count + group.announced.count < GroupLimits.members
    }

    /// The id of the member that asks, if it is one; nil for one that may become one.
    private static func knownMember(_ request: JoinRequest, _ group: Group) throws(GroupRefusal) -> String? {
        if let instance = request.instanceID,
            let holder = group.members.values.first(where: { $0.instanceID == instance })
        {
            guard request.memberID.isEmpty || request.memberID == holder.id else { throw .fencedInstance }
            return holder.id
        }
        if request.memberID.isEmpty { return nil }
        if group.members[request.memberID] != nil { return request.memberID }
        guard group.announced[request.memberID] != nil else { throw .unknownMember }
        return nil
    }

    private static func add(_ request: JoinRequest, _ ticket: Ticket, _ group: inout Group, _ now: Duration) {
        let id = request.memberID.isEmpty ? request.newMemberID : request.memberID
        if group.members.isEmpty { group.protocolType = request.protocolType }
        let order = group.takeOrder()
        var member = Group.Member(
            id: id, instanceID: request.instanceID, sessionTimeout: request.sessionTimeout,
            rebalanceTimeout: rebalanceTimeout(request), protocols: request.protocols, clientID: request.clientID,
            clientHost: request.clientHost, deadline: now + request.sessionTimeout, order: order)
        member.joining = ticket
        group.members[id] = member
    }

    private static func rebalanceTimeout(_ request: JoinRequest) -> Duration {
        min(max(request.rebalanceTimeout, .zero), GroupLimits.rebalanceTimeout)
    }

    private static func replace(
        _ old: String, _ request: JoinRequest, _ ticket: Ticket, _ group: inout Group, _ now: Duration,
        _ replies: inout [GroupReply]
    ) {
        let member = group.members.removeValue(forKey: old)
        if let waiting = member?.joining { replies.append(.joined(waiting, .failure(.fencedInstance))) }
        if let waiting = member?.syncing { replies.append(.synced(waiting, .failure(.fencedInstance))) }
        let wasLeader = group.leader == old
        add(request, ticket, &group, now)
        if wasLeader { group.leader = request.newMemberID }
    }

    private static func rejoin(
        _ id: String, _ request: JoinRequest, _ ticket: Ticket, _ group: inout Group, _ now: Duration,
        _ replies: inout [GroupReply]
    ) {
        let old = group.members[id]
        let isSame =
            old.map { old in
                old.protocols.count == request.protocols.count
                    && zip(old.protocols, request.protocols).allSatisfy {
                        $0.name == $1.name && $0.metadata == $1.metadata
                    }
            } ?? false
        if let waiting = old?.joining { replies.append(.joined(waiting, .failure(.unknownMember))) }
        group.members[id]?.protocols = request.protocols
        group.members[id]?.sessionTimeout = request.sessionTimeout
        group.members[id]?.rebalanceTimeout = rebalanceTimeout(request)
        group.members[id]?.deadline = now + request.sessionTimeout
        // The answer was lost, or a follower wants to know how things are: nothing changes.
        let repeats = isSame && (group.state == .completingRebalance || group.state == .stable && id != group.leader)
        if repeats { return replies.append(.joined(ticket, .success(group.joined(id)))) }
        group.members[id]?.joining = ticket
        group.prepareRebalance(now: now, &replies)
    }
}

// What members ask afterwards.
extension GroupCoordinator {
    /// A member asks for its assignment, the leader with those of all; the answer may come later.
    public mutating func sync(
        _ identity: MemberIdentity, protocolType: String?, protocolName: String?, assignments: [String: [UInt8]],
        _ ticket: Ticket, now: Duration
    ) -> [GroupReply] {
        var replies: [GroupReply] = []
        do throws(GroupRefusal) {
            var group = try member(identity)
            if let protocolType, protocolType != group.protocolType { throw .inconsistentProtocol }
            if let protocolName, protocolName != group.protocolName { throw .inconsistentProtocol }
            guard assignments.values.allSatisfy({ $0.count <= GroupLimits.metadataBytes }) else { throw .tooLarge }
            let timeout = group.members[identity.memberID]?.sessionTimeout ?? .zero
            group.members[identity.memberID]?.deadline = now + timeout
            switch group.state {
            case .empty: throw .unknownMember
            case .preparingRebalance: throw .rebalanceInProgress
            case .stable: replies.append(.synced(ticket, .success(group.assigned(identity.memberID))))
            case .completingRebalance:
                if let waiting = group.members[identity.memberID]?.syncing {
                    replies.append(.synced(waiting, .failure(.unknownMember)))
                }
                group.members[identity.memberID]?.syncing = ticket
                if identity.memberID == group.leader { group.complete(assignments, now: now, &replies) }
            }
            groups[identity.group] = group
        } catch {
            replies.append(.synced(ticket, .failure(error)))
        }
        return replies
    }

    /// A sign of life. Throws `rebalanceInProgress` to make the member join again.
    public mutating func heartbeat(_ identity: MemberIdentity, now: Duration) throws(GroupRefusal) {
        let group = try member(identity)
        if let timeout = group.members[identity.memberID]?.sessionTimeout {
            groups[identity.group]?.members[identity.memberID]?.deadline = now + timeout
        }
        if group.state == .preparingRebalance { throw .rebalanceInProgress }
    }

    /// Whether that member may commit offsets now; whoever belongs to no generation may while the group has no members.
    public mutating func checkCommit(_ identity: MemberIdentity, now: Duration) throws(GroupRefusal) {
        if identity.group.isEmpty { throw .invalidGroupID }
        if identity.generation < 0, identity.memberID.isEmpty {
            guard groups[identity.group]?.members.isEmpty ?? true else { throw .unknownMember }
            return
        }
        guard groups[identity.group] != nil else { throw .illegalGeneration }
        let group = try member(identity)
        if group.state == .completingRebalance { throw .rebalanceInProgress }
        if let timeout = group.members[identity.memberID]?.sessionTimeout {
            groups[identity.group]?.members[identity.memberID]?.deadline = now + timeout
        }
    }

    /// A member leaves; it is named by its id, or by its instance alone.
    public mutating func leave(
        _ name: String, memberID: String, instanceID: String?, now: Duration
    ) -> (refusal: GroupRefusal?, replies: [GroupReply]) {
        var replies: [GroupReply] = []
        guard !name.isEmpty else { return (.invalidGroupID, []) }
        guard let group = groups[name] else { return (.unknownMember, []) }
        var id = memberID
        if let instanceID {
            guard let holder = group.members.values.first(where: { $0.instanceID == instanceID }) else {
                return (.unknownMember, [])
            }
            guard memberID.isEmpty || memberID == holder.id else { return (.fencedInstance, []) }
            id = holder.id
        }
        if groups[name]?.announced.removeValue(forKey: id) != nil {
            groups[name]?.completeJoinIfAllAreThere(now: now, &replies)
        } else if group.members[id] != nil {
            groups[name]?.remove(id, .unknownMember, now: now, &replies)
        } else {
            return (.unknownMember, [])
        }
        forgetIfUnused(name)
        return (nil, replies)
    }

    /// The group, if it has this member in this generation.
    private func member(_ identity: MemberIdentity) throws(GroupRefusal) -> Group {
        if identity.group.isEmpty { throw .invalidGroupID }
        guard let group = groups[identity.group] else { throw .unknownMember }
        if let instance = identity.instanceID {
            guard let holder = group.members.values.first(where: { $0.instanceID == instance }) else {
                throw .unknownMember
            }
            guard holder.id == identity.memberID else { throw .fencedInstance }
        }
        guard group.members[identity.memberID] != nil else { throw .unknownMember }
        guard identity.generation == group.generation else { throw .illegalGeneration }
        return group
    }
}

extension GroupCoordinator {
    /// Whether the group has members.
    public func isActive(_ name: String) -> Bool { groups[name].map { !$0.members.isEmpty } ?? false }

    /// The groups that have members, or are about to, by name.
    public var descriptions: [GroupDescription] { groups.keys.sorted().compactMap { description(of: $0) } }

    public func description(of name: String) -> GroupDescription? {
        guard let group = groups[name] else { return nil }
        let isSettled = group.state == .stable || group.state == .completingRebalance
        return GroupDescription(
            name: name, state: group.state.rawValue, protocolType: group.protocolType,
            protocolName: isSettled ? group.protocolName : "",
            members: group.orderedMembers.map { member in
                GroupDescription.Member(
                    id: member.id, instanceID: member.instanceID, clientID: member.clientID,
                    clientHost: member.clientHost,
                    metadata: isSettled ? member.metadata(of: group.protocolName) : [], assignment: member.assignment)
            })
    }
}
