/// What an edit has taken away so far, and what may come in its place: a segment that is built again, or one that
/// several were merged into, says of the same records.
struct RemovedSegments {
    /// Ranges of offsets by partition, with the records that became rows.
    private var ranges: [Int32: [(offsets: Range<Int64>, records: Int64)]] = [:]
    /// Numbers of batches, each as often as it had a segment that is gone.
    private var generations: [Int64] = []

    /// By partition, the records of segments that are gone for good.
    var recordsLeft: [Int32: Int64] { ranges.mapValues { $0.reduce(0) { $0 + $1.records } } }

    mutating func note(_ segment: SegmentEntry) {
        if let partition = segment.partition {
            ranges[partition, default: []].append((segment.startOffset..<segment.endOffset, segment.recordCount))
        } else {
            generations.append(segment.generation)
        }
    }

    /// Whether a segment covers exactly the offsets of some that are gone, or belongs to the batch of one that is gone.
    /// If so their place is taken.
    mutating func giveWay(to segment: SegmentEntry) -> Bool {
        guard let partition = segment.partition else {
            guard let index = generations.firstIndex(of: segment.generation) else { return false }
            generations.remove(at: index)
            return true
        }
        var rest: [(offsets: Range<Int64>, records: Int64)] = []
        var end = segment.startOffset
        for range in (ranges[partition] ?? []).sorted(by: { $0.offsets.lowerBound < $1.offsets.lowerBound }) {
            if range.offsets.lowerBound == end && range.offsets.upperBound <= segment.endOffset {
                end = range.offsets.upperBound
            } else {
                rest.append(range)
            }
        }
        guard end == segment.endOffset else { return false }
        ranges[partition] = rest
        return true
    }
}
