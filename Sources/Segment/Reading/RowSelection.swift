import Bytes

/// Some rows of a segment, ascending where nothing else is said.
@frozen
public enum RowSelection: Sendable {
    case range(Range<Int>)
    case list([UInt32])

    @inlinable public var count: Int {
        switch self {
        case .range(let rows): rows.count
        case .list(let rows): rows.count
        }
    }

    /// The rows at some positions, which ascend.
    @inlinable
    public func at(_ positions: [Int]) -> RowSelection { .list(positions.map { row($0) }) }

    /// The number of the row at a position.
    @inlinable
    public func row(_ position: Int) -> UInt32 {
        switch self {
        case .range(let rows): UInt32(rows.lowerBound + position)
        case .list(let rows): rows[position]
        }
    }
}

/// Reads of either form of rows.
extension ColumnSource {
    public func readCodes(_ rows: RowSelection, into output: inout [UInt32]) {
        switch rows {
        case .range(let range): readCodes(range, into: &output)
        case .list(let list): gatherCodes(list, into: &output)
        }
    }

    public func readIntegers(_ rows: RowSelection, into output: inout [Int64]) {
        switch rows {
        case .range(let range): readIntegers(range, into: &output)
        case .list(let list): gatherIntegers(list, into: &output)
        }
    }

    public func readDoubles(_ rows: RowSelection, into output: inout [Double]) {
        switch rows {
        case .range(let range): readDoubles(range, into: &output)
        case .list(let list): gatherDoubles(list, into: &output)
        }
    }

    public func readStrings(_ rows: RowSelection, into output: inout [ByteString]) {
        switch rows {
        case .range(let range): readStrings(range, into: &output)
        case .list(let list): gatherStrings(list, into: &output)
        }
    }
}
