/// Operations on ascending lists of rows without duplicates. Each is O(rows of both).
enum RowLists {
    static func intersection(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        merge(left, right, keepsLeft: false, keepsBoth: true, keepsRight: false)
    }

    static func union(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        if left.isEmpty { return right }
        if right.isEmpty { return left }
        return merge(left, right, keepsLeft: true, keepsBoth: true, keepsRight: true)
    }

    static func subtracting(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        if right.isEmpty { return left }
        return merge(left, right, keepsLeft: true, keepsBoth: false, keepsRight: false)
    }

    /// The first index whose row is at least the given one; `count` if there is none. O(log rows).
    static func firstIndex(of rows: [UInt32], atLeast row: Int) -> Int {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) >> 1
            if Int(rows[middle]) < row { low = middle + 1 } else { high = middle }
        }
        return low
    }

    @inline(__always)
    private static func merge(
        _ left: [UInt32], _ right: [UInt32], keepsLeft: Bool, keepsBoth: Bool, keepsRight: Bool
    ) -> [UInt32] {
        var result: [UInt32] = []
        var (first, second) = (0, 0)
        while first < left.count && second < right.count {
            let (one, two) = (left[first], right[second])
            if one < two ? keepsLeft : (one > two ? keepsRight : keepsBoth) { result.append(min(one, two)) }
            first += one <= two ? 1 : 0
            second += two <= one ? 1 : 0
        }
        if keepsLeft { result.append(contentsOf: left[first...]) }
        if keepsRight { result.append(contentsOf: right[second...]) }
        return result
    }
}
