import CKernels

/// Conditions on the values, evaluated without unpacking them.
///
/// The results are bits: bit `i & 63` of word `i >> 6` for row `rows.lowerBound + i`. With `at offset` they begin at
/// bit `offset` of the words, a multiple of 64, so that consecutive blocks of rows fill one array: the words that the
/// rows take are overwritten, bits of them beyond the rows are cleared, and the other words stay as they are.
extension PackedIntegers {
    /// Replaces the contents of `words` by bits that say which values of some rows lie in `values`. O(rows).
    public func match(_ values: ClosedRange<UInt64>, in rows: Range<Int>, into words: inout [UInt64]) {
        check(rows)
        words.overwrite(count: wordCount(rows.count), placeholder: 0) { match(values, rows, $0) }
    }

    /// The same for a part of `words`, which have room for them. O(rows).
    public func match(_ values: ClosedRange<UInt64>, in rows: Range<Int>, into words: inout [UInt64], at offset: Int) {
        check(rows)
        words.overwritePart(at: offset, bits: rows.count) { match(values, rows, $0) }
    }

    /// Replaces the contents of `words` by bits that say which values of some rows are in a set: `v` is if bit `v & 63`
    /// of `set[v >> 6]` is set, and is not if there is no such word. O(rows).
    public func match(_ set: [UInt64], in rows: Range<Int>, into words: inout [UInt64]) {
        check(rows)
        words.overwrite(count: wordCount(rows.count), placeholder: 0) { match(set, rows, $0) }
    }

    /// The same for a part of `words`, which have room for them. O(rows).
    public func match(_ set: [UInt64], in rows: Range<Int>, into words: inout [UInt64], at offset: Int) {
        check(rows)
        words.overwritePart(at: offset, bits: rows.count) { match(set, rows, $0) }
    }

    @inline(__always)
    private func match(_ values: ClosedRange<UInt64>, _ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>) {
        withPackedBytes { packed in
            martlet_match_range(
                kernelLevel, packed, rows.lowerBound, rows.count, UInt32(width), values.lowerBound, values.upperBound,
                words)
        }
    }

    @inline(__always)
    private func match(_ set: [UInt64], _ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>) {
        withPackedBytes { packed in
            set.withUnsafeBufferPointer { set in
                martlet_match_set(
                    kernelLevel, packed, rows.lowerBound, rows.count, UInt32(width), set.baseAddress, set.count, words)
            }
        }
    }
}

/// Words of 64 bits that hold so many bits.
@inline(__always)
func wordCount(_ bits: Int) -> Int { (bits + 63) >> 6 }

extension [UInt64] {
    /// Lets `body` overwrite the words of some bits from `offset` on, which must be a multiple of 64.
    @inline(__always)
    mutating func overwritePart(at offset: Int, bits: Int, _ body: (UnsafeMutablePointer<UInt64>) -> Void) {
        precondition(offset >= 0 && offset & 63 == 0, "bits from the start of a word")
        precondition(offset >> 6 <= count - wordCount(bits), "words with room for the bits")
        if bits == 0 { return }
        withUnsafeMutableBufferPointer { body($0.baseAddress! + offset >> 6) }
    }
}
