import Bytes

/// Threads of our own that carry out submitted work in order of arrival, away from event loops and Swift's pool.
final class WorkQueue: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var head = 0
        var isClosed = false

        var count: Int { jobs.count - head }

        mutating func next() -> (@Sendable () -> Void)? {
            guard head < jobs.count else { return nil }
            let job = jobs[head]
            head += 1
            if head == jobs.count {
                jobs.removeAll(keepingCapacity: true)
                head = 0
            }
            return job
        }
    }

    let name: String
    private let capacity: Int
    private let state = Monitor(State())
    private let threads: Monitor<[NamedThread]>

    /// Starts the threads. More than `capacity` waiting jobs are refused.
    init(
        name: String, threads threadCount: Int, capacity: Int, priority: NamedThread.Priority = .normal
    ) {
        self.name = name
        self.capacity = capacity
        let state = state
        threads = Monitor(
            (0..<threadCount).map { _ in
                NamedThread(name, priority: priority) { Self.work(state) }
            })
    }

    private static func work(_ state: Monitor<State>) {
        while true {
            let job: (@Sendable () -> Void)?? = state.wait { state in
                if let job = state.next() { return .some(job) }
                return state.isClosed ? .some(nil) : nil
            }
            guard let job = job ?? nil else { return }
            job()
        }
    }

    /// Jobs that wait for a thread.
    var waitingCount: Int { state.withLock { $0.count } }

    /// Adds a job; false if the queue is full or closed.
    func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        state.update { state in
            guard !state.isClosed, state.count < capacity else { return false }
            state.jobs.append(job)
            return true
        }
    }

    /// Runs `body` on one of the threads and hands its outcome to the caller's task.
    func run<Result: Sendable>(
        _ body: @escaping @Sendable () throws(EngineError) -> Result
    ) async throws(EngineError) -> Result {
        let outcome: Swift.Result<Result, EngineError> = await withCheckedContinuation { continuation in
            let isAccepted = submit {
                do throws(EngineError) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !isAccepted { continuation.resume(returning: .failure(refusal)) }
        }
        return try outcome.get()
    }

    /// Adds a job; says why if it is not accepted.
    func refusal(submitting job: @escaping @Sendable () -> Void) -> EngineError? { submit(job) ? nil : refusal }

    private var refusal: EngineError {
        let isClosed = state.withLock { $0.isClosed }
        return isClosed
            ? EngineError(.unavailable, code: "SHUTTING_DOWN", "the database is shutting down")
            : EngineError(.unavailable, code: "TOO_BUSY", "the queue '\(name)' is full at \(capacity) waiting jobs")
    }

    /// Takes no more jobs, finishes those that wait, and ends the threads.
    func close() {
        state.update { $0.isClosed = true }
        let threads = threads.update { threads in
            defer { threads = [] }
            return threads
        }
        for thread in threads { thread.join() }
    }
}
