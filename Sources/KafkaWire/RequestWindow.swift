import Synchronization

/// How many requests of one connection are on their way: several that may overlap, or a single other one.
///
/// One task enters, one leaves.
package final class RequestWindow: Sendable {
    private struct State {
        var count = 0
        /// Whether the one that is on its way overlaps with nothing.
        var isAlone = false
        var isClosed = false
        /// Who waits until at most so many are on their way.
        var waiting: (limit: Int, mayOverlap: Bool, continuation: CheckedContinuation<Bool, Never>)?
    }

    private let state = Mutex(State())
    private let limit: Int

    package init(limit: Int = WireLimits.requestsInFlight) { self.limit = limit }

    /// Waits for a place; false if the window is closed. One that may not overlap waits until all others are answered.
    package func enter(mayOverlap: Bool) async -> Bool {
        await withCheckedContinuation { continuation in
            let answer = state.withLock { state -> Bool? in
                if state.isClosed { return false }
                let others = mayOverlap && !state.isAlone ? limit - 1 : 0
                guard state.count <= others else {
                    state.waiting = (others, mayOverlap, continuation)
                    return nil
                }
                state.count += 1
                state.isAlone = !mayOverlap
                return true
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// A request was answered.
    package func leave() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            state.count -= 1
            guard let waiting = state.waiting, state.count <= waiting.limit else { return nil }
            state.waiting = nil
            state.count += 1
            state.isAlone = !waiting.mayOverlap
            return waiting.continuation
        }
        next?.resume(returning: true)
    }

    /// Whoever waits goes away without a place.
    package func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.continuation.resume(returning: false)
    }
}
