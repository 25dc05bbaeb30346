/// Some rows of a segment, ascending.
enum RowSelection {
    case range(Range<Int>)
    case list([UInt32])

    var count: Int {
        switch self {
        case .range(let rows): rows.count
        case .list(let rows): rows.count
        }
    }

    /// The rows at some positions, which ascend.
    func at(_ positions: [Int]) -> RowSelection { .list(positions.map { row($0) }) }

    /// The number of the row at a position.
    func row(_ position: Int) -> UInt32 {
        switch self {
        case .range(let rows): UInt32(rows.lowerBound + position)
        case .list(let rows): rows[position]
        }
    }
}
