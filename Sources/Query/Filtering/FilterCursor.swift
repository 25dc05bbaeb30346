import Bitmaps
import Bytes
import Expressions
import Segment

/// Evaluates the filter of a segment for one unit of a query.
struct FilterCursor {
    let filter: SegmentFilter
    private let unit: UnitRun
    var entriesScanned = 0

    init(_ filter: SegmentFilter, in unit: UnitRun) {
        self.filter = filter
        self.unit = unit
    }

    /// Those of some rows of a block that pass. The block starts at a multiple of 64, and ends at one or with the
    /// segment.
    mutating func rows(in block: Range<Int>, within rows: BlockRows) throws(QueryError) -> BlockRows {
        try evaluate(filter.root, block, within: rows)
    }

    /// Those of the given rows for which the node is TRUE; no other rows are computed where that could fail.
    private mutating func evaluate(_ node: SegmentFilter.Node, _ block: Range<Int>, within rows: BlockRows)
        throws(QueryError) -> BlockRows
    {
        if rows.isEmpty { return .none }
        switch node {
        case .none: return .none
        case .all: return rows
        case .run(let wanted):
            return BlockRows(positions: wanted.clamped(to: block), in: block).intersection(rows, count: block.count)
        case .runs(let runs): return Self.block(runs, block).intersection(rows, count: block.count)
        case .rows(let list): return Self.block(list, block).intersection(rows, count: block.count)
        case .bits(let words):
            let slice = Array(words[(block.lowerBound >> 6)..<((block.upperBound + 63) >> 6)])
            return BlockRows(words: slice, count: block.count).intersection(rows, count: block.count)
        case .live(let live):
            return BlockRows(live: live, in: block).intersection(rows, count: block.count)
        case .codes(let predicate):
            return scan(block, within: rows) { predicate.matches($0, &$1) }
        case .numbers(let predicate):
            return scan(block, within: rows) { predicate.matches($0, &$1) }
        case .lists(let predicate):
            return scan(block, within: rows) { predicate.matches($0, &$1) }
        case .expression(let expression, let inputs, _):
            var words = Array(repeating: UInt64(0), count: (block.count + 63) / 64)
            try unit.forEachBatch(of: rows.selection(in: block)) { (selection) throws(QueryError) in
                entriesScanned += selection.count * inputs.count
                let flags = try expression.evaluate(filter.reader.load(inputs, selection))
                Self.insert(flags, selection, in: block, &words)
            }
            return BlockRows(words: words, count: block.count)
        case .and(let nodes):
            var remaining = rows
            for node in nodes { remaining = try evaluate(node, block, within: remaining) }
            return remaining
        case .or(let nodes):
            var (found, open) = (BlockRows.none, rows)
            for node in nodes {
                let more = try evaluate(node, block, within: open)
                found = found.union(more, count: block.count)
                open = open.subtracting(more, count: block.count)
            }
            return found
        }
    }

    /// To look at a row of a list takes as long as to look at so many of a range.
    private static let gatheringCost = 16

    /// Reads runs of rows in which many are wanted, or else only those.
    private mutating func scan(
        _ block: Range<Int>, within rows: BlockRows, _ matches: (RowSelection, inout [UInt64]) -> Void
    ) -> BlockRows {
        let wanted = rows.population(of: block.count)
        var words = Array(repeating: UInt64(0), count: (block.count + 63) / 64)
        if wanted * Self.gatheringCost >= block.count {
            for run in rows.runsOfWords(in: block) {
                entriesScanned += run.count
                if run == block {
                    matches(.range(block), &words)
                } else {
                    var part = Array(repeating: UInt64(0), count: (run.count + 63) / 64)
                    matches(.range(run), &part)
                    BitWords.merge(part, at: run.lowerBound - block.lowerBound, into: &words)
                }
            }
            return BlockRows(words: words, count: block.count).intersection(rows, count: block.count)
        }
        entriesScanned += wanted
        let selection = rows.selection(in: block)
        matches(selection, &words)
        return Self.spread(words, selection, in: block)
    }

    /// The part of runs of rows that lies in a block.
    private static func block(_ runs: [Range<Int>], _ block: Range<Int>) -> BlockRows {
        var words = Array(repeating: UInt64(0), count: (block.count + 63) / 64)
        for run in runs where run.overlaps(block) {
            let part = run.clamped(to: block)
            BitWords.insert(part.lowerBound - block.lowerBound..<part.upperBound - block.lowerBound, into: &words)
        }
        return BlockRows(words: words, count: block.count)
    }

    /// The part of a list of rows that lies in a block.
    private static func block(_ list: [UInt32], _ block: Range<Int>) -> BlockRows {
        let first = RowLists.firstIndex(of: list, atLeast: block.lowerBound)
        let end = RowLists.firstIndex(of: list, atLeast: block.upperBound)
        if first == end { return .none }
        var words = Array(repeating: UInt64(0), count: (block.count + 63) / 64)
        for row in list[first..<end] {
            let bit = Int(row) - block.lowerBound
            words[bit >> 6] |= 1 << UInt64(bit & 63)
        }
        return BlockRows(words: words, count: block.count)
    }

    /// Moves bits from positions in a selection to rows of the block.
    private static func spread(_ words: [UInt64], _ selection: RowSelection, in block: Range<Int>) -> BlockRows {
        var result = Array(repeating: UInt64(0), count: (block.count + 63) / 64)
        for position in 0..<selection.count where words[position >> 6] >> UInt64(position & 63) & 1 != 0 {
            let bit = Int(selection.row(position)) - block.lowerBound
            result[bit >> 6] |= 1 << UInt64(bit & 63)
        }
        return BlockRows(words: result, count: block.count)
    }

    /// Sets the bits of the rows where a condition is TRUE.
    private static func insert(
        _ condition: Vector, _ selection: RowSelection, in block: Range<Int>, _ words: inout [UInt64]
    ) {
        guard case .integers(let flags) = condition.values else { preconditionFailure("conditions are integers") }
        for position in flags.indices where flags[position] == 1 && !condition.isNull(position) {
            let bit = Int(selection.row(position)) - block.lowerBound
            words[bit >> 6] |= 1 << UInt64(bit & 63)
        }
    }
}
