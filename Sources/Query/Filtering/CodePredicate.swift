import Bytes
import Segment

/// Which codes of a dictionary column pass a filter.
struct CodePredicate {
    enum Codes {
        case range(Range<UInt32>)
        /// A bit for each code, set if it passes; at least one word.
        case set([UInt64])
    }

    let column: SegmentReader.StoredColumn
    let codes: Codes
    /// Whether rows that are NULL pass.
    let nullPasses: Bool

    /// Sets the bit of each position of a selection whose row passes.
    func matches(_ rows: RowSelection, _ words: inout [UInt64]) {
        switch (rows, codes) {
        case (.range(let rows), .range(let codes)): column.source.match(codes: codes, in: rows, into: &words)
        case (.range(let rows), .set(let set)): column.source.match(codeSet: set, in: rows, into: &words)
        case (.list, .range(let codes)):
            let (first, width) = (codes.lowerBound, UInt32(codes.count))
            fill(rows, &words) { $0 &- first < width }
        case (.list, .set(let set)):
            // A row that is NULL may hold any code; what the set says of it does not count.
            let last = UInt32(set.count * 64 - 1)
            fill(rows, &words) { code in
                let code = min(code, last)
                return set[Int(code >> 6)] >> UInt64(code & 63) & 1 != 0
            }
        }
        column.settleNulls(rows, passing: nullPasses, &words)
    }

    private func fill(_ rows: RowSelection, _ words: inout [UInt64], _ passes: (UInt32) -> Bool) {
        var values = [UInt32]()
        column.readCodes(rows, into: &values)
        BitWords.fill(&words, values, passes)
    }
}

/// Which numbers of a column without dictionary pass a filter: those inside, or outside, of an interval.
struct NumberPredicate {
    enum Interval {
        case integers(ClosedRange<Int64>)
        case doubles(ClosedRange<Double>)
    }

    let column: SegmentReader.StoredColumn
    let interval: Interval
    let isOutside: Bool

    func matches(_ rows: RowSelection, _ words: inout [UInt64]) {
        switch (rows, interval) {
        case (.range(let range), .integers(let interval)):
            column.source.match(integers: interval, in: range, into: &words)
        case (.range(let range), .doubles(let interval)):
            column.source.match(doubles: interval, in: range, into: &words)
        case (.list(let list), .integers(let interval)):
            var values = [Int64]()
            column.source.gatherIntegers(list, into: &values)
            values.match(interval, into: &words)
        case (.list(let list), .doubles(let interval)):
            var values = [Double]()
            column.source.gatherDoubles(list, into: &values)
            values.match(interval, into: &words)
        }
        if isOutside {
            for index in words.indices { words[index] = ~words[index] }
            BlockRows.clearTail(&words, count: rows.count)
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
