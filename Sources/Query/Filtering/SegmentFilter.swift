import Bytes
import Expressions
import Schema

/// A filter as one segment runs it: predicates became sets of codes, ranges of integers or bitmaps.
final class SegmentFilter {
    indirect enum Node {
        case none
        case all
        /// Rows that follow each other.
        case run(Range<Int>)
        /// A few rows, ascending.
        case rows([UInt32])
        /// A bit for each row of the segment.
        case bits([UInt64])
        case codes(CodePredicate)
        case numbers(NumberPredicate)
        case expression(BoundExpression, inputs: [Int], canFail: Bool)
        case and([Node])
        case or([Node])

        /// In which order operands of an AND run: the cheap ones first, those that can fail last.
        var cost: Int {
            switch self {
            case .none, .all, .rows: 0
            case .run, .bits: 1
            case .codes: 2
            case .numbers: 3
            case .and(let nodes), .or(let nodes): nodes.reduce(4) { max($0, $1.cost) }
            case .expression(_, _, let canFail): canFail ? 6 : 5
            }
        }
    }

    private(set) var root = Node.none
    let reader: SegmentReader
    var entriesScanned = 0

    init(_ tree: FilterTree?, reader: SegmentReader, limits: QueryLimits) throws(QueryError) {
        self.reader = reader
        guard let tree else {
            root = reader.rowCount == 0 ? .none : .all
            return
        }
        let rewritten = reader.rewritten(tree.expression)
        let ownTree = rewritten == tree.expression ? tree : FilterTree(rewritten)
        root = try FilterCompiler(reader: reader, rowsPerLookup: max(limits.rowsPerLookup, 1)).compile(ownTree)
        reader.expectedRows = maximumRows(root)
    }

    /// Rows that pass a node at most.
    private func maximumRows(_ node: Node) -> Int {
        switch node {
        case .none: 0
        case .all, .codes, .numbers, .expression: reader.rowCount
        case .run(let rows): rows.count
        case .rows(let rows): rows.count
        case .bits(let words): BitWords.population(of: words)
        case .and(let nodes): nodes.reduce(reader.rowCount) { min($0, maximumRows($1)) }
        case .or(let nodes): min(nodes.reduce(0) { $0 + maximumRows($1) }, reader.rowCount)
        }
    }

    /// Whether dictionaries and statistics say that no row passes.
    var isEmpty: Bool {
        if case .none = root { true } else { false }
    }

    /// Whether they say that every row passes.
    var isFull: Bool {
        if case .all = root { true } else { false }
    }

    /// The rows of a block that pass. The block starts at a multiple of 64.
    func rows(in block: Range<Int>) throws(QueryError) -> BlockRows {
        try evaluate(root, block, within: .all)
    }

    /// Those of the given rows for which the node is TRUE; no other rows are computed where that could fail.
    private func evaluate(_ node: Node, _ block: Range<Int>, within rows: BlockRows) throws(QueryError) -> BlockRows {
        if rows.isEmpty { return .none }
        switch node {
        case .none: return .none
        case .all: return rows
        case .run(let wanted):
            return BlockRows(positions: wanted.clamped(to: block), in: block).intersection(rows, count: block.count)
        case .rows(let list): return Self.block(list, block).intersection(rows, count: block.count)
        case .bits(let words):
            let slice = Array(words[(block.lowerBound >> 6)..<((block.upperBound + 63) >> 6)])
            return BlockRows(words: slice, count: block.count).intersection(rows, count: block.count)
        case .codes(let predicate):
            return scan(block, within: rows) { predicate.matches($0, &$1) }
        case .numbers(let predicate):
            return scan(block, within: rows) { predicate.matches($0, &$1) }
        case .expression(let expression, let inputs, _):
            let selection = rows.selection(in: block)
            entriesScanned += selection.count * inputs.count
            let batch = reader.load(inputs, selection)
            let flags = try asQuery { () throws(ExpressionError) in try Evaluator.evaluate(expression, on: batch) }
            return Self.rows(flags, selection, in: block)
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

    /// Reads all rows of a block if many of them are wanted, or else only those.
    private func scan(
        _ block: Range<Int>, within rows: BlockRows, _ matches: (RowSelection, inout [UInt64]) -> Void
    ) -> BlockRows {
        let wanted = rows.population(of: block.count)
        var words = Array(repeating: UInt64(0), count: (block.count + 63) / 64)
        if wanted * Self.gatheringCost >= block.count {
            entriesScanned += block.count
            matches(.range(block), &words)
            return BlockRows(words: words, count: block.count).intersection(rows, count: block.count)
        }
        entriesScanned += wanted
        let selection = rows.selection(in: block)
        matches(selection, &words)
        return Self.spread(words, selection, in: block)
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

    /// The rows where a condition is TRUE.
    private static func rows(_ condition: Vector, _ selection: RowSelection, in block: Range<Int>) -> BlockRows {
        guard case .integers(let flags) = condition.values else { preconditionFailure("conditions are integers") }
        var words = Array(repeating: UInt64(0), count: (block.count + 63) / 64)
        for position in flags.indices where flags[position] == 1 && !condition.isNull(position) {
            let bit = Int(selection.row(position)) - block.lowerBound
            words[bit >> 6] |= 1 << UInt64(bit & 63)
        }
        return BlockRows(words: words, count: block.count)
    }
}
