import Bytes

/// Tells consumers that there may be something new to do: records were synced, memory came free, or all shall stop.
final class Arrivals: Sendable {
    private let count = Monitor<UInt64>(0)

    /// What to hand to `wait` later.
    var now: UInt64 { count.withLock { $0 } }

    func announce() { count.update { $0 += 1 } }

    /// Returns at the first announcement after `seen` was read, or after the timeout.
    func wait(after seen: UInt64, atMost timeout: Duration) {
        _ = count.wait(atMost: timeout) { $0 != seen ? true : nil }
    }
}
