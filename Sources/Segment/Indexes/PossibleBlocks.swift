/// The rows of the blocks of a column that may hold what is looked for, as what is known of each block says.
public struct PossibleBlocks {
    private static let sampledBlocks = 16

    let rowCount: Int
    let blockRows: Int

    /// The last block may have fewer rows.
    public init(of rowCount: Int, by blockRows: Int) {
        self.rowCount = rowCount
        self.blockRows = blockRows
    }

    private var count: Int { (rowCount + blockRows - 1) / blockRows }

    /// False if some blocks show that hardly one can be left out, as is mostly so.
    func areFew(_ mayHold: (Int) -> Bool) -> Bool {
        let sample = (0..<min(Self.sampledBlocks, count)).map { $0 * count / Self.sampledBlocks }
        return sample.count(where: mayHold) <= Self.sampledBlocks * 3 / 4
    }

    /// Runs of rows, ascending; nil if they would be more than half of the rows. O(blocks).
    func runs(_ mayHold: (Int) -> Bool) -> [Range<Int>]? {
        var (runs, total) = ([Range<Int>](), 0)
        for block in 0..<count where mayHold(block) {
            let start = block * blockRows
            let rows = start..<min(start + blockRows, rowCount)
            total += rows.count
            if total > rowCount / 2 { return nil }
            if let last = runs.last, last.upperBound == start {
                runs[runs.count - 1] = last.lowerBound..<rows.upperBound
            } else {
                runs.append(rows)
            }
        }
        return runs
    }

    /// The same, or nil, soon, where few blocks can be left out.
    public func fewRuns(_ mayHold: (Int) -> Bool) -> [Range<Int>]? { areFew(mayHold) ? runs(mayHold) : nil }
}
