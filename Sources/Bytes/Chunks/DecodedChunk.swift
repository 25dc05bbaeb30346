/// A chunk's values as they are read.
final class DecodedChunk: Sendable {
    let firstRow: Int
    /// For each value where it ends in `bytes`.
    private let ends: [UInt32]
    private let bytes: ByteRegion

    /// The ends ascend to the count of bytes.
    init(firstRow: Int, ends: [UInt32], bytes: ByteRegion) {
        (self.firstRow, self.ends, self.bytes) = (firstRow, ends, bytes)
    }

    /// The rows whose values these are.
    var rows: Range<Int> { firstRow..<firstRow + ends.count }
    var byteCount: Int { bytes.count + ends.count * MemoryLayout<UInt32>.stride }

    /// Calls `body` with row and bytes of each value of some of the rows.
    @inline(__always)
    func forEach(_ rows: Range<Int>, _ body: (Int, UnsafeRawBufferPointer) -> Void) {
        precondition(rows.lowerBound >= firstRow && rows.upperBound <= firstRow + ends.count, "rows of the chunk")
        bytes.withUnsafeBytes { bytes in
            ends.withUnsafeBufferPointer { ends in
                let first = rows.lowerBound - firstRow
                var start = first == 0 ? 0 : Int(ends[first - 1])
                for row in rows {
                    let end = Int(ends[row - firstRow])
                    body(row, UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                    start = end
                }
            }
        }
    }
}

extension PackedIntegers {
    /// For each value the sum of all up to it, each with `more` added; nil if the last is not `total`. O(count).
    func runningSums(addingToEach more: UInt64, total: UInt32) -> [UInt32]? {
        var (sum, sums) = (UInt64(0), [UInt32]())
        read(0..<count, into: &sums)
        for position in sums.indices {
            sum += UInt64(sums[position]) + more
            sums[position] = UInt32(truncatingIfNeeded: sum)
        }
        return sum == UInt64(total) ? sums : nil
    }
}
