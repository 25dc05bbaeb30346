import Bytes
import Synchronization

/// Requests that wait until there are records for them, or their time is up.
final class LogWaiters: Sendable {
    private struct Waiter {
        let deadline: ContinuousClock.Instant
        let isReady: @Sendable () -> Bool
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var waiters: [Waiter] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Returns when `isReady` holds, or at the deadline; false when all is closed. `isReady` is called often and by
    /// another thread.
    func wait(until deadline: ContinuousClock.Instant, isReady: @escaping @Sendable () -> Bool) async -> Bool {
        await withCheckedContinuation { continuation in
            let answer = state.withLock { state -> Bool? in
                if state.isClosed { return false }
                // Looked at under the lock, so that nothing arrives between the look and the wait.
                if isReady() { return true }
                state.waiters.append(Waiter(deadline: deadline, isReady: isReady, continuation: continuation))
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    func wakeThoseThatAreDue() {
        let now = ContinuousClock.now
        take(true) { $0.deadline <= now || $0.isReady() }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        take(false) { _ in true }
    }

    private func take(_ answer: Bool, _ isDue: (Waiter) -> Bool) {
        let due = state.withLock { state in
            var (due, rest): ([Waiter], [Waiter]) = ([], [])
            for waiter in state.waiters {
                if isDue(waiter) { due.append(waiter) } else { rest.append(waiter) }
            }
            state.waiters = rest
            return due
        }
        for waiter in due { waiter.continuation.resume(returning: answer) }
    }
}
