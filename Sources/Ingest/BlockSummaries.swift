import Bytes
import Segment

/// What the full blocks of a consuming column hold, so that few of them are looked at for one value or interval: of
/// each the least and the greatest value, and a Bloom filter of 8 bits per value with two bits set by each.
///
/// A block's summary is written once, when the block is full, and read through snapshots.
struct BlockSummaries: Sendable {
    /// Values of a block.
    static let blockRows = 512
    private static let filterWords = blockRows * 8 / 64
    /// The bounds, then the filter.
    private static let summaryWords = 2 + filterWords

    private var words = ChunkedArray<UInt64>()

    var allocatedBytes: Int { words.allocatedBytes }

    /// Adds the next block, of the values at the positions of a range. O(blockRows).
    @inline(__always)
    mutating func append(_ positions: Range<Int>, _ value: (Int) -> Int64) {
        var filter = InlineArray<64, UInt64>(repeating: 0)
        var (least, greatest) = (Int64.max, Int64.min)
        for position in positions {
            let value = value(position)
            (least, greatest) = (min(least, value), max(greatest, value))
            let (first, second) = Self.bits(of: value)
            filter[first >> 6] |= 1 << UInt64(first & 63)
            filter[second >> 6] |= 1 << UInt64(second & 63)
        }
        words.append(UInt64(bitPattern: least))
        words.append(UInt64(bitPattern: greatest))
        for index in 0..<Self.filterWords { words.append(filter[index]) }
    }

    /// Two bits of a filter: the upper bits of a product with an odd constant, as in Fibonacci hashing.
    @inline(__always)
    private static func bits(of value: Int64) -> (Int, Int) {
        let product = UInt64(bitPattern: value) &* 0x9E37_79B9_7F4A_7C15
        let hash = product ^ product >> 32
        return (Int(hash >> 20 & 4095), Int(hash & 4095))
    }

    var snapshot: Snapshot { Snapshot(words: words.snapshot) }

    /// The summaries of the blocks that were full at some time.
    struct Snapshot: Sendable {
        fileprivate let words: ChunkedArray<UInt64>.Snapshot

        /// Runs of rows, ascending, outside of which no row has a value in the interval; nil if they would be more than
        /// half of the rows. O(blocks).
        func possibleRows(of rowCount: Int, _ interval: ClosedRange<Int64>) -> [Range<Int>]? {
            // The rows behind the last full block may have any value.
            let full = words.count / BlockSummaries.summaryWords
            if full == 0 { return nil }
            return PossibleBlocks(of: rowCount, by: BlockSummaries.blockRows).fewRuns { block in
                block >= full || mayHold(interval, block: block)
            }
        }

        private func mayHold(_ interval: ClosedRange<Int64>, block: Int) -> Bool {
            let start = block * BlockSummaries.summaryWords
            let (least, greatest) = (Int64(bitPattern: words[start]), Int64(bitPattern: words[start + 1]))
            if interval.lowerBound > greatest || interval.upperBound < least { return false }
            guard interval.lowerBound == interval.upperBound else { return true }
            let (first, second) = BlockSummaries.bits(of: interval.lowerBound)
            return words[start + 2 + (first >> 6)] >> UInt64(first & 63) & 1 != 0
                && words[start + 2 + (second >> 6)] >> UInt64(second & 63) & 1 != 0
        }
    }
}
