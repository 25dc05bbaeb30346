import Synchronization

/// Gives out numbers, each once, and remembers which of them no edit has used yet.
///
/// A file is written under its number before the edit that names it, so numbers are given out before they are in the
/// journal. One that never gets there may be given out again after a restart, when what was written under it has been
/// swept; one that did get there never is.
final class IDReservations: Sendable {
    private struct State {
        var next: UInt64
        var unused: Set<UInt64> = []
    }

    private let state: Mutex<State>

    init(next: UInt64) { state = Mutex(State(next: next)) }

    /// The first number that was not given out.
    var next: UInt64 { state.withLock { $0.next } }

    func reserve() -> UInt64 {
        state.withLock { state in
            let id = state.next
            precondition(id < CatalogLimits.largestNumber, "identifiers last for 2^63 objects")
            state.next += 1
            state.unused.insert(id)
            return id
        }
    }

    func isReserved(_ id: UInt64) -> Bool { state.withLock { $0.unused.contains(id) } }

    /// An edit that uses the numbers is on disk.
    func markUsed(_ ids: [UInt64]) {
        state.withLock { state in
            for id in ids {
                let wasUnused = state.unused.remove(id) != nil
                precondition(wasUnused, "a number is used by one edit")
            }
        }
    }
}
