/// SplitMix64 (Steele, Lea and Flood, 2014): the same data from the same seed on every machine.
package struct SplitMix64 {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `bound - 1`. The bias of at most `bound / 2^64` does not matter here.
    package mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

    /// A number from `range`, both ends included.
    package mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// A number from 0 to 1, 1 left out.
    package mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    package mutating func oneIn(_ odds: Int) -> Bool { below(odds) == 0 }

    package mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }

    /// The numbers from 0 to `count - 1` in random order.
    package mutating func permutation(_ count: Int) -> [Int] {
        var numbers = Array(0..<count)
        for index in stride(from: count - 1, to: 0, by: -1) { numbers.swapAt(index, below(index + 1)) }
        return numbers
    }
}

/// Ranks drawn by Zipf's law: rank `k`, from 0, with a probability in proportion to `1 / (k + 1)`.
package struct ZipfRanks {
    /// The probability of each rank and all before it.
    private let cumulative: [Double]
    /// What each rank stands for, so that neighbours in number are no neighbours in frequency.
    private let meaning: [Int]

    package init(_ count: Int, _ random: inout SplitMix64) {
        var sum = 0.0
        var sums: [Double] = []
        sums.reserveCapacity(count)
        for rank in 0..<count {
            sum += 1 / Double(rank + 1)
            sums.append(sum)
        }
        cumulative = sums.map { $0 / sum }
        meaning = random.permutation(count)
    }

    /// A number from 0 to `count - 1`. O(log count).
    package func draw(_ random: inout SplitMix64) -> Int {
        let wanted = random.fraction()
        var (low, high) = (0, cumulative.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] <= wanted { low = middle + 1 } else { high = middle }
        }
        return meaning[low]
    }
}
