/// Lets so many records a second through, counted after the fact: a pass may exceed its share, and then the next ones
/// wait until it is paid for.
struct RateLimiter: Sendable {
    let recordsPerSecond: Double
    /// Records that may come at once after a pause: those of a second, at least one.
    private var credit: Double
    private var last: ContinuousClock.Instant

    init(recordsPerSecond: Double, now: ContinuousClock.Instant) {
        self.recordsPerSecond = recordsPerSecond
        credit = max(1, recordsPerSecond)
        last = now
    }

    /// Whether records may come now.
    mutating func mayPass(_ now: ContinuousClock.Instant) -> Bool {
        let seconds = (now - last) / .seconds(1)
        last = now
        credit = min(max(1, recordsPerSecond), credit + seconds * recordsPerSecond)
        return credit >= 1
    }

    mutating func note(records: Int) { credit -= Double(records) }
}
