import Bytes
import Synchronization

/// Queries that wait, without a thread, for a table to have consumed what they are to see.
final class VisibilityWaiters: Sendable {
    private struct Waiter {
        let isReached: @Sendable () -> Bool
        let deadline: ContinuousClock.Instant
        let resume: @Sendable () -> Void
    }

    private struct State {
        var waiters: [Waiter] = []
        var isClosed = false
        var news = 0
    }

    /// How often deadlines are looked at.
    private static let tick: Duration = .milliseconds(20)

    private let state = Monitor(State())
    private let count = Atomic<Int>(0)
    private let thread = Monitor<NamedThread?>(nil)

    func start() {
        thread.update { $0 = NamedThread("query-visible") { [self] in run() } }
    }

    /// Calls `resume`, on a thread of its own, when it is reached or the deadline has passed.
    func add(
        deadline: ContinuousClock.Instant, isReached: @escaping @Sendable () -> Bool,
        resume: @escaping @Sendable () -> Void
    ) {
        state.update { state in
            state.waiters.append(Waiter(isReached: isReached, deadline: deadline, resume: resume))
            count.store(state.waiters.count, ordering: .relaxed)
        }
    }

    /// Says that a table has a new version. O(1) while nobody waits.
    func announce() {
        if count.load(ordering: .relaxed) > 0 { state.update { $0.news += 1 } }
    }

    private func run() {
        var seen = 0
        while true {
            let (isClosed, isWaiting) = state.withLock { ($0.isClosed, !$0.waiters.isEmpty) }
            if isClosed { return resumeAll() }
            if isWaiting {
                _ = state.wait(atMost: Self.tick) { $0.isClosed || $0.news != seen ? true : nil }
            } else {
                _ = state.wait { $0.isClosed || !$0.waiters.isEmpty ? true : nil }
            }
            seen = state.withLock { $0.news }
            resumeReached()
        }
    }

    private func resumeReached() {
        let now = ContinuousClock.now
        let ready = state.update { state -> [Waiter] in
            var (ready, rest): ([Waiter], [Waiter]) = ([], [])
            for waiter in state.waiters {
                if waiter.deadline <= now || waiter.isReached() { ready.append(waiter) } else { rest.append(waiter) }
            }
            state.waiters = rest
            count.store(rest.count, ordering: .relaxed)
            return ready
        }
        for waiter in ready { waiter.resume() }
    }

    private func resumeAll() {
        let waiters = state.update { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func close() {
        state.update { $0.isClosed = true }
        let thread = thread.update { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }
}
