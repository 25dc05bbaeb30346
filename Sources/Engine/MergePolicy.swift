import Catalog

/// Which small segments of a table become one.
///
/// Merged are segments of one partition that follow each other without a gap in its offsets, so that the merged one
/// covers one range of the log again, at a place in the reading order that holds the same rows as before. Segments of
/// batches are left alone: their names are what their owner knows them by.
public struct MergePolicy: Hashable, Sendable {
    /// A merged segment has at most so many rows, where values of a column with several per row count as rows, …
    public static let defaultTargetRows: Int64 = 5_000_000
    /// … and its parts together at most so many bytes: 512 MiB.
    public static let defaultTargetBytes: Int64 = 512 << 20
    /// A segment takes part if it has less than this share of either target.
    public static let smallShare: Int64 = 4
    /// So many segments are merged at least: each row is written again only if that saves three segments or more.
    public static let minimumSegments = 4
    /// No part has more than this share of the rows of the whole, so that a row moves into a segment of at least twice
    /// the size each time: it is written again at most log2(target / rows of a seal) times.
    public static let largestShare: Int64 = 2
    /// Where a table has a retention, a merged segment spans at most this share of it in the time column: rows go only
    /// when the last of their segment may go, and merging must not put that off for long.
    public static let retentionShare: Int64 = 16

    public var targetRows: Int64
    public var targetBytes: Int64

    public init(targetRows: Int64 = defaultTargetRows, targetBytes: Int64 = defaultTargetBytes) {
        self.targetRows = targetRows
        self.targetBytes = targetBytes
    }

    /// The runs to be merged, each in the order of its offsets, by partition and offset. `retention` is in the unit of
    /// the time column. The answer depends on nothing but the segments. O(segments × longest run).
    package func runs(in segments: some Sequence<SegmentEntry>, retention: Int64? = nil) -> [[SegmentEntry]] {
        let small = segments.filter { $0.partition != nil && isSmall($0) }.sorted {
            ($0.partition ?? 0, $0.startOffset) < ($1.partition ?? 0, $1.startOffset)
        }
        var runs: [[SegmentEntry]] = []
        var first = 0
        while first < small.count {
            let end = end(ofRunFrom: first, small, retention)
            if let end { runs.append(Array(small[first..<end])) }
            first = end ?? first + 1
        }
        return runs
    }

    private func isSmall(_ segment: SegmentEntry) -> Bool {
        segment.rowCount < targetRows / Self.smallShare && segment.byteCount < targetBytes / Self.smallShare
    }

    /// Where the longest run ends that begins at a segment and is worth merging; nil if none is.
    private func end(ofRunFrom first: Int, _ small: [SegmentEntry], _ retention: Int64?) -> Int? {
        var run = Run(small[first])
        var end: Int?
        for index in small.indices.dropFirst(first + 1) {
            let segment = small[index]
            guard segment.partition == small[first].partition, segment.startOffset == small[index - 1].endOffset else {
                break
            }
            run.append(segment)
            guard run.rows <= targetRows, run.bytes <= targetBytes, run.fits(retention) else { break }
            let isBalanced = run.largest <= run.rows / Self.largestShare
            if index - first + 1 >= Self.minimumSegments && isBalanced { end = index + 1 }
        }
        return end
    }

    /// Sums over the segments of a run.
    private struct Run {
        var rows: Int64
        var bytes: Int64
        var largest: Int64
        var times: ClosedRange<Int64>?

        init(_ segment: SegmentEntry) {
            (rows, bytes, largest) = (segment.rowCount, segment.byteCount, segment.rowCount)
            times = segment.timeRange
        }

        mutating func append(_ segment: SegmentEntry) {
            rows += segment.rowCount
            bytes += segment.byteCount
            largest = max(largest, segment.rowCount)
            guard let range = segment.timeRange else { return }
            times = times.map { min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound) } ?? range
        }

        func fits(_ retention: Int64?) -> Bool {
            guard let retention, let times else { return true }
            let (span, overflow) = times.upperBound.subtractingReportingOverflow(times.lowerBound)
            return !overflow && span <= retention / MergePolicy.retentionShare
        }
    }
}
