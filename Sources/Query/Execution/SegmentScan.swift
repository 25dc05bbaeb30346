import Segment

/// A segment as one query reads it, opened once for all units.
final class SegmentScan: Sendable {
    /// What there is to read of it.
    enum Extent {
        /// Everything that is asked is known without reading rows.
        case known
        /// Rows that follow each other.
        case rows(Range<Int>)
        /// The entries of the list that an index gave.
        case candidates([UInt32])

        /// How much work it is, in rows.
        var weight: Int {
            switch self {
            case .known: 1
            case .rows(let rows): rows.count
            case .candidates(let rows): rows.count * Self.rowsPerCandidate
            }
        }

        /// A row of a list takes as much time as so many that are scanned.
        static let rowsPerCandidate = 4
    }

    /// Its position in the table.
    let index: Int
    let reader: SegmentReader
    let filter: SegmentFilter
    let extent: Extent

    /// Nil if no row of the segment passes the filter.
    init?(
        _ segment: SegmentView, at index: Int, _ plan: QueryPlan, _ limits: QueryLimits, _ stop: StopSignal,
        isKnown: (SegmentReader, SegmentFilter) -> Bool
    ) throws(QueryError) {
        let opened = try SegmentReader(segment.source, columns: plan.columns, stop: stop)
        let filter = try SegmentFilter(
            plan.filter, reader: opened, liveRows: segment.liveRows, limits: limits)
        if filter.isEmpty { return nil }
        self.index = index
        self.filter = filter
        reader = opened.expecting(filter.maximumRows)
        if isKnown(reader, filter) {
            extent = .known
        } else if let candidates = filter.candidates {
            extent = .candidates(candidates)
        } else {
            extent = .rows(filter.extent)
        }
    }
}
