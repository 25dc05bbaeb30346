import Bytes
import Synchronization

/// Runs pieces of work on the caller's thread and on new ones beside it.
struct Threads: ParallelExecutor {
    let width: Int

    func perform(_ count: Int, _ body: @Sendable (Int) -> Void) {
        let next = Counter()
        withoutActuallyEscaping(body) { body in
            let work: @Sendable () -> Void = {
                while let index = next.take(below: count) { body(index) }
            }
            let others = (1..<max(min(width, count), 1)).map { NamedThread("bench-\($0)", work) }
            work()
            for thread in others { thread.join() }
        }
    }

    private final class Counter: Sendable {
        private let value = Atomic<Int>(0)

        func take(below limit: Int) -> Int? {
            let index = value.add(1, ordering: .relaxed).oldValue
            return index < limit ? index : nil
        }
    }
}
