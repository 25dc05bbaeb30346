import Bitmaps
import Bytes
import Expressions

/// A filter as one segment runs it: predicates became sets of codes, ranges of integers or bitmaps.
///
/// It never changes, so that any number of units evaluate it at the same time; each has a `FilterCursor`.
final class SegmentFilter: Sendable {
    indirect enum Node: Sendable {
        case none
        case all
        /// Rows that follow each other.
        case run(Range<Int>)
        /// Several runs of rows, ascending.
        case runs([Range<Int>])
        /// A few rows, ascending.
        case rows([UInt32])
        /// A bit for each row of the segment.
        case bits([UInt64])
        /// Rows that the version of the table has not overwritten, deleted or replaced.
        case live(LiveRows)
        case codes(CodePredicate)
        case numbers(NumberPredicate)
        case lists(ListPredicate)
        case expression(BoundExpression, inputs: [Int], canFail: Bool)
        case and([Node])
        case or([Node])

        /// In which order operands of an AND run: the cheap ones first, those that can fail last.
        var cost: Int {
            switch self {
            case .none, .all, .rows: 0
            case .run, .runs, .bits, .live: 1
            case .codes: 2
            case .numbers, .lists: 3
            case .and(let nodes), .or(let nodes): nodes.reduce(4) { max($0, $1.cost) }
            case .expression(_, _, let canFail): canFail ? 6 : 5
            }
        }
    }

    let root: Node
    let reader: SegmentReader
    /// Rows that pass at most, as far as is known before any is looked at.
    let maximumRows: Int
    /// The rows outside of which none passes.
    let extent: Range<Int>

    init(_ tree: FilterTree?, reader: SegmentReader, liveRows: LiveRows?, limits: QueryLimits) throws(QueryError) {
        self.reader = reader
        let root: Node
        if let tree {
            let rewritten = reader.rewritten(tree.expression)
            let ownTree = rewritten == tree.expression ? tree : FilterTree(rewritten)
            root = try FilterCompiler(reader: reader, rowsPerLookup: max(limits.rowsPerLookup, 1)).compile(ownTree)
                .withoutImpossibleRows
        } else {
            root = reader.rowCount == 0 ? .none : .all
        }
        self.root = liveRows.map { root.restricted(to: $0) } ?? root
        maximumRows = Self.maximumRows(self.root, of: reader.rowCount)
        extent = Self.extent(self.root, of: reader.rowCount)
    }

    private static func maximumRows(_ node: Node, of count: Int) -> Int {
        switch node {
        case .none: 0
        case .all, .codes, .numbers, .lists, .expression: count
        case .run(let rows): rows.count
        case .runs(let runs): runs.reduce(0) { $0 + $1.count }
        case .rows(let rows): rows.count
        case .bits(let words): BitWords.population(of: words)
        case .live(let live): live.liveCount
        case .and(let nodes): nodes.reduce(count) { min($0, maximumRows($1, of: count)) }
        case .or(let nodes): min(nodes.reduce(0) { $0 + maximumRows($1, of: count) }, count)
        }
    }

    private static func extent(_ node: Node, of count: Int) -> Range<Int> {
        switch node {
        case .none: return 0..<0
        case .run(let rows): return rows
        case .runs(let runs):
            guard let first = runs.first, let last = runs.last else { return 0..<0 }
            return first.lowerBound..<last.upperBound
        case .rows(let rows):
            guard let first = rows.first, let last = rows.last else { return 0..<0 }
            return Int(first)..<Int(last) + 1
        case .and(let nodes): return nodes.reduce(0..<count) { $0.clamped(to: extent($1, of: count)) }
        case .all, .bits, .live, .codes, .numbers, .lists, .expression, .or: return 0..<count
        }
    }

    /// Whether dictionaries and statistics say that no row passes.
    var isEmpty: Bool {
        if case .none = root { true } else { false }
    }

    /// The live rows if they are what passes, and some rows are dead.
    var onlyLive: LiveRows? {
        if case .live(let live) = root { live } else { nil }
    }

    /// Whether they say that every row passes.
    var isFull: Bool {
        if case .all = root { true } else { false }
    }
}
