import Bytes

/// Threads that help others with work in pieces: whoever calls `perform` works along, so that two callers at a time, or
/// a closed team, only mean fewer helpers.
package final class ThreadTeam: ParallelExecutor {
    private struct Queue {
        var works: [Work] = []
        var isClosed = false
    }

    package let width: Int
    private let queue: Monitor<Queue>
    private let helpers: Monitor<[NamedThread]>

    /// Starts the helpers: one thread less than the width, since callers bring their own.
    package init(name: String, width: Int, priority: NamedThread.Priority = .normal) {
        self.width = width
        let queue = Monitor(Queue())
        self.queue = queue
        helpers = Monitor(
            (1..<max(width, 1)).map { _ in NamedThread(name, priority: priority) { Self.help(queue) } })
    }

    private static func help(_ queue: Monitor<Queue>) {
        while true {
            let work: Work?? = queue.wait { queue in
                if queue.isClosed { return .some(nil) }
                return queue.works.first { $0.hasPieces }.map { .some($0) }
            }
            guard let work = work ?? nil else { return }
            work.carryOut()
        }
    }

    package func perform(_ count: Int, _ body: @Sendable (Int) -> Void) {
        if count == 0 { return }
        withoutActuallyEscaping(body) { body in
            let work = Work(count: count, body)
            queue.update { $0.works.append(work) }
            work.carryOut()
            work.waitUntilDone()
            queue.update { queue in queue.works.removeAll { $0 === work } }
        }
    }

    /// Ends the helpers after the pieces at which they are.
    package func close() {
        queue.update { $0.isClosed = true }
        let helpers = helpers.update { helpers in
            defer { helpers = [] }
            return helpers
        }
        for helper in helpers { helper.join() }
    }
}

/// What one caller wants done.
private final class Work: Sendable {
    private struct State {
        /// Nil once everything is done: the caller's closure must not outlive its call.
        var body: (@Sendable (Int) -> Void)?
        var next = 0
        var done = 0
    }

    private let count: Int
    private let state: Monitor<State>

    init(count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        self.count = count
        state = Monitor(State(body: body))
    }

    var hasPieces: Bool { state.withLock { $0.next < count } }

    /// Takes one piece after the other until none is left.
    func carryOut() {
        while carryOutOne() { state.update { $0.done += 1 } }
    }

    /// A function of its own, so that no reference to the closure is left when the piece counts as done.
    private func carryOutOne() -> Bool {
        let piece = state.withLock { state -> (index: Int, body: @Sendable (Int) -> Void)? in
            guard state.next < count, let body = state.body else { return nil }
            defer { state.next += 1 }
            return (state.next, body)
        }
        guard let piece else { return false }
        piece.body(piece.index)
        return true
    }

    func waitUntilDone() {
        _ = state.wait { $0.done == count ? true : nil }
        state.update { $0.body = nil }
    }
}
