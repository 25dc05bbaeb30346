import Bytes
import Expressions
import Segment

/// What one unit of a query holds and counts while it runs. One thread at a time has it.
final class UnitRun {
    let execution: Execution
    let budget: MemoryBudget
    var statistics = QueryStatistics()
    /// Only kept where the limits have a clock.
    var profile = QueryProfile()
    /// Positions of the segments of which rows passed the filter, ascending.
    private(set) var matchedSegments: [Int] = []

    init(_ execution: Execution) {
        self.execution = execution
        budget = MemoryBudget(execution.account)
    }

    var limits: QueryLimits { execution.limits }

    func poll() throws(QueryError) { try execution.poll() }

    private var batchRows: Int { max(limits.batchRows, 1) }

    /// Counts rows of a segment that passed the filter.
    func countMatches(_ rows: Int, of scan: SegmentScan, columnsRead: Int) {
        if rows == 0 { return }
        statistics.docsScanned += rows
        statistics.entriesScannedPostFilter += rows * columnsRead
        if matchedSegments.last != scan.index { matchedSegments.append(scan.index) }
    }

    /// Adds what another unit, of rows behind those of this one, has counted.
    func add(_ other: UnitRun) {
        statistics.add(other.statistics)
        profile.filtering += other.profile.filtering
        profile.working += other.profile.working
        let isShared = !other.matchedSegments.isEmpty && matchedSegments.last == other.matchedSegments.first
        matchedSegments += other.matchedSegments.dropFirst(isShared ? 1 : 0)
    }

    /// Hands the rows of a piece that pass the filter to `body`, ascending, at most `batchRows` at a time, until it
    /// answers false.
    func forEachBatch(
        of piece: WorkPiece, _ body: (RowSelection) throws(QueryError) -> Bool
    ) throws(QueryError) {
        var batcher = RowBatcher(batchRows: batchRows)
        let isDone = try forEachBlock(of: piece) { (rows, block) throws(QueryError) in
            try batcher.add(rows, in: block) { (batch) throws(QueryError) in
                try poll()
                return try timed(\.working) { () throws(QueryError) in try body(batch) }
            }
        }
        if isDone {
            _ = try timed(\.working) { () throws(QueryError) in try batcher.finish(body) }
        }
    }

    /// Runs `body` and counts its time as that of a step, if there is a clock.
    func timed<Result>(
        _ step: WritableKeyPath<QueryProfile, Duration>, _ body: () throws(QueryError) -> Result
    ) throws(QueryError) -> Result {
        guard let clock = limits.clock else { return try body() }
        let start = clock()
        defer { profile[keyPath: step] += clock() - start }
        return try body()
    }

    /// How many rows of a piece pass the filter.
    func count(of piece: WorkPiece) throws(QueryError) -> Int {
        var total = 0
        try forEachBlock(of: piece) { (rows, block) throws(QueryError) in
            total += rows.population(of: block)
            return true
        }
        return total
    }

    /// Hands the rows of a piece that pass the filter to `body`, until it answers false; then the result is false.
    @discardableResult
    private func forEachBlock(
        of piece: WorkPiece, _ body: (PassingRows, Range<Int>) throws(QueryError) -> Bool
    ) throws(QueryError) -> Bool {
        var cursor = FilterCursor(piece.scan.filter, in: self)
        defer { statistics.entriesScannedInFilter += cursor.entriesScanned }
        switch (piece.part, piece.scan.extent) {
        case (.rows(let rows), _): return try forEachBlock(of: rows, &cursor, body)
        case (.candidates(let indexes), .candidates(let list)):
            for start in stride(from: indexes.lowerBound, to: indexes.upperBound, by: batchRows) {
                try poll()
                let end = min(start + batchRows, indexes.upperBound)
                let rows = try timed(\.filtering) { () throws(QueryError) in
                    try cursor.rows(among: Array(list[start..<end]))
                }
                guard try body(.list(rows), 0..<0) else { return false }
            }
            return true
        default: preconditionFailure("a piece whose rows are read has rows")
        }
    }

    private func forEachBlock(
        of rows: Range<Int>, _ cursor: inout FilterCursor,
        _ body: (PassingRows, Range<Int>) throws(QueryError) -> Bool
    ) throws(QueryError) -> Bool {
        let end = min((rows.upperBound + 63) / 64 * 64, cursor.filter.reader.rowCount)
        var (start, length) = (rows.lowerBound / 64 * 64, firstBlockRows)
        while start < end {
            try poll()
            let block = start..<min(start + length, end)
            let wanted = BlockRows(positions: rows.clamped(to: block), in: block)
            let passing = try timed(\.filtering) { () throws(QueryError) in
                try cursor.rows(in: block, within: wanted)
            }
            guard try body(.block(passing), block) else { return false }
            start = block.upperBound
            length = min(length * 2, blockRows)
        }
        return true
    }

    private var blockRows: Int { (max(limits.blockRows, 1) + 63) / 64 * 64 }

    /// Blocks begin small, so that little is done in vain where few rows are wanted.
    private var firstBlockRows: Int { min((batchRows + 63) / 64 * 64, blockRows) }

    /// Hands some rows to `body`, at most `batchRows` at a time.
    func forEachBatch(of rows: RowSelection, _ body: (RowSelection) throws(QueryError) -> Void) throws(QueryError) {
        if rows.count <= batchRows { return try body(rows) }
        for start in stride(from: 0, to: rows.count, by: batchRows) {
            try poll()
            let end = min(start + batchRows, rows.count)
            switch rows {
            case .range(let range): try body(.range(range.lowerBound + start..<range.lowerBound + end))
            case .list(let list): try body(.list(Array(list[start..<end])))
            }
        }
    }
}

/// Rows that pass a filter: of a block, or of a list.
enum PassingRows {
    case block(BlockRows)
    case list([UInt32])

    func population(of block: Range<Int>) -> Int {
        switch self {
        case .block(let rows): rows.population(of: block.count)
        case .list(let rows): rows.count
        }
    }
}
