extension PackedIntegers {
    /// The least and the greatest of all values, each with `step` times its position added; nil if there is none, or if
    /// such a sum does not fit 64 bits. `step` is 0 or 1. O(count), or O(1) for width 0.
    public func bounds(step: UInt64 = 0) -> ClosedRange<UInt64>? {
        precondition(step <= 1, "a step of 0 or 1")
        guard count > 0 else { return nil }
        if width == 0 { return 0...(step * UInt64(count - 1)) }
        return step == 0 ? boundsOfValues() : boundsOfSums()
    }

    private func boundsOfValues() -> ClosedRange<UInt64> {
        var (least, greatest) = (UInt64.max, UInt64.min)
        unpack(0..<count) { _, value in
            least = min(least, value)
            greatest = max(greatest, value)
        }
        return least...greatest
    }

    private func boundsOfSums() -> ClosedRange<UInt64>? {
        var (least, greatest, overflows) = (UInt64.max, UInt64.min, false)
        unpack(0..<count) { position, value in
            let (sum, overflow) = value.addingReportingOverflow(UInt64(position))
            overflows = overflows || overflow
            least = min(least, sum)
            greatest = max(greatest, sum)
        }
        return overflows ? nil : least...greatest
    }

    /// The first position whose value is not greater than the one before it; nil if the values strictly ascend.
    /// O(count).
    public func firstNotAscending() -> Int? {
        if width == 0 { return count > 1 ? 1 : nil }
        var (previous, found) = (UInt64.min, Int?.none)
        unpack(0..<count) { position, value in
            if position > 0 && value <= previous && found == nil { found = position }
            previous = value
        }
        return found
    }

    /// The first position whose value is less than the one before it; nil if the values ascend. O(count).
    public func firstDescending() -> Int? {
        if width == 0 { return nil }
        var (previous, found) = (UInt64.min, Int?.none)
        unpack(0..<count) { position, value in
            if value < previous && found == nil { found = position }
            previous = value
        }
        return found
    }
}
