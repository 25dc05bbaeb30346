extension ByteString {
    /// The given indexes of some strings, so that the strings ascend; those of equal strings stay in their order.
    ///
    /// Multikey sorting by eight bytes at a time (Bentley and Sedgewick, 1997, with numbers for characters): comparing
    /// numbers that lie side by side is many times faster than comparing strings that lie anywhere. O(count × log
    /// count) steps for each eight bytes that neighbours have in common.
    public static func sortedIndexes(_ indexes: [Int], of strings: [ByteString]) -> [Int] {
        var entries = indexes.enumerated().map { SortEntry(strings[$1], from: 0, index: $1, order: $0) }
        var unsorted = [(range: entries.indices, depth: 0)]
        while let (range, depth) = unsorted.popLast() {
            if depth > 0 {
                for place in range {
                    let entry = entries[place]
                    entries[place] = SortEntry(
                        strings[entry.index], from: depth, index: entry.index, order: entry.order)
                }
            }
            entries[range].sort { $0.isBefore($1) }
            var start = range.lowerBound
            while start < range.upperBound {
                var end = start + 1
                while end < range.upperBound, entries[end].hasSameBytes(as: entries[start]) { end += 1 }
                if end - start > 1, entries[start].used == SortEntry.width {
                    unsorted.append((start..<end, depth + SortEntry.width))
                }
                start = end
            }
        }
        return entries.map(\.index)
    }
}

/// Eight bytes of a string as a number that sorts like them, and which string it is.
private struct SortEntry {
    static let width = 8

    /// Filled up with zeros where the string ends.
    let bytes: UInt64
    /// How many of the bytes are the string's.
    let used: Int
    let index: Int
    /// Where the index stood.
    let order: Int

    init(_ string: ByteString, from start: Int, index: Int, order: Int) {
        (self.index, self.order) = (index, order)
        used = min(string.count - start, Self.width)
        bytes = string.bytes.withUnsafeBytes { source in
            if source.count - start >= Self.width {
                return UInt64(bigEndian: source.loadUnaligned(fromByteOffset: start, as: UInt64.self))
            }
            var bytes: UInt64 = 0
            for place in start..<source.count { bytes |= UInt64(source[place]) << UInt64(56 - (place - start) * 8) }
            return bytes
        }
    }

    /// Of strings that are the same up to here: the shorter one comes first, and of the same ones the first.
    func isBefore(_ other: SortEntry) -> Bool {
        if bytes != other.bytes { return bytes < other.bytes }
        return used != other.used ? used < other.used : order < other.order
    }

    func hasSameBytes(as other: SortEntry) -> Bool { bytes == other.bytes && used == other.used }
}
