import Bytes
import Segment

/// Gathers the rows that blocks leave over into batches that are worth their overhead.
struct RowBatcher {
    private let batchRows: Int
    private var pending: [UInt32] = []

    init(batchRows: Int) { self.batchRows = batchRows }

    /// Takes the next rows; false if `body` wants no more.
    mutating func add(
        _ rows: PassingRows, in block: Range<Int>, _ body: (RowSelection) throws(QueryError) -> Bool
    ) throws(QueryError) -> Bool {
        switch rows {
        case .block(.none): return true
        case .block(.all):
            guard try finish(body) else { return false }
            for start in stride(from: block.lowerBound, to: block.upperBound, by: batchRows) {
                guard try body(.range(start..<min(start + batchRows, block.upperBound))) else { return false }
            }
            return true
        case .block(.words(let words)):
            BitWords.appendPositions(of: words, from: block.lowerBound, to: &pending)
            return try flush(downTo: batchRows, body)
        case .list(let list):
            pending += list
            return try flush(downTo: batchRows, body)
        }
    }

    /// Hands out what is left.
    mutating func finish(_ body: (RowSelection) throws(QueryError) -> Bool) throws(QueryError) -> Bool {
        try flush(downTo: 1, body)
    }

    private mutating func flush(
        downTo least: Int, _ body: (RowSelection) throws(QueryError) -> Bool
    ) throws(QueryError) -> Bool {
        var start = 0
        while pending.count - start >= least {
            let end = min(start + batchRows, pending.count)
            guard try body(.list(Array(pending[start..<end]))) else { return false }
            start = end
        }
        pending.removeFirst(start)
        return true
    }
}
