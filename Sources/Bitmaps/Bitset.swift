import Bytes

/// A fixed number of bits in 64-bit words: the dense form of a set of rows.
@frozen
public struct Bitset: Hashable, Sendable {
    /// Bit `i` is bit `i & 63` of word `i >> 6`; bits from `count` on are zero.
    public internal(set) var words: [UInt64]
    public let count: Int

    /// All bits clear, or all set.
    public init(count: Int, filledWith bit: Bool = false) {
        self.count = count
        words = Array(repeating: bit ? .max : 0, count: (count + 63) / 64)
        clearTail()
    }

    private mutating func clearTail() {
        if count & 63 != 0 { words[words.count - 1] &= (1 << UInt64(count & 63)) - 1 }
    }

    public subscript(index: Int) -> Bool {
        get {
            precondition(index >= 0 && index < count, "bit inside the set")
            return words[index >> 6] & (1 << UInt64(index & 63)) != 0
        }
        set {
            precondition(index >= 0 && index < count, "bit inside the set")
            let bit: UInt64 = 1 << UInt64(index & 63)
            if newValue { words[index >> 6] |= bit } else { words[index >> 6] &= ~bit }
        }
    }

    /// Sets the bits of some rows, each below `count`. O(rows).
    public mutating func insert(_ rows: [UInt32]) {
        for row in rows {
            precondition(Int(row) < count, "bit inside the set")
            words[Int(row >> 6)] |= 1 << UInt64(row & 63)
        }
    }

    /// Sets the bits of consecutive rows, below `count`. O(rows / 64).
    public mutating func insert(_ rows: Range<Int>) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "bits inside the set")
        BitWords.insert(rows, into: &words)
    }

    /// How many bits are set. O(count / 64).
    public var population: Int { BitWords.population(of: words) }

    public mutating func formIntersection(_ other: Bitset) {
        precondition(count == other.count, "sets over the same rows")
        for index in words.indices { words[index] &= other.words[index] }
    }

    public mutating func formUnion(_ other: Bitset) {
        precondition(count == other.count, "sets over the same rows")
        for index in words.indices { words[index] |= other.words[index] }
    }

    public mutating func subtract(_ other: Bitset) {
        precondition(count == other.count, "sets over the same rows")
        for index in words.indices { words[index] &= ~other.words[index] }
    }

    public mutating func invert() {
        for index in words.indices { words[index] = ~words[index] }
        clearTail()
    }

    /// Appends the positions of the set bits in `range`, ascending, to `output`.
    public func appendPositions(in range: Range<Int>, to output: inout [UInt32]) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "range inside the set")
        BitWords.appendPositions(of: words, in: range, to: &output)
    }
}
