extension BlockedIntegers {
    /// Replaces the part of `words` that some rows of one block take, from bit `offset` on, a multiple of 64, by bits
    /// that say which of their values lie in `values`. O(rows).
    ///
    /// Where the block has no slope, the residuals are compared as they are.
    public func match(_ values: ClosedRange<Int64>, in rows: Range<Int>, into words: inout [UInt64], at offset: Int) {
        if rows.isEmpty { return }
        let block = rows.lowerBound / Self.blockRows
        let all = self.rows(of: block)
        precondition(rows.lowerBound >= 0 && rows.upperBound <= all.upperBound, "rows of one block")
        let entry = entry(block)
        let residuals = packed(entry, rows: all.count)
        let part = rows.lowerBound - all.lowerBound..<rows.upperBound - all.lowerBound
        if entry.slope == 0, let wanted = Self.residuals(values, base: entry.base, width: entry.width) {
            residuals.match(wanted, in: part, into: &words, at: offset)
        } else {
            var batch: [Int64] = []
            residuals.read(part, base: entry.base, step: Int64(entry.slope), into: &batch)
            batch.match(values, into: &words, at: offset)
        }
    }

    /// The residuals that stand for some values; nil where no sum of base and residual lies in them, or where such a
    /// sum may wrap around.
    private static func residuals(_ values: ClosedRange<Int64>, base: Int64, width: Int) -> ClosedRange<UInt64>? {
        let (greatest, wraps) = base.addingReportingOverflow(Int64(truncatingIfNeeded: maskOf(min(width, 63))))
        if width > 63 || wraps || !values.overlaps(base...greatest) { return nil }
        let wanted = values.clamped(to: base...greatest)
        return UInt64(bitPattern: wanted.lowerBound &- base)...UInt64(bitPattern: wanted.upperBound &- base)
    }
}
