import Bytes
import Synchronization

/// A team of threads that stay, as a server has them.
final class Threads: ParallelExecutor {
    private struct Job {
        var number = 0
        var body: (@Sendable (Int) -> Void)?
        var next = 0
        var count = 0
        var done = 0
    }

    let width: Int
    private let job: Monitor<Job>

    init(width: Int) {
        self.width = width
        let job = Monitor(Job())
        self.job = job
        for index in 1..<max(width, 1) {
            _ = NamedThread("bench-\(index)") {
                while true {
                    job.wait { $0.next < $0.count ? true : nil }
                    Self.carryOut(job)
                }
            }
        }
    }

    private static func carryOut(_ job: Monitor<Job>) {
        while takeOne(job) { job.update { $0.done += 1 } }
    }

    /// A function of its own, so that no reference to the closure is left when the piece counts as done.
    @inline(never)
    private static func takeOne(_ job: Monitor<Job>) -> Bool {
        let piece = job.withLock { job -> (Int, @Sendable (Int) -> Void)? in
            guard job.next < job.count, let body = job.body else { return nil }
            defer { job.next += 1 }
            return (job.next, body)
        }
        guard let piece else { return false }
        piece.1(piece.0)
        return true
    }

    func perform(_ count: Int, _ body: @Sendable (Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            job.update { $0 = Job(number: $0.number + 1, body: body, next: 0, count: count, done: 0) }
            Self.carryOut(job)
            job.wait { $0.done == count ? true : nil }
            job.update { $0.body = nil }
        }
    }
}
