import Bitmaps

extension SegmentFilter.Node {
    /// The same condition for live rows only; itself where all are.
    ///
    /// What indexes say comes first, since it may leave few rows; whatever could fail sees no dead row.
    func restricted(to live: LiveRows) -> SegmentFilter.Node {
        if live.isComplete { return self }
        if live.liveCount == 0 { return .none }
        switch self {
        case .none: return .none
        case .all: return .live(live)
        case .and(var nodes):
            nodes.insert(.live(live), at: nodes.firstIndex { $0.cost > 1 } ?? nodes.count)
            return .and(nodes)
        default: return .and(cost > 1 ? [.live(live), self] : [self, .live(live)])
        }
    }
}

extension BlockRows {
    /// The live rows of a block.
    init(live: LiveRows, in block: Range<Int>) {
        let chunks = block.lowerBound / LiveRows.chunkRows...(block.upperBound - 1) / LiveRows.chunkRows
        if chunks.allSatisfy({ live.words(ofChunk: $0) == nil }) {
            self = .all
            return
        }
        var words = [UInt64](repeating: .max, count: (block.count + 63) / 64)
        Self.clearTail(&words, count: block.count)
        live.removeDead(from: &words, startingAt: block.lowerBound)
        self.init(words: words, count: block.count)
    }
}
