import Segment

/// Where the rows of a new segment were before, for what is known of rows by number, such as which of them are live.
package struct RowOrigins: Sendable {
    /// Rows of each of the old segments, in the order in which their rows were given to the builder.
    private let rowCounts: [Int]
    /// Nil if the builder kept that order.
    private let order: RowOrder?

    package init(rowCounts: [Int], order: RowOrder?) {
        self.rowCounts = rowCounts
        self.order = order
    }

    /// For each of the old segments, and each row of it, the row of the new segment. O(rows).
    package func newRows() -> [[UInt32]] {
        let destinations = order?.destinations()
        var start = 0
        return rowCounts.map { count in
            defer { start += count }
            return (start..<start + count).map { destinations?[$0] ?? UInt32($0) }
        }
    }
}
