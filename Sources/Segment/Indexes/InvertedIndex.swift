import Bitmaps
import Bytes

/// The rows of each code of a sealed column: as roaring bitmaps, or as packed lists where these are smaller.
final class InvertedIndex: IndexReader {
    private enum Form {
        case bitmaps(StoredBitmaps)
        case postings(StoredPostings)
    }

    private let regions: ColumnRegions
    private let form: Form

    init?(_ regions: ColumnRegions) {
        let column = regions.column
        if column.invertedWidth > 0 {
            form = .bitmaps(
                StoredBitmaps(
                    regions, .invertedBitmaps, offsets: .invertedOffsets, width: column.invertedWidth,
                    count: column.cardinality))
        } else if regions.region(.postings) != nil {
            form = .postings(StoredPostings(regions, count: column.cardinality))
        } else {
            return nil
        }
        self.regions = regions
    }

    /// The rows with a code, NULL rows left out; nil if the index turns out to be damaged.
    func rows(withCode code: UInt32) -> Postings? {
        regions.reporting { () throws(FormatError) in try read(code) }
    }

    /// How many rows have a code; nil if the index turns out to be damaged.
    func rowCount(withCode code: UInt32) -> Int? {
        guard case .postings(let postings) = form else { return rows(withCode: code)?.count }
        return regions.reporting { () throws(FormatError) in try postings.rowCount(of: Int(code)) }
    }

    private func read(_ code: UInt32) throws(FormatError) -> Postings {
        precondition(Int(code) < regions.column.cardinality, "code inside the dictionary")
        switch form {
        case .bitmaps(let bitmaps): return .bitmap(try bitmaps.bitmap(Int(code)))
        case .postings(let postings): return .list(try postings.rows(of: Int(code)))
        }
    }

    private var kind: RegionKind {
        if case .bitmaps = form { .invertedBitmaps } else { .postings }
    }

    /// Whether the index agrees with the codes.
    func verify(against column: any ColumnSource) throws(FormatError) {
        guard column.dictionary != nil else {
            throw regions.corrupt(kind, "an index by code of a column without codes")
        }
        if let lists = column.lists { return try verify(against: lists) }
        var codes: [UInt32] = []
        var total = 0
        let nulls = column.nulls
        for code in 0..<UInt32(regions.column.cardinality) {
            let rows = try read(code).rows
            total += rows.count
            column.gatherCodes(rows, into: &codes)
            let isNull = nulls != nil && rows.contains { nulls?[Int($0)] == true }
            if isNull || codes.contains(where: { $0 != code }) {
                throw regions.corrupt(kind, "code \(code) has a row that is not its own")
            }
        }
        // No row is in two lists, so that their number says whether one is missing.
        guard total == regions.rowCount - regions.column.nullCount else {
            throw regions.corrupt(kind, "\(total) rows, not \(regions.rowCount - regions.column.nullCount)")
        }
    }

    /// The same for lists: each row is in the list of each of its codes, and in no other.
    private func verify(against lists: any ListSource) throws(FormatError) {
        var (starts, places, codes): ([UInt32], [UInt32], [UInt32]) = ([], [], [])
        var total = 0
        for code in 0..<UInt32(regions.column.cardinality) {
            let rows = try read(code).rows
            total += rows.count
            lists.gatherPlaces(rows, starts: &starts, places: &places)
            lists.values.gatherCodes(places, into: &codes)
            for index in rows.indices where !codes[Int(starts[index])..<Int(starts[index + 1])].contains(code) {
                throw regions.corrupt(kind, "code \(code) has row \(rows[index]), which has it not")
            }
        }
        var expected = 0
        for row in 0..<UInt32(regions.rowCount) {
            lists.gatherPlaces([row], starts: &starts, places: &places)
            lists.values.gatherCodes(places, into: &codes)
            expected += Set(codes).count
        }
        guard total == expected else { throw regions.corrupt(kind, "\(total) entries, not \(expected)") }
    }
}
