import Bytes
import Synchronization

/// Runs the units of a query on the threads that were lent, and merges them in their order.
///
/// Units are begun in their order, so that there are results of the first ones whatever happens later. Whoever finishes
/// the unit that is next in order merges it, and those behind it that are done; the others go on meanwhile.
struct UnitRunner<Unit: AnyObject & Sendable>: Sendable {
    private struct State {
        var finished: [Int: Unit] = [:]
        /// The number of the unit that is merged next.
        var next = 0
        var isMerging = false
        var failure: (unit: Int, error: QueryError)?
    }

    /// Makes and runs the unit with that number.
    let run: @Sendable (Int) throws(QueryError) -> Unit
    /// Takes over a unit, in order; false if no more are wanted.
    let merge: @Sendable (Unit) throws(QueryError) -> Bool

    /// - Throws: the error of the first unit in order that failed.
    func perform(_ count: Int, on execution: Execution) throws(QueryError) {
        let next = Atomic<Int>(0)
        let isOver = Atomic<Bool>(false)
        let state = Mutex(State())
        let width = min(count, execution.limits.executor.width, max(execution.limits.maximumThreads, 1))
        let work: @Sendable (Int) -> Void = { _ in
            while !isOver.load(ordering: .relaxed) {
                let number = next.add(1, ordering: .relaxed).oldValue
                if number >= count { return }
                do throws(QueryError) {
                    if try finish(number, try run(number), state) { continue }
                    execution.satisfy()
                } catch {
                    fail(number, error, state)
                }
                isOver.store(true, ordering: .relaxed)
            }
        }
        if width <= 1 { work(0) } else { execution.limits.executor.perform(width, work) }
        if let failure = state.withLock({ $0.failure }) { throw failure.error }
    }

    /// Units before this one go on: if one of them fails as well, its error is the one that counts.
    private func fail(_ number: Int, _ error: QueryError, _ state: borrowing Mutex<State>) {
        state.withLock { state in
            if state.failure.map({ $0.unit > number }) ?? true { state.failure = (number, error) }
        }
    }

    /// False if no more units are wanted.
    private func finish(
        _ number: Int, _ unit: Unit, _ state: borrowing Mutex<State>
    ) throws(QueryError) -> Bool {
        let isFree = state.withLock { state in
            state.finished[number] = unit
            defer { state.isMerging = true }
            return !state.isMerging
        }
        guard isFree else { return true }
        while let unit = Self.takeNext(state) {
            guard try merge(unit) else { return false }
        }
        return true
    }

    private static func takeNext(_ state: borrowing Mutex<State>) -> Unit? {
        state.withLock { state in
            guard let unit = state.finished.removeValue(forKey: state.next) else {
                state.isMerging = false
                return nil
            }
            state.next += 1
            return unit
        }
    }
}
