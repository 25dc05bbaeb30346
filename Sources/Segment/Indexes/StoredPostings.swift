import Bitmaps
import Bytes
import Synchronization

/// Packed posting lists in two regions, read where they lie. Nothing is read before it is first asked for; a list is
/// verified when it is first read, and checked each time.
final class StoredPostings: Sendable {
    private let regions: ColumnRegions
    private let count: Int
    private let state = Mutex<State>(.unread)

    private enum State: Sendable {
        case unread
        case opened(PackedPostings, SegmentRegion)
        case damaged
    }

    /// `count` lists.
    init(_ regions: ColumnRegions, count: Int) { (self.regions, self.count) = (regions, count) }

    /// The rows of a code, ascending. O(rows).
    func rows(of code: Int) throws(FormatError) -> [UInt32] {
        let (postings, region) = try opened()
        return try damage { () throws(PostingsError) in
            try postings.entries(of: code..<code + 1)
        } _: { entries throws(FormatError) in
            let (first, end) = (entries.lowerBound * region.parameter, entries.upperBound * region.parameter)
            try regions.file.verify(region.offset + first >> 3..<region.offset + (end + 7) >> 3)
            return try damage { () throws(PostingsError) in
                try postings.rows(of: code)
            } _: {
                $0
            }
        }
    }

    /// How many rows a code has. O(1).
    func rowCount(of code: Int) throws(FormatError) -> Int {
        let (postings, _) = try opened()
        return try damage { () throws(PostingsError) in
            try postings.entries(of: code..<code + 1)
        } _: {
            $0.count
        }
    }

    private func damage<Found, Result>(
        _ body: () throws(PostingsError) -> Found, _ next: (Found) throws(FormatError) -> Result
    ) throws(FormatError) -> Result {
        let found: Found
        do throws(PostingsError) { found = try body() } catch { throw regions.corrupt(.postings, "\(error)") }
        return try next(found)
    }

    private func opened() throws(FormatError) -> (PackedPostings, SegmentRegion) {
        switch state.withLock({ $0 }) {
        case .opened(let postings, let region): return (postings, region)
        case .damaged: throw regions.corrupt(.postings, "found damaged before")
        case .unread: break
        }
        do throws(FormatError) {
            let found = try open()
            state.withLock { $0 = .opened(found.0, found.1) }
            return found
        } catch {
            state.withLock { $0 = .damaged }
            throw error
        }
    }

    private func open() throws(FormatError) -> (PackedPostings, SegmentRegion) {
        guard let region = regions.region(.postings) else { throw regions.corrupt(.postings, "missing") }
        var offsets: PackedIntegers?
        if let directory = regions.region(.postingOffsets) {
            offsets = try regions.packed(.postingOffsets, width: directory.parameter, count: count + 1)
        }
        let total = offsets.map { $0[count] } ?? UInt64(count)
        guard total <= UInt64(UInt32.max), region.parameter <= 32,
            PackedIntegers.byteCount(width: region.parameter, count: Int(total)) == region.length,
            let rows = PackedIntegers(
                in: regions.file.region, at: region.offset, width: region.parameter, count: Int(total))
        else {
            let kind: RegionKind = offsets == nil ? .postings : .postingOffsets
            throw regions.corrupt(kind, "\(total) rows in \(region.length) bytes")
        }
        do throws(PostingsError) {
            return (
                try PackedPostings(offsets: offsets, rows: rows, count: count, rowCount: regions.rowCount), region
            )
        } catch { throw regions.corrupt(.postingOffsets, "\(error)") }
    }
}
