import Bytes
import Synchronization

/// Requests that wait until there are records for them, or their time is up.
final class LogWaiters: Sendable {
    private struct Waiter {
        let deadline: ContinuousClock.Instant
        let isReady: @Sendable () -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var waiters: [Waiter] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Returns when `isReady` holds, or at the deadline, or when all is closed. `isReady` is called often and by
    /// another thread.
    func wait(until deadline: ContinuousClock.Instant, isReady: @escaping @Sendable () -> Bool) async {
        await withCheckedContinuation { continuation in
            let isWaiting = state.withLock { state in
                // Looked at under the lock, so that nothing arrives between the look and the wait.
                if state.isClosed || isReady() { return false }
                state.waiters.append(Waiter(deadline: deadline, isReady: isReady, continuation: continuation))
                return true
            }
            if !isWaiting { continuation.resume() }
        }
    }

    func wakeThoseThatAreDue() {
        let now = ContinuousClock.now
        take { $0.deadline <= now || $0.isReady() }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        take { _ in true }
    }

    private func take(_ isDue: (Waiter) -> Bool) {
        let due = state.withLock { state in
            var (due, rest): ([Waiter], [Waiter]) = ([], [])
            for waiter in state.waiters {
                if isDue(waiter) { due.append(waiter) } else { rest.append(waiter) }
            }
            state.waiters = rest
            return due
        }
        for waiter in due { waiter.continuation.resume() }
    }
}
