extension RoaringContainer {
    func contains(_ entry: Int) -> Bool {
        switch form {
        case .array:
            let index = firstIndex(atLeast: entry)
            return index < count && short(index) == entry
        case .bitset: return word(entry >> 6) >> UInt64(entry & 63) & 1 != 0
        case .runs:
            let index = firstRun(endingAtOrAfter: entry)
            return index < count && run(index).first <= entry
        }
    }

    /// The greatest entry. A container is never empty.
    var greatest: Int {
        switch form {
        case .array: short(count - 1)
        case .bitset: (0..<count).last { word($0) != 0 }.map { $0 << 6 + 63 - word($0).leadingZeroBitCount } ?? 0
        case .runs: run(count - 1).last
        }
    }

    /// How many entries are in a range. O(log count) for arrays, O(range / 64) for bitsets, O(runs) for runs.
    func cardinality(in entries: Range<Int>) -> Int {
        if entries == 0..<Self.entryCount { return cardinality }
        var total = 0
        switch form {
        case .array: total = firstIndex(atLeast: entries.upperBound) - firstIndex(atLeast: entries.lowerBound)
        case .bitset: forEachWord(of: entries) { total += $1.nonzeroBitCount }
        case .runs: forEachRun(of: entries) { total += $0.count }
        }
        return total
    }

    /// Whether an entry is in a range. O(log count), for bitsets O(range / 64).
    func intersects(_ entries: Range<Int>) -> Bool {
        if entries.isEmpty { return false }
        switch form {
        case .array:
            let index = firstIndex(atLeast: entries.lowerBound)
            return index < count && short(index) < entries.upperBound
        case .bitset:
            var any: UInt64 = 0
            forEachWord(of: entries) { any |= $1 }
            return any != 0
        case .runs:
            let index = firstRun(endingAtOrAfter: entries.lowerBound)
            return index < count && run(index).first < entries.upperBound
        }
    }

    /// Appends the rows of a range of entries, ascending.
    func appendRows(of entries: Range<Int>, to output: inout [UInt32]) {
        switch form {
        case .array:
            let first = firstIndex(atLeast: entries.lowerBound)
            let length = firstIndex(atLeast: entries.upperBound) - first
            let base = UInt32(truncatingIfNeeded: firstRow)
            output.extend(by: length) { output in
                for index in 0..<length { output[index] = base | UInt32(truncatingIfNeeded: short(first &+ index)) }
            }
        case .bitset:
            output.extend(by: cardinality(in: entries)) { output in
                var next = 0
                forEachWord(of: entries) { index, word in
                    var word = word
                    let base = UInt32(truncatingIfNeeded: firstRow &+ index << 6)
                    while word != 0 {
                        output[next] = base | UInt32(truncatingIfNeeded: word.trailingZeroBitCount)
                        next &+= 1
                        word &= word &- 1
                    }
                }
            }
        case .runs:
            forEachRun(of: entries) { run in
                let first = UInt32(truncatingIfNeeded: firstRow &+ run.lowerBound)
                output.extend(by: run.count) { output in
                    for index in 0..<run.count { output[index] = first &+ UInt32(truncatingIfNeeded: index) }
                }
            }
        }
    }

    /// Sets the bits of a range of entries. Bit 0 of the first word is row `start`, a multiple of 64; no entry of the
    /// range may be below it or behind the last word.
    func formUnion(of entries: Range<Int>, into words: UnsafeMutableBufferPointer<UInt64>, from start: Int) {
        if entries.isEmpty { return }
        let shift = firstRow - start
        precondition(
            shift + entries.lowerBound >= 0 && shift + entries.upperBound <= words.count * 64, "rows inside the words")
        guard let words = words.baseAddress else { return }
        switch form {
        case .array:
            for index in firstIndex(atLeast: entries.lowerBound)..<firstIndex(atLeast: entries.upperBound) {
                let entry = short(index)
                precondition(entries.contains(entry), "entries that ascend")
                let bit = shift &+ entry
                words[bit >> 6] |= 1 &<< UInt64(truncatingIfNeeded: bit)
            }
        case .bitset:
            let first = shift >> 6
            forEachWord(of: entries) { words[first &+ $0] |= $1 }
        case .runs: forEachRun(of: entries) { fill(words, $0.shifted(by: shift)) }
        }
    }

    /// Calls `body` with each run's part of a range of entries.
    @inline(__always)
    private func forEachRun(of entries: Range<Int>, _ body: (Range<Int>) -> Void) {
        for index in firstRun(endingAtOrAfter: entries.lowerBound)..<count {
            let (first, last) = run(index)
            if first >= entries.upperBound { return }
            body((first..<last + 1).clamped(to: entries))
        }
    }

    /// Sets a range of bits, which is not empty.
    private func fill(_ words: UnsafeMutablePointer<UInt64>, _ bits: Range<Int>) {
        if bits.isEmpty { return }
        let (first, last) = (bits.lowerBound >> 6, (bits.upperBound - 1) >> 6)
        let (head, tail) = (
            UInt64.max << UInt64(bits.lowerBound & 63), UInt64.max >> UInt64(63 - (bits.upperBound - 1) & 63)
        )
        if first == last {
            words[first] |= head & tail
            return
        }
        words[first] |= head
        for index in first + 1..<last { words[index] = .max }
        words[last] |= tail
    }
}

extension [UInt32] {
    /// Makes the array longer and lets `body` overwrite the new elements.
    @inline(__always)
    mutating func extend(by length: Int, _ body: (UnsafeMutablePointer<UInt32>) -> Void) {
        if length == 0 { return }
        let old = count
        append(contentsOf: repeatElement(0, count: length))
        withUnsafeMutableBufferPointer { body($0.baseAddress! + old) }
    }
}
