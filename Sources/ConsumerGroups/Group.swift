/// One consumer group: its members, and the rebalance that they may be in.
///
/// The states and their transitions are those of Kafka's classic group protocol (Kafka wiki, "Kafka Client-side
/// Assignment Proposal"; KIP-394 for the ids of members, KIP-345 for instance names). Times are durations since any
/// fixed moment.
struct Group: Sendable {
    enum State: String, Sendable {
        case empty = "Empty"
        /// Members join, up to a deadline.
        case preparingRebalance = "PreparingRebalance"
        /// The leader makes the assignments, up to a deadline.
        case completingRebalance = "CompletingRebalance"
        case stable = "Stable"
    }

    struct Member: Sendable {
        let id: String
        var instanceID: String?
        var sessionTimeout: Duration
        var rebalanceTimeout: Duration
        var protocols: [(name: String, metadata: [UInt8])]
        var clientID: String
        var clientHost: String
        /// Without a sign of life by then it is removed; not while it waits for an answer.
        var deadline: Duration
        var assignment: [UInt8] = []
        var joining: Ticket?
        var syncing: Ticket?
        /// Counts up, so that the member that joined first can be found.
        let order: UInt64

        func metadata(of name: String) -> [UInt8] { protocols.first { $0.name == name }?.metadata ?? [] }
    }

    let name: String
    var state = State.empty
    var generation: Int32 = 0
    var protocolType = ""
    var protocolName = ""
    var leader = ""
    var members: [String: Member] = [:]
    /// Ids that were given out to members that have to join again with them, until when.
    var announced: [String: Duration] = [:]
    /// When the current phase of a rebalance ends whoever is missing.
    var rebalanceDeadline: Duration?
    private var nextOrder: UInt64 = 0

    init(name: String) { self.name = name }

    var isUnused: Bool { members.isEmpty && announced.isEmpty }

    /// Members in the order in which they first joined.
    var orderedMembers: [Member] { members.values.sorted { $0.order < $1.order } }

    mutating func takeOrder() -> UInt64 {
        nextOrder += 1
        return nextOrder
    }

    /// The next moment at which `expire` has something to do.
    var nextDeadline: Duration? {
        var deadlines = members.values.filter { $0.joining == nil && $0.syncing == nil }.map(\.deadline)
        deadlines += announced.values
        if let rebalanceDeadline { deadlines.append(rebalanceDeadline) }
        return deadlines.min()
    }

    /// Protocols that all members offer.
    var commonProtocols: Set<String> {
        var common: Set<String>?
        for member in members.values {
            let names = Set(member.protocols.map(\.name))
            common = common?.intersection(names) ?? names
        }
        return common ?? []
    }

    /// The protocol that most members like best, of those that all offer; the first by name of several.
    func electedProtocol() -> String {
        let common = commonProtocols
        var votes: [String: Int] = [:]
        for member in members.values {
            if let choice = member.protocols.first(where: { common.contains($0.name) }) {
                votes[choice.name, default: 0] += 1
            }
        }
        return votes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.first?.key ?? ""
    }

    func accepts(_ type: String, _ protocols: [String], except memberID: String?) -> Bool {
        var others = self
        if let memberID { others.members[memberID] = nil }
        if others.members.isEmpty { return !type.isEmpty && !protocols.isEmpty }
        return type == protocolType && !others.commonProtocols.isDisjoint(with: protocols)
    }
}

// The phases of a rebalance.
extension Group {
    /// Begins a rebalance, or goes on with the one there is; it is complete at once if nobody is missing.
    mutating func prepareRebalance(now: Duration, _ replies: inout [GroupReply]) {
        if state != .preparingRebalance {
            refuseSyncing(.rebalanceInProgress, now, &replies)
            state = .preparingRebalance
            rebalanceDeadline = now + (members.values.map(\.rebalanceTimeout).max() ?? .zero)
        }
        completeJoinIfAllAreThere(now: now, &replies)
    }

    mutating func completeJoinIfAllAreThere(now: Duration, _ replies: inout [GroupReply]) {
        guard state == .preparingRebalance, announced.isEmpty else { return }
        if members.values.allSatisfy({ $0.joining != nil }) { completeJoin(now: now, &replies) }
    }

    /// Whoever has not joined is left behind; the others are the new generation.
    mutating func completeJoin(now: Duration, _ replies: inout [GroupReply]) {
        members = members.filter { $0.value.joining != nil }
        generation = generation == .max ? 1 : generation + 1
        guard !members.isEmpty else {
            state = .empty
            (leader, protocolName) = ("", "")
            rebalanceDeadline = nil
            return
        }
        state = .completingRebalance
        rebalanceDeadline = now + (members.values.map(\.rebalanceTimeout).max() ?? .zero)
        protocolName = electedProtocol()
        let ordered = orderedMembers
        if members[leader] == nil { leader = ordered[0].id }
        for member in ordered {
            guard let ticket = member.joining else { continue }
            members[member.id]?.joining = nil
            members[member.id]?.assignment = []
            members[member.id]?.deadline = now + member.sessionTimeout
            replies.append(.joined(ticket, .success(joined(member.id))))
        }
    }

    func joined(_ memberID: String) -> Joined {
        var joined = Joined(
            generation: generation, protocolType: protocolType, protocolName: protocolName, leader: leader,
            memberID: memberID)
        if memberID == leader {
            joined.members = orderedMembers.map {
                Joined.Member(id: $0.id, instanceID: $0.instanceID, metadata: $0.metadata(of: protocolName))
            }
        }
        return joined
    }

    func assigned(_ memberID: String) -> Assigned {
        Assigned(
            protocolType: protocolType, protocolName: protocolName,
            assignment: members[memberID]?.assignment ?? [])
    }

    /// Takes the leader's assignments and tells them to those who wait.
    mutating func complete(_ assignments: [String: [UInt8]], now: Duration, _ replies: inout [GroupReply]) {
        state = .stable
        rebalanceDeadline = nil
        for member in orderedMembers {
            members[member.id]?.assignment = assignments[member.id] ?? []
            guard let ticket = member.syncing else { continue }
            members[member.id]?.syncing = nil
            members[member.id]?.deadline = now + member.sessionTimeout
            replies.append(.synced(ticket, .success(assigned(member.id))))
        }
    }

    private mutating func refuseSyncing(_ refusal: GroupRefusal, _ now: Duration, _ replies: inout [GroupReply]) {
        for member in orderedMembers {
            guard let ticket = member.syncing else { continue }
            members[member.id]?.syncing = nil
            members[member.id]?.deadline = now + member.sessionTimeout
            replies.append(.synced(ticket, .failure(refusal)))
        }
    }

    /// Removes a member, tells whoever waits in its name, and rebalances the others.
    mutating func remove(_ memberID: String, _ refusal: GroupRefusal, now: Duration, _ replies: inout [GroupReply]) {
        guard let member = members.removeValue(forKey: memberID) else { return }
        if let ticket = member.joining { replies.append(.joined(ticket, .failure(refusal))) }
        if let ticket = member.syncing { replies.append(.synced(ticket, .failure(refusal))) }
        if state != .empty { prepareRebalance(now: now, &replies) }
    }

    /// Does what is due.
    mutating func expire(now: Duration, _ replies: inout [GroupReply]) {
        announced = announced.filter { $0.value > now }
        let silent = orderedMembers.filter { $0.joining == nil && $0.syncing == nil && $0.deadline <= now }
        for member in silent { remove(member.id, .unknownMember, now: now, &replies) }
        if let deadline = rebalanceDeadline, deadline <= now {
            if state == .preparingRebalance {
                completeJoin(now: now, &replies)
            } else if state == .completingRebalance {
                // Whoever has not asked for its assignment by now is gone, the leader among them.
                let missing = orderedMembers.filter { $0.syncing == nil }
                for member in missing { members[member.id] = nil }
                prepareRebalance(now: now, &replies)
            }
        }
        completeJoinIfAllAreThere(now: now, &replies)
    }
}
