import Synchronization

/// Memory of all consuming segments together, which a database bounds: where there is no room, consumption waits for
/// seals, and queries go on.
final class ConsumingBudget: Sendable {
    let limit: Int
    private let bytes = Mutex<[String: Int]>([:])

    /// `limit` in bytes.
    init(limit: Int) { self.limit = limit }

    /// Bytes in use.
    var used: Int { bytes.withLock { $0.values.reduce(0, +) } }
    var hasRoom: Bool { used < limit }

    func note(_ count: Int, of table: String) { bytes.withLock { $0[table] = count } }
    func forget(_ table: String) { bytes.withLock { $0[table] = nil } }
}
