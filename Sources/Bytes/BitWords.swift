import CKernels

/// Bits in 64-bit words: bit `i` is bit `i & 63` of word `i >> 6`.
public enum BitWords {
    /// How many bits are set. O(words).
    public static func population(of words: [UInt64]) -> Int {
        words.withUnsafeBufferPointer { martlet_population(kernelLevel, $0.baseAddress, $0.count) }
    }

    /// Words that hold so many bits.
    public static func count(_ bits: Int) -> Int { wordCount(bits) }

    /// Makes room for so many bits, all of them clear. O(bits / 64).
    public static func clear(_ words: inout [UInt64], bits: Int) {
        words.removeAll(keepingCapacity: true)
        words.append(contentsOf: repeatElement(0, count: wordCount(bits)))
    }

    /// Replaces the words by a bit for each element that passes, without a branch that the processor would have to
    /// guess. O(elements).
    @inlinable
    @inline(__always)
    public static func fill<Element>(
        _ words: inout [UInt64], _ elements: [Element], _ passes: (Element) -> Bool
    ) {
        clear(&words, bits: elements.count)
        for index in words.indices {
            var word: UInt64 = 0
            let start = index << 6
            for position in start..<min(start + 64, elements.count) {
                word |= (passes(elements[position]) ? 1 : 0) &<< UInt64(truncatingIfNeeded: position &- start)
            }
            words[index] = word
        }
    }

    /// Sets the bits of a batch, moved by an offset. O(words of the batch).
    public static func merge(_ batch: [UInt64], at offset: Int, into words: inout [UInt64]) {
        let (first, shift) = (offset >> 6, UInt64(offset & 63))
        for index in batch.indices {
            words[first + index] |= batch[index] << shift
            if shift > 0 && batch[index] >> (64 - shift) != 0 {
                words[first + index + 1] |= batch[index] >> (64 - shift)
            }
        }
    }

    /// Whether a bit of a range is set. O(range / 64).
    public static func contains(_ range: Range<Int>, in words: [UInt64]) -> Bool {
        if range.isEmpty { return false }
        let (first, last) = (range.lowerBound >> 6, (range.upperBound - 1) >> 6)
        let head = UInt64.max << UInt64(range.lowerBound & 63)
        let tail = UInt64.max >> UInt64(63 - (range.upperBound - 1) & 63)
        if first == last { return words[first] & head & tail != 0 }
        return words[first] & head != 0 || words[last] & tail != 0
            || (first + 1..<last).contains { words[$0] != 0 }
    }

    /// Sets the bits of a range. O(range / 64).
    public static func insert(_ range: Range<Int>, into words: inout [UInt64]) {
        precondition(range.lowerBound >= 0 && range.upperBound <= words.count * 64, "range inside the words")
        if range.isEmpty { return }
        let (first, last) = (range.lowerBound >> 6, (range.upperBound - 1) >> 6)
        let head = UInt64.max << UInt64(range.lowerBound & 63)
        let tail = UInt64.max >> UInt64(63 - (range.upperBound - 1) & 63)
        if first == last {
            words[first] |= head & tail
            return
        }
        words[first] |= head
        for index in first + 1..<last { words[index] = .max }
        words[last] |= tail
    }

    /// Appends the positions of the set bits in `range`, ascending, to `output`. They must be below 2^32.
    /// O(range / 64 + bits).
    public static func appendPositions(of words: [UInt64], in range: Range<Int>, to output: inout [UInt32]) {
        precondition(range.lowerBound >= 0 && range.upperBound <= words.count * 64, "range inside the words")
        precondition(range.upperBound <= 1 << 32, "positions of 32 bits")
        if range.isEmpty { return }
        let (first, last) = (range.lowerBound >> 6, (range.upperBound - 1) >> 6)
        let head = UInt64.max << UInt64(range.lowerBound & 63)
        let tail = UInt64.max >> UInt64(63 - (range.upperBound - 1) & 63)
        if first == last {
            appendPositions(of: words[first] & head & tail, base: first << 6, to: &output)
            return
        }
        appendPositions(of: words[first] & head, base: first << 6, to: &output)
        appendPositions(of: words, first + 1..<last, from: (first + 1) << 6, to: &output)
        appendPositions(of: words[last] & tail, base: last << 6, to: &output)
    }

    /// Appends the positions of all set bits, ascending, to `output`, where the first bit is `base`. They must be below
    /// 2^32. O(words + bits).
    public static func appendPositions(of words: [UInt64], from base: Int, to output: inout [UInt32]) {
        precondition(base >= 0 && base + words.count * 64 <= 1 << 32 + 63, "positions of 32 bits")
        appendPositions(of: words, words.indices, from: base, to: &output)
    }

    private static func appendPositions(
        of words: [UInt64], _ range: Range<Int>, from first: Int, to output: inout [UInt32]
    ) {
        if range.isEmpty { return }
        words.withUnsafeBufferPointer { words in
            let base = words.baseAddress! + range.lowerBound
            let found = martlet_population(kernelLevel, base, range.count)
            if found == 0 { return }
            let old = output.count
            output.append(contentsOf: repeatElement(0, count: found))
            output.withUnsafeMutableBufferPointer { output in
                martlet_positions(
                    kernelLevel, base, range.count, UInt32(first), output.baseAddress! + old, found)
            }
        }
    }

    private static func appendPositions(of word: UInt64, base: Int, to output: inout [UInt32]) {
        var rest = word
        while rest != 0 {
            output.append(UInt32(base + rest.trailingZeroBitCount))
            rest &= rest - 1
        }
    }
}
