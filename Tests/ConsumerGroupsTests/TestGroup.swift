import ConsumerGroups

/// A coordinator with a clock that is moved by hand and a memory of all replies.
final class TestGroup {
    var coordinator = GroupCoordinator()
    var now = Duration.zero
    private var nextTicket: UInt64 = 0
    private(set) var joined: [Ticket: Result<Joined, GroupRefusal>] = [:]
    private(set) var synced: [Ticket: Result<Assigned, GroupRefusal>] = [:]

    func take(_ replies: [GroupReply]) {
        for reply in replies {
            switch reply {
            case .joined(let ticket, let outcome):
                precondition(joined.updateValue(outcome, forKey: ticket) == nil, "one answer to each request")
            case .synced(let ticket, let outcome):
                precondition(synced.updateValue(outcome, forKey: ticket) == nil, "one answer to each request")
            }
        }
    }

    func ticket() -> Ticket {
        nextTicket += 1
        return Ticket(number: nextTicket)
    }

    /// Asks to join; the answer may be there at once.
    func join(
        _ id: String = "", new: String = "", instance: String? = nil, protocols: [String] = ["range"],
        metadata: [UInt8] = [1], type: String = "consumer", requiresKnownID: Bool = false,
        session: Duration = .seconds(10), rebalance: Duration = .seconds(60), group: String = "g"
    ) -> Ticket {
        let ticket = ticket()
        let request = JoinRequest(
            group: group, memberID: id, newMemberID: new, instanceID: instance, sessionTimeout: session,
            rebalanceTimeout: rebalance, protocolType: type, protocols: protocols.map { ($0, metadata) },
            requiresKnownID: requiresKnownID)
        take(coordinator.join(request, ticket, now: now))
        return ticket
    }

    func sync(_ id: String, _ generation: Int32, _ assignments: [String: [UInt8]] = [:]) -> Ticket {
        let ticket = ticket()
        let identity = MemberIdentity(group: "g", memberID: id, generation: generation)
        take(
            coordinator.sync(
                identity, protocolType: nil, protocolName: nil, assignments: assignments, ticket, now: now))
        return ticket
    }

    func heartbeat(_ id: String, _ generation: Int32) -> GroupRefusal? {
        let identity = MemberIdentity(group: "g", memberID: id, generation: generation)
        do throws(GroupRefusal) {
            try coordinator.heartbeat(identity, now: now)
            return nil
        } catch { return error }
    }

    func commit(_ id: String, _ generation: Int32) -> GroupRefusal? {
        do throws(GroupRefusal) {
            try coordinator.checkCommit(MemberIdentity(group: "g", memberID: id, generation: generation), now: now)
            return nil
        } catch { return error }
    }

    func leave(_ id: String, instance: String? = nil) -> GroupRefusal? {
        let (refusal, replies) = coordinator.leave("g", memberID: id, instanceID: instance, now: now)
        take(replies)
        return refusal
    }

    func abandon(_ tickets: Set<Ticket>) { take(coordinator.abandon(tickets, now: now)) }

    func pass(_ time: Duration) {
        now += time
        take(coordinator.advance(to: now))
    }

    func joined(_ ticket: Ticket) -> Joined? { try? joined[ticket]?.get() }
    func refusal(_ ticket: Ticket) -> GroupRefusal? {
        if case .failure(let refusal) = joined[ticket] { return refusal }
        if case .failure(let refusal) = synced[ticket] { return refusal }
        return nil
    }

    var state: String? { coordinator.description(of: "g")?.state }

    /// Members a, b, c …, all of them in generation 1 and assigned.
    static func stable(_ ids: [String]) -> TestGroup {
        let test = TestGroup()
        var generation: Int32 = 0
        for id in ids {
            _ = test.join(new: id)
            generation += 1
            // Those who are there already join again.
            for old in ids.prefix(while: { $0 != id }) { _ = test.join(old) }
        }
        for id in ids.reversed() { _ = test.sync(id, generation, assignments(ids)) }
        precondition(test.state == "Stable", "the group is made")
        return test
    }

    static func assignments(_ ids: [String]) -> [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: ids.map { ($0, Array($0.utf8)) })
    }
}
