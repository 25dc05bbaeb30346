/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers from the same seed everywhere, so that what a random test
/// finds can be found again.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// Seeds that random tests run with.
    public static let seeds: [UInt64] = [1, 2, 3, 20_130_101, 0xDEAD_BEEF]

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `bound - 1`.
    public mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// True once in so many times, on average.
    public mutating func oneIn(_ odds: Int) -> Bool { below(odds) == 0 }

    public mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }

    public mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}
