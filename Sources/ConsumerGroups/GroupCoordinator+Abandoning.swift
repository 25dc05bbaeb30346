extension GroupCoordinator {
    /// Whoever waits for these answers is gone. Its members stay for as long as their sessions last, so that a client
    /// whose connection broke can go on; then the others go on without them.
    public mutating func abandon(_ tickets: Set<Ticket>, now: Duration) -> [GroupReply] {
        var replies: [GroupReply] = []
        for name in groups.keys.sorted() {
            for member in groups[name]?.orderedMembers ?? [] {
                if let ticket = member.joining, tickets.contains(ticket) {
                    groups[name]?.members[member.id]?.joining = nil
                    groups[name]?.members[member.id]?.deadline = now + member.sessionTimeout
                    replies.append(.joined(ticket, .failure(.unknownMember)))
                }
                if let ticket = member.syncing, tickets.contains(ticket) {
                    groups[name]?.members[member.id]?.syncing = nil
                    groups[name]?.members[member.id]?.deadline = now + member.sessionTimeout
                    replies.append(.synced(ticket, .failure(.unknownMember)))
                }
            }
        }
        return replies
    }
}
