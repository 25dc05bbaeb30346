extension DistinctKeys {
    /// A key and where it stands.
    private struct Entry {
        var key: UInt64
        var index: UInt32
    }

    /// Bits that one pass of the sort looks at.
    private static let digitBits: UInt64 = 8

    /// Numbers the keys by a radix sort from the lowest digit up: any keys in linear time.
    static func numberBySorting(_ keys: [UInt64]) -> (values: [UInt64], codes: [UInt32]) {
        guard let least = keys.min(), let greatest = keys.max() else { return ([], []) }
        var entries = keys.enumerated().map { Entry(key: $1 - least, index: UInt32($0)) }
        var sorted = entries
        for shift in stride(from: 0, to: UInt64(PackedIntegers.width(of: greatest - least)), by: Int(digitBits)) {
            distribute(entries, shift, into: &sorted)
            swap(&entries, &sorted)
        }
        var values: [UInt64] = []
        var codes = [UInt32](repeating: 0, count: keys.count)
        for entry in entries {
            let key = entry.key + least
            if values.last != key { values.append(key) }
            codes[Int(entry.index)] = UInt32(values.count - 1)
        }
        return (values, codes)
    }

    /// Moves entries into the order of one digit; those with the same digit stay in their order.
    private static func distribute(_ entries: [Entry], _ shift: UInt64, into sorted: inout [Entry]) {
        let mask: UInt64 = (1 << digitBits) - 1
        var places = [Int](repeating: 0, count: 1 << Int(digitBits))
        for entry in entries { places[Int(truncatingIfNeeded: entry.key &>> shift & mask)] += 1 }
        var next = 0
        for digit in places.indices { (places[digit], next) = (next, next + places[digit]) }
        for entry in entries {
            let digit = Int(truncatingIfNeeded: entry.key &>> shift & mask)
            sorted[places[digit]] = entry
            places[digit] += 1
        }
    }
}
