/// A look at some keys that tells many distinct ones from few, without counting all.
enum DistinctEstimate {
    static let sample = 4096
    /// The estimate is divided by this: to count in vain only costs time, not to count may cost bytes.
    static let margin = 4

    /// A number of distinct keys that the whole most likely reaches. O(1).
    ///
    /// Evenly spaced keys are compared: among `s` keys drawn from `n` equally frequent ones, about `s² / 2n` repeat.
    static func atLeast(_ keys: [UInt64]) -> Int {
        if keys.count <= 2 * sample { return 1 }
        let distinct = Set((0..<sample).map { keys[$0 * (keys.count - 1) / (sample - 1)] }).count
        let repeated = sample - distinct
        if repeated * 4 > sample { return distinct }
        return max(distinct, min(sample * sample / 2 / max(repeated, 1) / margin, keys.count / 2))
    }
}
