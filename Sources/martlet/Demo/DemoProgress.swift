/// What the demonstration has produced in this run.
struct DemoProgress {
    /// Rows that were in the table when the run began.
    let rowsBefore: Int64
    /// Number of the first order of this run.
    let firstOrder: Int64
    let start = ContinuousClock.now
    var produced = 0

    private var reported = 0
    private var reportedAt = ContinuousClock.now

    init(rowsBefore: Int64, firstOrder: Int64) {
        self.rowsBefore = rowsBefore
        self.firstOrder = firstOrder
    }

    var nextOrder: Int64 { firstOrder + Int64(produced) }

    /// Rows per second since the last call.
    mutating func takeRate(now: ContinuousClock.Instant) -> Int64 {
        let rate = Double(produced - reported) / ((now - reportedAt) / .seconds(1))
        (reported, reportedAt) = (produced, now)
        return rate.isFinite ? Int64(rate.rounded()) : 0
    }
}

/// How many rows are due at a rate.
struct DemoSchedule {
    let rate: Int
    private var start = ContinuousClock.now
    private var sentSinceStart = 0

    /// What a stream that fell behind catches up with; the rest of its debt is forgiven.
    private static let maximumDebt = Duration.seconds(1)

    init(rate: Int) { self.rate = rate }

    /// Rows that are due now; everything if there is no rate.
    var due: Int {
        if rate == 0 { return .max }
        return max(0, expected(at: .now) - sentSinceStart)
    }

    mutating func sent(_ count: Int) {
        guard rate > 0 else { return }
        sentSinceStart += count
        if expected(at: .now - Self.maximumDebt) > sentSinceStart {
            start = .now
            sentSinceStart = 0
        }
    }

    private func expected(at instant: ContinuousClock.Instant) -> Int {
        Int(Double(rate) * ((instant - start) / .seconds(1)))
    }
}
