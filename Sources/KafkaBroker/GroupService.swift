import ConsumerGroups
import Synchronization

/// The coordinator of the groups, with a clock and with those who wait for its answers.
final class GroupService: Sendable {
    private struct State {
        typealias Waiting<Answer: Sendable> = (
            continuation: CheckedContinuation<Result<Answer, GroupRefusal>?, Never>, owner: ClientLogin
        )

        var coordinator = GroupCoordinator()
        var joining: [Ticket: Waiting<Joined>] = [:]
        var syncing: [Ticket: Waiting<Assigned>] = [:]
        /// Whose connection each of them waits on.
        var owners: [ObjectIdentifier: Set<Ticket>] = [:]
        var nextTicket: UInt64 = 0
        var isClosed = false

        mutating func ticket(for owner: ClientLogin) -> Ticket {
            nextTicket += 1
            let ticket = Ticket(number: nextTicket)
            owners[ObjectIdentifier(owner), default: []].insert(ticket)
            return ticket
        }

        mutating func forget(_ ticket: Ticket, of owner: ClientLogin) {
            let key = ObjectIdentifier(owner)
            owners[key]?.remove(ticket)
            if owners[key]?.isEmpty == true { owners[key] = nil }
        }
    }

    private let state = Mutex(State())
    private let start = ContinuousClock.now

    private var now: Duration { ContinuousClock.now - start }

    /// Nil if the coordinator is closed meanwhile.
    func join(_ request: JoinRequest, from owner: ClientLogin) async -> Result<Joined, GroupRefusal>? {
        await withCheckedContinuation { continuation in
            deliver { state in
                if state.isClosed || owner.isGone { return nil }
                let ticket = state.ticket(for: owner)
                state.joining[ticket] = (continuation, owner)
                return state.coordinator.join(request, ticket, now: now)
            } orElse: {
                continuation.resume(returning: nil)
            }
        }
    }

    /// Nil if the coordinator is closed meanwhile.
    func sync(
        _ identity: MemberIdentity, protocolType: String?, protocolName: String?, assignments: [String: [UInt8]],
        from owner: ClientLogin
    ) async -> Result<Assigned, GroupRefusal>? {
        await withCheckedContinuation { continuation in
            deliver { state in
                if state.isClosed || owner.isGone { return nil }
                let ticket = state.ticket(for: owner)
                state.syncing[ticket] = (continuation, owner)
                return state.coordinator.sync(
                    identity, protocolType: protocolType, protocolName: protocolName, assignments: assignments, ticket,
                    now: now)
            } orElse: {
                continuation.resume(returning: nil)
            }
        }
    }

    /// Nobody reads the answers on this connection any more.
    func abandon(_ owner: ClientLogin) {
        deliver { state in
            owner.leave()
            guard let tickets = state.owners[ObjectIdentifier(owner)] else { return [] }
            return state.coordinator.abandon(tickets, now: now)
        }
    }

    func heartbeat(_ identity: MemberIdentity) throws(GroupRefusal) {
        try state.withLock { state throws(GroupRefusal) in try state.coordinator.heartbeat(identity, now: now) }
    }

    func checkCommit(_ identity: MemberIdentity) throws(GroupRefusal) {
        try state.withLock { state throws(GroupRefusal) in try state.coordinator.checkCommit(identity, now: now) }
    }

    func leave(_ group: String, memberID: String, instanceID: String?) -> GroupRefusal? {
        var refusal: GroupRefusal?
        deliver { state in
            let outcome = state.coordinator.leave(group, memberID: memberID, instanceID: instanceID, now: now)
            refusal = outcome.refusal
            return outcome.replies
        }
        return refusal
    }

    func isActive(_ group: String) -> Bool { state.withLock { $0.coordinator.isActive(group) } }
    func description(of group: String) -> GroupDescription? {
        state.withLock { $0.coordinator.description(of: group) }
    }
    var descriptions: [GroupDescription] { state.withLock { $0.coordinator.descriptions } }

    /// Does what is due.
    func advance() {
        deliver { $0.coordinator.advance(to: now) }
    }

    /// Answers everybody who waits.
    func close() {
        let (joining, syncing) = state.withLock { state in
            state.isClosed = true
            defer { (state.joining, state.syncing, state.owners) = ([:], [:], [:]) }
            return (state.joining, state.syncing)
        }
        for waiting in joining.values { waiting.continuation.resume(returning: nil) }
        for waiting in syncing.values { waiting.continuation.resume(returning: nil) }
    }

    /// Runs `body` alone, and then wakes those whose answers it returned.
    private func deliver(_ body: (inout State) -> [GroupReply]?, orElse: () -> Void = {}) {
        var resumptions: [() -> Void] = []
        let isDone = state.withLock { state -> Bool in
            guard let replies = body(&state) else { return false }
            for reply in replies {
                switch reply {
                case .joined(let ticket, let outcome):
                    guard let (continuation, owner) = state.joining.removeValue(forKey: ticket) else { continue }
                    state.forget(ticket, of: owner)
                    resumptions.append { continuation.resume(returning: outcome) }
                case .synced(let ticket, let outcome):
                    guard let (continuation, owner) = state.syncing.removeValue(forKey: ticket) else { continue }
                    state.forget(ticket, of: owner)
                    resumptions.append { continuation.resume(returning: outcome) }
                }
            }
            return true
        }
        if !isDone { orElse() }
        for resume in resumptions { resume() }
    }
}
