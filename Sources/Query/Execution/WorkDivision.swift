/// A part of the work on one segment.
struct WorkPiece: Sendable {
    enum Part: Sendable {
        /// What is known of the whole segment.
        case known
        case rows(Range<Int>)
        /// Indexes in the list of candidates.
        case candidates(Range<Int>)
    }

    let scan: SegmentScan
    let part: Part

    /// How much work it is, in rows.
    var weight: Int {
        switch part {
        case .known: 1
        case .rows(let rows): rows.count
        case .candidates(let indexes): indexes.count * SegmentScan.Extent.rowsPerCandidate
        }
    }
}

/// How a query is divided into units of work: by rows in the order of the table, into few units of about the same size.
///
/// It depends on what there is to read and on nothing else, least of all on threads: units are merged in their order,
/// so that the same version gives the same bits.
struct WorkDivision {
    private(set) var units: [[WorkPiece]] = []

    /// Leaves out the beginning of the first segment that is so much work.
    init(_ scans: [SegmentScan], leavingOut done: Int = 0, unitRows: Int, maximumUnits: Int) {
        let unitRows = max(unitRows, 1)
        let total = scans.reduce(-done) { $0 + $1.extent.weight }
        let ranges = max((total + unitRows - 1) / unitRows, 1)
        let units = min(max(maximumUnits, 1), ranges)
        let capacity = max((ranges + units - 1) / units, 1) * unitRows
        var (unit, free) = ([WorkPiece](), capacity)
        for (index, scan) in scans.enumerated() {
            var start = index == 0 ? done : 0
            while let (part, weight) = Self.part(of: scan.extent, from: start, weight: free) {
                unit.append(WorkPiece(scan: scan, part: part))
                start += weight
                free -= weight
                if free <= 0 {
                    self.units.append(unit)
                    (unit, free) = ([], capacity)
                }
            }
        }
        if !unit.isEmpty { self.units.append(unit) }
    }

    /// The part of a segment that begins after so much work and is so much at most; nil at the end.
    private static func part(
        of extent: SegmentScan.Extent, from start: Int, weight: Int
    ) -> (part: WorkPiece.Part, weight: Int)? {
        let taken = min(extent.weight - start, weight)
        if taken <= 0 { return nil }
        switch extent {
        case .known: return (.known, taken)
        case .rows(let rows):
            let first = rows.lowerBound + start
            return (.rows(first..<first + taken), taken)
        case .candidates:
            let each = SegmentScan.Extent.rowsPerCandidate
            let (first, count) = (start / each, (taken + each - 1) / each)
            return (.candidates(first..<first + count), count * each)
        }
    }
}
