import Synchronization

/// Tells everything that works on a query whether it has to stop. Once it has, it stays so.
final class StopSignal: Sendable {
    private let ask: @Sendable () -> QueryStop?
    /// 0 as long as the query may go on, else one more than the position in `reasons`.
    private let found = Atomic<Int>(0)

    private static let reasons: [QueryStop] = [.timeout, .cancelled]

    init(_ ask: @escaping @Sendable () -> QueryStop?) { self.ask = ask }

    /// Never stops.
    convenience init() { self.init { nil } }

    private var reason: QueryStop? {
        let known = found.load(ordering: .relaxed)
        if known > 0 { return Self.reasons[known - 1] }
        guard let reason = ask(), let position = Self.reasons.firstIndex(of: reason) else { return nil }
        found.store(position + 1, ordering: .relaxed)
        return reason
    }

    /// For what cannot throw: it gives up, and the next poll ends the query.
    var isRaised: Bool { reason != nil }

    /// Ends the query if it was told to.
    func poll() throws(QueryError) {
        switch reason {
        case nil: return
        case .timeout: throw QueryError(.timeout, "the query ran longer than it may")
        case .cancelled: throw QueryError(.cancelled, "the query was cancelled")
        }
    }
}
