import TestSupport

extension SeededGenerator {
    /// True in so many of a hundred cases, on average.
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}
