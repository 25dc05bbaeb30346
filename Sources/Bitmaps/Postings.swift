/// Rows that an index gives, in the form in which it has them. The rows of each form ascend.
public enum Postings: Sendable {
    /// Consecutive rows.
    case range(Range<Int>)
    /// Single rows, strictly ascending.
    case list([UInt32])
    /// Rows of a stored bitmap.
    case bitmap(RoaringView)
    /// Rows whose bit is set.
    case bits(Bitset)

    /// How many rows there are. O(1), for a bitmap O(containers), for bits O(bits / 64).
    public var count: Int {
        switch self {
        case .range(let rows): rows.count
        case .list(let rows): rows.count
        case .bitmap(let view): view.cardinality
        case .bits(let bits): bits.population
        }
    }

    /// Whether a row is among them. O(log rows).
    public func contains(_ row: UInt32) -> Bool {
        switch self {
        case .range(let rows): rows.contains(Int(row))
        case .list(let rows):
            Self.firstIndex(of: rows, atLeast: Int(row)).map { rows[$0] == row } ?? false
        case .bitmap(let view): view.contains(row)
        case .bits(let bits): Int(row) < bits.count && bits[Int(row)]
        }
    }

    /// Appends the rows inside `range`, ascending, to `output`. O(rows inside + log rows).
    public func appendRows(in range: Range<Int>, to output: inout [UInt32]) {
        switch self {
        case .range(let rows): output.append(contentsOf: rows.clamped(to: range).lazy.map { UInt32($0) })
        case .list(let rows):
            let first = Self.firstIndex(of: rows, atLeast: range.lowerBound) ?? rows.count
            let end = Self.firstIndex(of: rows, atLeast: range.upperBound) ?? rows.count
            output.append(contentsOf: rows[first..<end])
        case .bitmap(let view): view.appendRows(in: range, to: &output)
        case .bits(let bits): bits.appendPositions(in: range.clamped(to: 0..<bits.count), to: &output)
        }
    }

    /// Appends all rows, ascending, to `output`. O(rows).
    public func appendRows(to output: inout [UInt32]) {
        if case .list(let rows) = self {
            output.append(contentsOf: rows)
        } else {
            appendRows(in: 0..<1 << 32, to: &output)
        }
    }

    /// All rows, ascending. O(rows).
    public var rows: [UInt32] {
        if case .list(let rows) = self { return rows }
        var rows: [UInt32] = []
        rows.reserveCapacity(count)
        appendRows(to: &rows)
        return rows
    }

    /// Sets the bit of every row, each of which must be below the bitset's count. O(rows), or fewer where they are
    /// dense.
    public func formUnion(into bitset: inout Bitset) {
        switch self {
        case .range(let rows): bitset.insert(rows)
        case .list(let rows): bitset.insert(rows)
        case .bitmap(let view): view.formUnion(into: &bitset)
        case .bits(let bits): bitset.formUnion(bits)
        }
    }

    /// The first index whose row is at least the given one; nil if there is none.
    private static func firstIndex(of rows: [UInt32], atLeast row: Int) -> Int? {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) >> 1
            if Int(rows[middle]) < row { low = middle + 1 } else { high = middle }
        }
        return low < rows.count ? low : nil
    }
}
