import Bitmaps
import Bytes
import Expressions
import Segment

extension FilterCursor {
    /// Those of some rows that pass. No other row is looked at.
    mutating func rows(among rows: [UInt32]) throws(QueryError) -> [UInt32] {
        try evaluate(filter.root, among: rows)
    }

    private mutating func evaluate(_ node: SegmentFilter.Node, among rows: [UInt32]) throws(QueryError) -> [UInt32] {
        if rows.isEmpty { return [] }
        switch node {
        case .none: return []
        case .all: return rows
        case .run(let wanted): return rows.filter { wanted.contains(Int($0)) }
        case .runs(let runs): return RowRuns.rows(rows, inside: runs)
        case .rows(let list):
            let first = RowLists.firstIndex(of: list, atLeast: Int(rows[0]))
            let end = RowLists.firstIndex(of: list, atLeast: Int(rows[rows.count - 1]) + 1)
            // Mostly the rows are those of this very list.
            if list[first..<end].elementsEqual(rows) { return rows }
            return RowLists.intersection(Array(list[first..<end]), rows)
        case .bits(let words): return rows.filter { words[Int($0 >> 6)] >> UInt64($0 & 63) & 1 != 0 }
        case .live(let live): return rows.filter { live[Int($0)] }
        case .codes(let predicate): return scan(rows) { predicate.matches($0, &$1) }
        case .numbers(let predicate): return scan(rows) { predicate.matches($0, &$1) }
        case .lists(let predicate): return scan(rows) { predicate.matches($0, &$1) }
        case .expression(let expression, let inputs, _):
            entriesScanned += rows.count * inputs.count
            let flags = try expression.evaluate(filter.reader.load(inputs, .list(rows)))
            guard case .integers(let values) = flags.values else { preconditionFailure("conditions are integers") }
            return rows.indices.filter { values[$0] == 1 && !flags.isNull($0) }.map { rows[$0] }
        case .and(let nodes):
            var remaining = rows
            for node in nodes { remaining = try evaluate(node, among: remaining) }
            return remaining
        case .or(let nodes):
            var (found, open) = ([UInt32](), rows)
            for node in nodes {
                let more = try evaluate(node, among: open)
                found = RowLists.union(found, more)
                open = RowLists.subtracting(open, more)
            }
            return found
        }
    }

    private mutating func scan(_ rows: [UInt32], _ matches: (RowSelection, inout [UInt64]) -> Void) -> [UInt32] {
        entriesScanned += rows.count
        var words = Array(repeating: UInt64(0), count: (rows.count + 63) / 64)
        matches(.list(rows), &words)
        var positions: [UInt32] = []
        BitWords.appendPositions(of: words, from: 0, to: &positions)
        return positions.map { rows[Int($0)] }
    }
}
