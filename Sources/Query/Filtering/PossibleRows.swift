import Bytes
import Segment

/// Conditions that hold only in a part of the rows, as the bounds of blocks say before any row is looked at.
extension SegmentFilter.Node {
    /// The same condition, with the blocks left out first that the bounds of one operand or another rule out.
    var withoutImpossibleRows: SegmentFilter.Node {
        let operands = if case .and(let nodes) = self { nodes } else { [self] }
        if operands.contains(where: \.isNarrow) { return self }
        var (runs, narrowing) = ([Range<Int>]?.none, [Int]())
        for (index, operand) in operands.enumerated() {
            guard let possible = operand.possibleRows else { continue }
            runs = runs.map { RowRuns.intersection($0, possible) } ?? possible
            narrowing.append(index)
        }
        guard let runs else { return self }
        if runs.isEmpty { return .none }
        for index in narrowing {
            guard let rows = operands[index].fewRows(in: runs) else { continue }
            let others = operands.enumerated().filter { $0.offset != index }.map(\.element)
            if rows.isEmpty || others.isEmpty { return rows.isEmpty ? .none : .rows(rows) }
            return .and([.rows(rows)] + others)
        }
        return .and(RowRuns.restricting(operands, to: runs))
    }

    /// So many rows are looked at to find out which they are, as an index would tell.
    private static let searchedRows = 1 << 15
    /// A list of rows is slower to work with than runs that hold less than so many others for each.
    private static let rowsPerListed = 16

    /// The rows that pass a condition on numbers or codes, where they can be in few runs and are a small part of these;
    /// else nil.
    private func fewRows(in runs: [Range<Int>]) -> [UInt32]? {
        let matches: (RowSelection, inout [UInt64]) -> Void
        switch self {
        case .numbers(let predicate): matches = predicate.matches
        case .codes(let predicate): matches = predicate.matches
        default: return nil
        }
        let total = runs.reduce(0) { $0 + $1.count }
        if total > Self.searchedRows { return nil }
        var (rows, words) = ([UInt32](), [UInt64]())
        for run in runs {
            words.removeAll(keepingCapacity: true)
            words.append(contentsOf: repeatElement(0, count: (run.count + 63) / 64))
            matches(.range(run), &words)
            BitWords.appendPositions(of: words, from: run.lowerBound, to: &rows)
            if rows.count * Self.rowsPerListed > total { return nil }
        }
        return rows
    }

    /// So many rows of a list, or of a run, are looked at faster than the bounds of all blocks.
    private static let (fewRows, shortRun) = (1024, 1 << 20)

    /// Whether it leaves few rows by itself.
    private var isNarrow: Bool {
        switch self {
        case .rows(let rows): rows.count <= Self.fewRows
        case .run(let rows): rows.count <= Self.shortRun
        default: false
        }
    }

    /// Runs outside of which the condition does not hold; nil if it may hold anywhere.
    private var possibleRows: [Range<Int>]? {
        switch self {
        case .numbers(let predicate):
            guard !predicate.isOutside, case .integers(let interval) = predicate.interval else { return nil }
            return predicate.column.source.possibleRows(withIntegers: interval)
        case .codes(let predicate):
            guard !predicate.nullPasses, case .range(let codes) = predicate.codes else { return nil }
            return predicate.column.source.possibleRows(withCodes: codes)
        default: return nil
        }
    }
}

/// Operations on ascending runs of rows that do not overlap.
enum RowRuns {
    /// O(runs of both).
    static func intersection(_ left: [Range<Int>], _ right: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var (first, second) = (0, 0)
        while first < left.count && second < right.count {
            let common = left[first].clamped(to: right[second])
            if !common.isEmpty { result.append(common) }
            if left[first].upperBound < right[second].upperBound { first += 1 } else { second += 1 }
        }
        return result
    }

    /// The rows of an ascending list inside of the runs. O(rows kept + runs × log rows).
    static func rows(_ rows: [UInt32], inside runs: [Range<Int>]) -> [UInt32] {
        var result: [UInt32] = []
        for run in runs {
            let first = RowLists.firstIndex(of: rows, atLeast: run.lowerBound)
            result += rows[first..<RowLists.firstIndex(of: rows, atLeast: run.upperBound)]
        }
        return result
    }

    /// The operands of an AND that also holds only inside of the runs, the cheap ones first.
    static func restricting(_ operands: [SegmentFilter.Node], to runs: [Range<Int>]) -> [SegmentFilter.Node] {
        var (restricted, isListed) = ([SegmentFilter.Node](), false)
        for operand in operands {
            if case .rows(let rows) = operand {
                isListed = true
                restricted.append(.rows(Self.rows(rows, inside: runs)))
            } else {
                restricted.append(operand)
            }
        }
        // Lists come first and leave only rows of the runs.
        return isListed ? restricted : [runs.count == 1 ? .run(runs[0]) : .runs(runs)] + restricted
    }
}
