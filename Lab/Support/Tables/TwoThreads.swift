import Bytes
import Foundation
import Synchronization

/// Runs pieces of work on the caller's thread and a second one.
struct TwoThreads: ParallelExecutor {
    let width = 2

    func perform(_ count: Int, _ body: @Sendable (Int) -> Void) {
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: min(2, count)) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                if index >= count { return }
                body(index)
            }
        }
    }
}
