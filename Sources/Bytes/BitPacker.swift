/// Writes the layout that `PackedIntegers` reads.
public enum BitPacker {
    /// The packed bytes. Each value must fit `width` bits (0 to 64). O(count).
    public static func pack(_ values: [UInt64], width: Int) -> [UInt8] {
        values.withUnsafeBufferPointer { values in pack(count: values.count, width: width) { values[$0] } }
    }

    /// The packed bytes. Each value must fit `width` bits (0 to 64). O(count).
    public static func pack(_ values: [UInt32], width: Int) -> [UInt8] {
        values.withUnsafeBufferPointer { values in pack(count: values.count, width: width) { UInt64(values[$0]) } }
    }

    /// Whole words are stored, the last of them up to so many bytes beyond the packed ones.
    private static let storeAhead = 16

    @inline(__always)
    private static func pack(count: Int, width: Int, _ value: (Int) -> UInt64) -> [UInt8] {
        guard let length = PackedIntegers.byteCount(width: width, count: count) else {
            preconditionFailure("a width of 0 to 64 bits")
        }
        return Array(unsafeUninitializedCapacity: length + storeAhead) { buffer, used in
            used = length
            let base = UnsafeMutableRawPointer(buffer.baseAddress!)
            // Eight values take `width` bytes, so every group of eight starts at a byte.
            let grouped = width >= 1 && width <= 32 ? count & ~7 : 0
            let all: UInt64
            switch width {
            case 1...8: all = packGroups(grouped, width, value, base, storeEighths)
            case 9...16: all = packGroups(grouped, width, value, base, storeQuarters)
            case 17...32: all = packGroups(grouped, width, value, base, storePairs)
            default: all = 0
            }
            let rest = packRest(grouped..<count, width, value, base + grouped / 8 * width)
            precondition((all | rest) & ~maskOf(width) == 0, "the values fit the width")
        }
    }

    /// The bits of one value or several that follow each other.
    private typealias Eight = (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

    /// Packs groups of eight with `store`; returns the union of the bits of all values.
    @inline(__always)
    private static func packGroups(
        _ count: Int, _ width: Int, _ value: (Int) -> UInt64, _ base: UnsafeMutableRawPointer,
        _ store: (Eight, UInt64, UnsafeMutableRawPointer) -> Void
    ) -> UInt64 {
        var (union, output) = (UInt64(0), base)
        for first in stride(from: 0, to: count, by: 8) {
            let group = (
                value(first), value(first + 1), value(first + 2), value(first + 3), value(first + 4), value(first + 5),
                value(first + 6), value(first + 7)
            )
            union |= group.0 | group.1 | group.2 | group.3 | group.4 | group.5 | group.6 | group.7
            store(group, UInt64(width), output)
            output += width
        }
        return union
    }

    /// Eight values of at most 8 bits: one word.
    @inline(__always)
    private static func storeEighths(_ v: Eight, _ width: UInt64, _ output: UnsafeMutableRawPointer) {
        let (lower, upper) = quads(v, width)
        store(lower | upper &<< (4 &* width), output)
    }

    /// Eight values of 9 to 16 bits: two words.
    @inline(__always)
    private static func storeQuarters(_ v: Eight, _ width: UInt64, _ output: UnsafeMutableRawPointer) {
        let (lower, upper) = quads(v, width)
        let (low, high) = join(lower, upper, 4 &* width)
        store(low, output)
        store(high, output + 8)
    }

    /// Eight values of 17 to 32 bits: twice two words, of which the second may begin inside a byte.
    @inline(__always)
    private static func storePairs(_ v: Eight, _ width: UInt64, _ output: UnsafeMutableRawPointer) {
        let second = v.2 | v.3 &<< width
        let lower = join(v.0 | v.1 &<< width, second, 2 &* width)
        let upper = join(v.4 | v.5 &<< width, v.6 | v.7 &<< width, 2 &* width)
        store(lower.low, output)
        store(lower.high, output + 8)
        let shift = 4 &* width & 7
        // The bits that the two share a byte with; none if the shift is 0.
        let shared = second &>> (2 &* width &- 4) & (1 &<< shift &- 1)
        let half = output + Int(truncatingIfNeeded: width &>> 1)
        store(upper.low &<< shift | shared, half)
        store(upper.high &<< shift | (upper.low &>> 1) &>> (63 &- shift), half + 8)
    }

    @inline(__always)
    private static func quads(_ v: Eight, _ width: UInt64) -> (UInt64, UInt64) {
        let lower = v.0 | v.1 &<< width | (v.2 | v.3 &<< width) &<< (2 &* width)
        let upper = v.4 | v.5 &<< width | (v.6 | v.7 &<< width) &<< (2 &* width)
        return (lower, upper)
    }

    /// Two words with the bits of `next` behind the lowest `shift` ones (1 to 64) of `first`.
    @inline(__always)
    private static func join(_ first: UInt64, _ next: UInt64, _ shift: UInt64) -> (low: UInt64, high: UInt64) {
        (first | (next &<< (shift &- 1)) &<< 1, next &>> (64 &- shift))
    }

    @inline(__always)
    private static func store(_ word: UInt64, _ output: UnsafeMutableRawPointer) {
        output.storeBytes(of: word.littleEndian, as: UInt64.self)
    }

    /// Packs values one by one from a byte on; returns the union of their bits.
    @inline(__always)
    private static func packRest(
        _ indices: Range<Int>, _ width: Int, _ value: (Int) -> UInt64, _ base: UnsafeMutableRawPointer
    ) -> UInt64 {
        var (union, word, filled, output) = (UInt64(0), UInt64(0), 0, base)
        for index in indices {
            let next = value(index)
            union |= next
            word |= next << UInt64(filled)
            filled += width
            if filled >= 64 {
                store(word, output)
                output += 8
                filled -= 64
                word = next >> UInt64(width - filled)
            }
        }
        store(word, output)
        return union
    }
}
