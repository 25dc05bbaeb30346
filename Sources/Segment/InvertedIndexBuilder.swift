import Bitmaps
import Bytes

/// Decides whether a dictionary column gets an inverted index, and builds it.
struct InvertedIndexBuilder {
    let codes: [UInt32]
    /// Empty if no row is NULL.
    let nulls: [Bool]
    let cardinality: Int

    /// Whether the rules of `EncodingRules` speak for an index. O(rows).
    var pays: Bool {
        let rows = codes.count
        guard cardinality >= EncodingRules.minimumIndexedCardinality,
            cardinality <= rows / EncodingRules.minimumRowsPerIndexedValue
        else { return false }
        return estimatedBytes <= rows * EncodingRules.maximumIndexBytesPerRow
    }

    /// Bytes of all bitmaps if every container were an array.
    private var estimatedBytes: Int {
        var lastContainer = [Int32](repeating: -1, count: cardinality)
        var containers = 0
        for (row, code) in codes.enumerated() {
            let container = Int32(row >> 16)
            if lastContainer[Int(code)] != container {
                lastContainer[Int(code)] = container
                containers += 1
            }
        }
        return cardinality * EncodingRules.bitmapHeaderBytes + containers * EncodingRules.containerHeaderBytes
            + codes.count * 2
    }

    /// Adds both regions of the index. O(rows).
    func write(to column: inout EncodedColumn) {
        let (rows, ends) = rowsByCode()
        var bitmaps: [UInt8] = []
        var offsets: [UInt64] = [0]
        for code in 0..<cardinality {
            let part = rows[(code == 0 ? 0 : ends[code - 1])..<ends[code]]
            bitmaps.append(contentsOf: RoaringBitmap(ascending: part).serialized())
            offsets.append(UInt64(bitmaps.count))
        }
        column.column.invertedWidth = PackedIntegers.width(of: UInt64(bitmaps.count))
        column.add(.invertedOffsets, BitPacker.pack(offsets, width: column.column.invertedWidth))
        column.add(.invertedBitmaps, bitmaps)
    }

    /// All rows that are not NULL, by code and then ascending, and where each code's rows end: a counting sort.
    private func rowsByCode() -> (rows: [UInt32], ends: [Int]) {
        var next = [Int](repeating: 0, count: cardinality)
        for row in codes.indices where !isNull(row) { next[Int(codes[row])] += 1 }
        var total = 0
        for code in next.indices {
            let count = next[code]
            next[code] = total
            total += count
        }
        var rows = [UInt32](repeating: 0, count: total)
        for row in codes.indices where !isNull(row) {
            let code = Int(codes[row])
            rows[next[code]] = UInt32(row)
            next[code] += 1
        }
        return (rows, next)
    }

    private func isNull(_ row: Int) -> Bool { !nulls.isEmpty && nulls[row] }
}
