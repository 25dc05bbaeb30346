import Synchronization

/// Counts the bytes of requests in memory, so that many large ones at once are refused rather than kept.
package final class RequestBudget: Sendable {
    private let used = Atomic<Int>(0)
    private let limit: Int

    package init(limit: Int = WireLimits.requestBytesInFlight) { self.limit = limit }

    /// Room for a request, given back when the last reference goes; nil if there is none.
    package func reserve(_ byteCount: Int) -> Reservation? {
        let counted = byteCount <= WireLimits.uncountedRequestBytes ? 0 : byteCount
        let total = used.wrappingAdd(counted, ordering: .relaxed).newValue
        guard total <= limit else {
            used.wrappingSubtract(counted, ordering: .relaxed)
            return nil
        }
        return Reservation(self, counted)
    }

    package var usedBytes: Int { used.load(ordering: .relaxed) }

    package final class Reservation: Sendable {
        private let budget: RequestBudget
        private let byteCount: Int

        fileprivate init(_ budget: RequestBudget, _ byteCount: Int) {
            self.budget = budget
            self.byteCount = byteCount
        }

        deinit { budget.used.wrappingSubtract(byteCount, ordering: .relaxed) }
    }
}
