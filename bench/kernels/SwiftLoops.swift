/// The loops that the kernels replaced: what a kernel must beat by half to stay in C.
enum SwiftLoops {
    @inline(__always)
    private static func value(_ base: UnsafeRawPointer, _ bit: Int, _ mask: UInt64) -> UInt64 {
        base.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self) &>> UInt64(bit & 7) & mask
    }

    @inline(never)
    static func unpack(
        _ base: UnsafeRawPointer, _ rows: Range<Int>, _ width: Int, _ output: UnsafeMutablePointer<UInt32>
    ) {
        let mask: UInt64 = (1 << UInt64(width)) - 1
        var bit = rows.lowerBound &* width
        for position in 0..<rows.count {
            output[position] = UInt32(truncatingIfNeeded: value(base, bit, mask))
            bit &+= width
        }
    }

    @inline(never)
    static func unpack(
        _ base: UnsafeRawPointer, _ rows: Range<Int>, _ width: Int, _ start: Int64,
        _ output: UnsafeMutablePointer<Int64>
    ) {
        let mask: UInt64 = (1 << UInt64(width)) - 1
        var bit = rows.lowerBound &* width
        for position in 0..<rows.count {
            output[position] = start &+ Int64(position) &+ Int64(bitPattern: value(base, bit, mask))
            bit &+= width
        }
    }

    @inline(never)
    static func match(
        _ base: UnsafeRawPointer, _ rows: Range<Int>, _ width: Int, _ low: UInt64, _ span: UInt64,
        _ words: UnsafeMutablePointer<UInt64>
    ) {
        let mask: UInt64 = (1 << UInt64(width)) - 1
        var bit = rows.lowerBound &* width
        for index in 0..<rows.count / 64 {
            var word: UInt64 = 0
            for position in 0..<64 as Range<UInt64> {
                word |= (value(base, bit, mask) &- low <= span ? 1 : 0) &<< position
                bit &+= width
            }
            words[index] = word
        }
    }

    @inline(never)
    static func match(
        _ base: UnsafeRawPointer, _ rows: Range<Int>, _ width: Int, _ set: UnsafePointer<UInt64>,
        _ words: UnsafeMutablePointer<UInt64>
    ) {
        let mask: UInt64 = (1 << UInt64(width)) - 1
        var bit = rows.lowerBound &* width
        for index in 0..<rows.count / 64 {
            var word: UInt64 = 0
            for position in 0..<64 as Range<UInt64> {
                let code = value(base, bit, mask)
                word |= (set[Int(truncatingIfNeeded: code &>> 6)] &>> code & 1) &<< position
                bit &+= width
            }
            words[index] = word
        }
    }

    @inline(never)
    static func bounds(_ base: UnsafeRawPointer, _ rows: Range<Int>, _ width: Int) -> (UInt64, UInt64) {
        let mask: UInt64 = (1 << UInt64(width)) - 1
        var (least, greatest) = (UInt64.max, UInt64.min)
        for row in rows {
            let next = value(base, row &* width, mask)
            least = min(least, next)
            greatest = max(greatest, next)
        }
        return (least, greatest)
    }

    @inline(never)
    static func sum(_ base: UnsafeRawPointer, _ rows: Range<Int>, _ width: Int) -> UInt64 {
        let mask: UInt64 = (1 << UInt64(width)) - 1
        var total: UInt64 = 0
        for row in rows { total &+= value(base, row &* width, mask) }
        return total
    }

    @inline(never)
    static func descent(_ base: UnsafeRawPointer, _ rows: Range<Int>, _ width: Int) -> Int {
        let mask: UInt64 = (1 << UInt64(width)) - 1
        var (previous, found) = (UInt64.min, Int.max)
        for row in rows {
            let next = value(base, row &* width, mask)
            if next < previous && found == .max { found = row }
            previous = next
        }
        return found
    }

    @inline(never)
    static func gather(
        _ base: UnsafeRawPointer, _ rows: UnsafePointer<UInt32>, _ count: Int, _ width: Int, limit: UInt32,
        _ output: UnsafeMutablePointer<UInt32>
    ) {
        let mask: UInt64 = (1 << UInt64(width)) - 1
        for position in 0..<count {
            precondition(rows[position] < limit, "row inside the packed values")
            output[position] = UInt32(truncatingIfNeeded: value(base, Int(rows[position]) &* width, mask))
        }
    }

    @inline(never)
    static func group(
        _ codes: UnsafePointer<UInt32>, _ values: UnsafePointer<Int64>, _ count: Int,
        _ sums: UnsafeMutablePointer<Int64>
    ) {
        for position in 0..<count { sums[Int(codes[position])] &+= values[position] }
    }

    @inline(never)
    static func match(
        _ values: UnsafePointer<UInt32>, _ count: Int, _ low: UInt32, _ span: UInt32,
        _ words: UnsafeMutablePointer<UInt64>
    ) {
        for index in 0..<count / 64 {
            var word: UInt64 = 0
            for position in 0..<64 {
                word |= (values[index &* 64 &+ position] &- low <= span ? 1 : 0) &<< UInt64(position)
            }
            words[index] = word
        }
    }

    @inline(never)
    static func match<Number: Comparable & BitwiseCopyable>(
        _ values: UnsafePointer<Number>, _ count: Int, _ low: Number, _ high: Number,
        _ words: UnsafeMutablePointer<UInt64>
    ) {
        for index in 0..<count / 64 {
            var word: UInt64 = 0
            for position in 0..<64 {
                let value = values[index &* 64 &+ position]
                word |= (value >= low && value <= high ? 1 : 0) &<< UInt64(position)
            }
            words[index] = word
        }
    }

    @inline(never)
    static func positions(_ words: UnsafePointer<UInt64>, _ count: Int, _ output: UnsafeMutablePointer<UInt32>) {
        var found = 0
        for index in 0..<count {
            var word = words[index]
            while word != 0 {
                output[found] = UInt32(truncatingIfNeeded: index << 6 + word.trailingZeroBitCount)
                found &+= 1
                word &= word &- 1
            }
        }
    }

    @inline(never)
    static func population(_ words: UnsafePointer<UInt64>, _ count: Int) -> Int {
        var total = 0
        for index in 0..<count { total &+= words[index].nonzeroBitCount }
        return total
    }

    @inline(never)
    static func intersect(_ words: UnsafeMutablePointer<UInt64>, _ others: UnsafePointer<UInt64>, _ count: Int) {
        for index in 0..<count { words[index] &= others[index] }
    }
}
