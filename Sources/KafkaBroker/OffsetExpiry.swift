import Engine
import Logging
import Synchronization

/// Knows for how long each group has had neither members nor commits.
///
/// It remembers nothing of what was before the start, which counts as a sign of life for every group.
final class OffsetExpiry: Sendable {
    private let retention: Duration
    private let lastSeen = Mutex<[String: Duration]>([:])

    init(retention: Duration) { self.retention = retention }

    /// A sign of life of a group.
    func touch(_ group: String, now: Duration) { lastSeen.withLock { $0[group] = now } }

    /// Whether the group has been without a sign of life for too long.
    func isDue(_ group: String, now: Duration) -> Bool {
        lastSeen.withLock { lastSeen in lastSeen[group].map { now - $0 >= retention } ?? false }
    }

    /// The groups that are due, of all that there are. Those that are not there are forgotten.
    func due(_ groups: [String], now: Duration, isActive: (String) -> Bool) -> [String] {
        let active = groups.filter(isActive)
        return lastSeen.withLock { lastSeen in
            for group in active { lastSeen[group] = now }
            var known: [String: Duration] = [:]
            for group in groups { known[group] = lastSeen[group] ?? now }
            lastSeen = known
            return groups.filter { known[$0].map { now - $0 >= retention } ?? false }
        }
    }
}

extension KafkaBroker {
    private var now: Duration { ContinuousClock.now - openedAt }

    /// The group commits or has members.
    func touch(_ group: String) { expiry.touch(group, now: now) }

    /// Forgets the offsets of groups that are empty and have not committed for the time of retention.
    func expireOffsets() async {
        for group in expiry.due(offsets.groups, now: now, isActive: { groups.isActive($0) }) {
            do throws(EngineError) {
                try await offsets.removeGroup(group) { [self] in
                    !groups.isActive(group) && expiry.isDue(group, now: now)
                }
                logger.info("the offsets of group \(group) have expired")
            } catch {
                logger.error("removing the offsets of group \(group) failed: \(error)")
            }
        }
    }
}
