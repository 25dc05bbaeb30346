/// What an edit has taken away so far, and what may come in its place: a segment that is built again, or one that
/// several were merged into, says of the same records.
struct RemovedSegments {
    /// Ranges of offsets by partition.
    private var ranges: [Int32: [Range<Int64>]] = [:]
    /// Numbers of batches, each as often as it had a segment that is gone.
    private var generations: [Int64] = []

    mutating func note(_ segment: SegmentEntry) {
        if let partition = segment.partition {
            ranges[partition, default: []].append(segment.startOffset..<segment.endOffset)
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
        var rest: [Range<Int64>] = []
        var end = segment.startOffset
        for range in (ranges[partition] ?? []).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound == end && range.upperBound <= segment.endOffset {
                end = range.upperBound
            } else {
                rest.append(range)
            }
        }
        guard end == segment.endOffset else { return false }
        ranges[partition] = rest
        return true
    }
}
