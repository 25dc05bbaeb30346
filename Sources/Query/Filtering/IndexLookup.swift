import Bytes
import Bitmaps
import Segment

/// Finds the rows of some codes in an inverted index, if that is cheaper than scanning the codes of all rows.
///
/// Costs are counted in rows scanned, 0.1 ns each with the kernels for packed codes: to list a row from an index takes
/// about ten times as long, a row of a dense bitmap an eighth, and to find a list `rowsPerLookup` times.
struct IndexLookup {
    let column: SegmentReader.StoredColumn
    let rowCount: Int
    let rowsPerLookup: Int

    static let rowsPerListedRow = 10
    static let denseFraction = 8
    /// Up to one row in so many is handed on as a list, on which further conditions are cheaper than on all rows.
    static let listFraction = 16
    /// Up to one row in so many is sorted as a list; more are put into a bit for each row first.
    static let sortedFraction = 1024

    /// The rows whose code passes, or nil if a scan is cheaper or there is no index.
    func node(_ predicate: CodePredicate) -> SegmentFilter.Node? {
        guard let codes = predicate.codes(atMost: rowCount / rowsPerLookup),
            let total = affordableRows(codes)
        else { return nil }
        let addsNulls = predicate.nullPasses && !column.nullWords.isEmpty
        if codes.count == 1, !addsNulls, total <= rowCount / Self.listFraction {
            return column.source.rows(withCode: codes[0]).map { .rows($0.rows) }
        }
        if !addsNulls, total <= rowCount / Self.sortedFraction { return sortedRows(of: codes, count: total) }
        var bits = Bitset(count: rowCount)
        for code in codes {
            guard let rows = column.source.rows(withCode: code) else { return nil }
            rows.formUnion(into: &bits)
        }
        if addsNulls, let nulls = column.source.nulls { bits.formUnion(nulls) }
        if addsNulls || total > rowCount / Self.listFraction { return .bits(bits.words) }
        var rows: [UInt32] = []
        bits.appendPositions(in: 0..<rowCount, to: &rows)
        return .rows(rows)
    }

    /// The rows of a few codes; a row of a list that has several of them is there once.
    private func sortedRows(of codes: [UInt32], count: Int) -> SegmentFilter.Node? {
        var rows: [UInt32] = []
        rows.reserveCapacity(count)
        for code in codes {
            guard let more = column.source.rows(withCode: code) else { return nil }
            more.appendRows(to: &rows)
        }
        rows.sort()
        if column.source.lists == nil { return .rows(rows) }
        var distinct: [UInt32] = []
        for row in rows where distinct.last != row { distinct.append(row) }
        return .rows(distinct)
    }

    /// How many rows have one of the codes; nil if to look them up costs more than a scan.
    private func affordableRows(_ codes: [UInt32]) -> Int? {
        var (cost, total) = (0, 0)
        for code in codes {
            guard let count = column.source.rowCount(withCode: code) else { return nil }
            total += count
            cost += min(count * Self.rowsPerListedRow, rowCount / Self.denseFraction) + rowsPerLookup
            if cost > rowCount { return nil }
        }
        return total
    }
}

extension CodePredicate {
    /// The codes that pass, unless there are too many.
    fileprivate func codes(atMost limit: Int) -> [UInt32]? {
        switch codes {
        case .range(let range): return range.count <= limit ? Array(range) : nil
        case .set(let set):
            if BitWords.population(of: set) > limit { return nil }
            var codes = [UInt32]()
            BitWords.appendPositions(of: set, from: 0, to: &codes)
            return codes
        }
    }
}
