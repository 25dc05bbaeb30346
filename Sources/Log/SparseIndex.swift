/// Where in a file to begin looking for an offset: an entry for about every `LogLimits.indexIntervalBytes` of log.
struct SparseIndex: Sendable {
    struct Entry: Sendable {
        let baseOffset: Int64
        let position: Int
    }

    private var entries: [Entry] = []

    /// Notes a batch; to be called in the order of the file. Amortised O(1).
    mutating func add(baseOffset: Int64, position: Int) {
        if let last = entries.last, position - last.position < LogLimits.indexIntervalBytes { return }
        entries.append(Entry(baseOffset: baseOffset, position: position))
    }

    /// The last entry at or before the offset; nil before the first. O(log n).
    func entry(for offset: Int64) -> Entry? {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = low + (high - low) / 2
            if entries[middle].baseOffset <= offset { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : entries[low - 1]
    }
}
