import Expressions

/// percentile, exactly: the values of each group are kept.
///
/// Of n sorted values it is that with the index `min(⌊n·p/100⌋, n−1)`, as in Pinot. NaN is greater than every number.
struct Percentiles<Element: VectorElement>: AggregateStates {
    private var log = GroupedLog<Element>()
    private var groupCount = 0
    private let percent: Double
    private let budget: MemoryBudget
    let bytesPerGroup = 8

    init(percent: Double, _ budget: MemoryBudget) {
        self.percent = percent
        self.budget = budget
    }

    mutating func grow(to groups: Int) { groupCount = max(groups, groupCount) }

    mutating func add(_ rows: ArgumentRows) throws(QueryError) {
        try budget.charge(rows.groups.count * GroupedLog<Element>.bytesPerElement, for: "percentile")
        log.append(Element.elements(rows.vectors[0]), rows.groups)
    }

    mutating func merge(_ other: Self, _ groups: [UInt32]) throws(QueryError) {
        try budget.charge(other.log.count * GroupedLog<Element>.bytesPerElement, for: "percentile")
        log.append(other.log, groups)
    }

    mutating func results(_ groups: [Int]) -> Vector {
        log.arrange(groupCount)
        var (results, nulls) = ([Element](), [Bool]())
        for group in groups {
            let count = log[group].count
            nulls.append(count == 0)
            if count == 0 {
                results.append(.zero)
                continue
            }
            let rank = Self.rank(percent, count)
            var result = Element.zero
            log.update(group) { result = Self.select(rank, &$0, $1) }
            results.append(result)
        }
        return Element.vector(results, nulls: nulls)
    }

    /// The index of the value among that many in ascending order.
    static func rank(_ percent: Double, _ count: Int) -> Int {
        max(0, min(Int(Double(count) * percent / 100), count - 1))
    }

    /// The value of a rank within a range, whose values change places: quickselect (Hoare, 1961) with the median of
    /// three. O(count) as a rule; a range that halves too slowly is sorted.
    private static func select(_ rank: Int, _ values: inout [Element], _ range: Range<Int>) -> Element {
        var (low, high) = (range.lowerBound, range.upperBound - 1)
        let wanted = low + rank
        var rounds = 0
        while high > low {
            rounds += 1
            if rounds > 64 {
                values[low...high].sort(by: Element.isBefore)
                break
            }
            let (left, right) = partition(&values, low, high)
            if wanted <= right {
                high = right
            } else if wanted >= left {
                low = left
            } else {
                break
            }
        }
        return values[wanted]
    }

    /// Brings the values up to a pivot in front of those from it on; gives where the latter begin and the former end.
    private static func partition(_ values: inout [Element], _ low: Int, _ high: Int) -> (left: Int, right: Int) {
        let middle = low + (high - low) / 2
        if Element.isBefore(values[middle], values[low]) { values.swapAt(middle, low) }
        if Element.isBefore(values[high], values[low]) { values.swapAt(high, low) }
        if Element.isBefore(values[high], values[middle]) { values.swapAt(high, middle) }
        let pivot = values[middle]
        var (left, right) = (low, high)
        while left <= right {
            while Element.isBefore(values[left], pivot) { left += 1 }
            while Element.isBefore(pivot, values[right]) { right -= 1 }
            if left <= right {
                values.swapAt(left, right)
                left += 1
                right -= 1
            }
        }
        return (left, right)
    }
}
