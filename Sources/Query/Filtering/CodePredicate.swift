import Segment

/// Which codes of a dictionary column pass a filter.
struct CodePredicate {
    enum Codes {
        case range(Range<UInt32>)
        /// One flag per code, 1 if it passes.
        case table([UInt8])
    }

    let column: SegmentReader.StoredColumn
    let codes: Codes
    /// Whether rows that are NULL pass.
    let nullPasses: Bool

    /// Sets the bit of each position of a selection whose row passes.
    func matches(_ rows: RowSelection, _ words: inout [UInt64]) {
        var values = [UInt32]()
        column.readCodes(rows, into: &values)
        switch codes {
        case .range(let range):
            let (first, width) = (range.lowerBound, UInt32(range.count))
            Self.fill(&words, values) { $0 &- first < width }
        case .table(let table) where table.isEmpty: break
        case .table(let table):
            // A row that is NULL may hold any code; what the table says of it does not count.
            let last = UInt32(table.count - 1)
            Self.fill(&words, values) { table[Int(min($0, last))] != 0 }
        }
        column.settleNulls(rows, passing: nullPasses, &words)
    }

    /// Sets a bit for each value that passes, without a branch that the processor would have to guess.
    @inline(__always)
    static func fill<Value>(_ words: inout [UInt64], _ values: [Value], _ passes: (Value) -> Bool) {
        var start = 0
        for index in words.indices where start < values.count {
            let end = min(start + 64, values.count)
            var word: UInt64 = 0
            for position in start..<end {
                word |= (passes(values[position]) ? 1 : 0) &<< UInt64(truncatingIfNeeded: position &- start)
            }
            words[index] = word
            start = end
        }
    }
}

/// Which integers of a column pass a filter: those inside, or outside, of an interval.
struct IntegerPredicate {
    let column: SegmentReader.StoredColumn
    let interval: ClosedRange<Int64>
    let isOutside: Bool

    func matches(_ rows: RowSelection, _ words: inout [UInt64]) {
        var values = [Int64]()
        switch rows {
        case .range(let range): column.source.readIntegers(range, into: &values)
        case .list(let list): column.source.gatherIntegers(list, into: &values)
        }
        let (low, high) = (interval.lowerBound, interval.upperBound)
        if isOutside {
            CodePredicate.fill(&words, values) { $0 < low || $0 > high }
        } else {
            CodePredicate.fill(&words, values) { $0 >= low && $0 <= high }
        }
        column.settleNulls(rows, passing: false, &words)
    }
}

extension SegmentReader.StoredColumn {
    /// Sets or clears the bits of the positions whose row is NULL.
    func settleNulls(_ rows: RowSelection, passing: Bool, _ words: inout [UInt64]) {
        if nullWords.isEmpty { return }
        switch rows {
        case .range(let range):
            let first = range.lowerBound >> 6
            for index in words.indices {
                let nulls = nullWords[first + index]
                words[index] = passing ? words[index] | nulls : words[index] & ~nulls
            }
            BlockRows.clearTail(&words, count: range.count)
        case .list(let list):
            for position in list.indices where isNull(list[position]) {
                let bit: UInt64 = 1 << UInt64(position & 63)
                if passing { words[position >> 6] |= bit } else { words[position >> 6] &= ~bit }
            }
        }
    }

    func isNull(_ row: UInt32) -> Bool {
        !nullWords.isEmpty && nullWords[Int(row >> 6)] >> UInt64(row & 63) & 1 != 0
    }
}
