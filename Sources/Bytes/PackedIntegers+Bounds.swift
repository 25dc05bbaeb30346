import CKernels

extension PackedIntegers {
    /// The least and the greatest of all values, each with `step` times its position added; nil if there is none, or if
    /// such a sum does not fit 64 bits. `step` is 0 or 1. O(count), or O(1) for width 0.
    public func bounds(step: UInt64 = 0) -> ClosedRange<UInt64>? {
        precondition(step <= 1, "a step of 0 or 1")
        guard count > 0 else { return nil }
        if step == 1 && width >= Self.greatestWidthOfSums { return boundsOfSums() }
        var (least, greatest) = (UInt64.max, UInt64.min)
        withPackedBytes { packed in
            martlet_packed_bounds(kernelLevel, packed, 0, count, UInt32(width), step, &least, &greatest)
        }
        return least...greatest
    }

    /// The least and the greatest value of a range, which must not be empty. O(range).
    public func bounds(in range: Range<Int>) -> ClosedRange<UInt64> {
        check(range)
        precondition(!range.isEmpty, "a range with values")
        var (least, greatest) = (UInt64.max, UInt64.min)
        withPackedBytes { packed in
            martlet_packed_bounds(
                kernelLevel, packed, range.lowerBound, range.count, UInt32(width), 0, &least, &greatest)
        }
        return least...greatest
    }

    /// From this width on, a value and a position can have a sum that does not fit 64 bits.
    private static let greatestWidthOfSums = 63

    private func boundsOfSums() -> ClosedRange<UInt64>? {
        var (least, greatest, overflows) = (UInt64.max, UInt64.min, false)
        withPackedBytes { packed in
            let (base, mask) = (packed!, maskOf(width))
            for position in 0..<count {
                let value = loadWide(base, position &* width, mask)
                let (sum, overflow) = value.addingReportingOverflow(UInt64(position))
                overflows = overflows || overflow
                least = min(least, sum)
                greatest = max(greatest, sum)
            }
        }
        return overflows ? nil : least...greatest
    }

    /// The sum of the values of a range, wrapping around. O(range).
    public func sum(_ range: Range<Int>) -> UInt64 {
        check(range)
        return withPackedBytes { packed in
            martlet_packed_sum(kernelLevel, packed, range.lowerBound, range.count, UInt32(width))
        }
    }

    /// The first position whose value is not greater than the one before it; nil if the values strictly ascend.
    /// O(count).
    public func firstNotAscending() -> Int? { firstDescent(strictly: true) }

    /// The first position whose value is less than the one before it; nil if the values ascend. O(count).
    public func firstDescending() -> Int? { firstDescent(strictly: false) }

    private func firstDescent(strictly: Bool) -> Int? {
        let position = withPackedBytes { packed in
            martlet_first_descent(kernelLevel, packed, count, UInt32(width), strictly ? 1 : 0)
        }
        return position < count ? position : nil
    }
}
