import Synchronization

/// How many requests of one connection are on their way: several that may overlap, or a single other one.
///
/// One task enters, one leaves.
final class RequestWindow: Sendable {
    private struct State {
        var count = 0
        var isClosed = false
        /// Who waits until at most so many are on their way.
        var waiting: (limit: Int, continuation: CheckedContinuation<Bool, Never>)?
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int = WireLimits.requestsInFlight) { self.limit = limit }

    /// Waits for a place; false if the window is closed. One that may not overlap waits until all others are answered.
    func enter(mayOverlap: Bool) async -> Bool {
        let others = mayOverlap ? limit - 1 : 0
        return await withCheckedContinuation { continuation in
            let answer = state.withLock { state -> Bool? in
                if state.isClosed { return false }
                guard state.count <= others else {
                    state.waiting = (others, continuation)
                    return nil
                }
                state.count += 1
                return true
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// A request was answered.
    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            state.count -= 1
            guard let waiting = state.waiting, state.count <= waiting.limit else { return nil }
            state.waiting = nil
            state.count += 1
            return waiting.continuation
        }
        next?.resume(returning: true)
    }

    /// Whoever waits goes away without a place.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.continuation.resume(returning: false)
    }
}
