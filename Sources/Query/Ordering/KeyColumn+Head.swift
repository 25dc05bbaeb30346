extension KeyColumn {
    /// What two rows compare by first, to be sorted without looking at the rest.
    struct Head {
        let rank: UInt8
        let prefix: Int64

        @inline(__always)
        static func < (left: Head, right: Head) -> Bool {
            left.rank != right.rank ? left.rank < right.rank : left.prefix < right.prefix
        }
    }
}

extension KeyColumn.Head {
    /// The head that would be at that place if they were sorted; nil if there are fewer. O(heads) on average.
    ///
    /// Hoare's selection with the median of three as pivot.
    static func element(_ place: Int, of heads: [KeyColumn.Head]) -> KeyColumn.Head? {
        guard heads.indices.contains(place) else { return nil }
        var heads = heads
        var (low, high) = (0, heads.count - 1)
        while low < high {
            let pivot = median(heads[low], heads[low + (high - low) / 2], heads[high])
            var (left, right) = (low, high)
            while left <= right {
                while heads[left] < pivot { left += 1 }
                while pivot < heads[right] { right -= 1 }
                if left > right { break }
                heads.swapAt(left, right)
                left += 1
                right -= 1
            }
            if place <= right {
                high = right
            } else if place >= left {
                low = left
            } else {
                return heads[place]
            }
        }
        return heads[place]
    }

    private static func median(
        _ first: KeyColumn.Head, _ second: KeyColumn.Head, _ third: KeyColumn.Head
    ) -> KeyColumn.Head {
        let (low, high) = second < first ? (second, first) : (first, second)
        if third < low { return low }
        return high < third ? high : third
    }
}
