import CKernels

/// Conditions on the values: those of runs are matched packed, and their bits spread over the rows of the runs, a word
/// at a time. The results are bits as `PackedIntegers` gives them.
extension RunLengthIntegers {
    /// Replaces the contents of `words` by bits that say which values of some rows lie in `wanted`. O(rows / 64 +
    /// runs).
    public func match(_ wanted: ClosedRange<UInt64>, in rows: Range<Int>, into words: inout [UInt64]) {
        check(rows)
        words.overwrite(count: wordCount(rows.count), placeholder: 0) { match(wanted, rows, $0) }
    }

    /// The same for a part of `words`, which have room for them.
    public func match(_ wanted: ClosedRange<UInt64>, in rows: Range<Int>, into words: inout [UInt64], at offset: Int) {
        check(rows)
        words.overwritePart(at: offset, bits: rows.count) { match(wanted, rows, $0) }
    }

    /// Replaces the contents of `words` by bits that say which values of some rows are in a set: `v` is if bit `v & 63`
    /// of `set[v >> 6]` is set, and is not if there is no such word. O(rows / 64 + runs).
    public func match(_ set: [UInt64], in rows: Range<Int>, into words: inout [UInt64]) {
        check(rows)
        words.overwrite(count: wordCount(rows.count), placeholder: 0) { words in
            set.withUnsafeBufferPointer { set in
                match(rows, words) { runs, matches in
                    values.withPackedBytes { packed in
                        martlet_match_set(
                            kernelLevel, packed, runs.lowerBound, runs.count, UInt32(values.width), set.baseAddress,
                            set.count, matches)
                    }
                }
            }
        }
    }

    private func match(_ wanted: ClosedRange<UInt64>, _ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>) {
        match(rows, words) { runs, matches in
            values.withPackedBytes { packed in
                martlet_match_range(
                    kernelLevel, packed, runs.lowerBound, runs.count, UInt32(values.width), wanted.lowerBound,
                    wanted.upperBound, matches)
            }
        }
    }

    /// Runs are matched for so many rows at a time.
    private static let partRows = 4096

    @inline(__always)
    private func match(
        _ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>,
        _ matchRuns: (Range<Int>, UnsafeMutablePointer<UInt64>) -> Void
    ) {
        if rows.isEmpty { return }
        // The kernel reads two words more.
        let capacity = wordCount(Self.partRows) + 2
        marks.withView { marks in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: capacity) { matches in
                for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.partRows) {
                    let part = start..<min(start + Self.partRows, rows.upperBound)
                    let runs = marks.runs(of: part)
                    matchRuns(runs, matches.baseAddress!)
                    let end = wordCount(runs.count)
                    (matches[end], matches[end + 1]) = (0, 0)
                    martlet_spread_bits(
                        kernelLevel, marks.words, count, part.lowerBound, part.count, matches.baseAddress!,
                        words + (start - rows.lowerBound) >> 6)
                }
            }
        }
    }
}
