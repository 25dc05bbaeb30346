import Bitmaps
import Bytes

/// The rows of each code, NULL rows left out: all lists one after the other, each strictly ascending.
struct RowsByCode {
    let rows: [UInt32]
    /// For each code where its list ends.
    let ends: [Int]
    let rowCount: Int

    /// By a counting sort of the codes of an input's values. A row that has a code twice is in its list once.
    /// O(values).
    init(_ codes: [UInt32], _ input: IndexInput, cardinality: Int) {
        var next = [Int](repeating: 0, count: cardinality)
        // One more than the last row that has the code.
        var last = [UInt32](repeating: 0, count: input.isMultiValue ? cardinality : 0)
        input.forEachValue { index, row in
            let code = Int(codes[index])
            if !last.isEmpty {
                if last[code] == UInt32(row) + 1 { return }
                last[code] = UInt32(row) + 1
            }
            next[code] += 1
        }
        var total = 0
        for code in next.indices {
            let count = next[code]
            next[code] = total
            total += count
        }
        var rows = [UInt32](repeating: 0, count: total)
        let starts = next
        input.forEachValue { index, row in
            let code = Int(codes[index])
            if !last.isEmpty && next[code] > starts[code] && rows[next[code] - 1] == UInt32(row) { return }
            rows[next[code]] = UInt32(row)
            next[code] += 1
        }
        (self.rows, ends, rowCount) = (rows, next, input.rowCount)
    }

    func range(of code: Int) -> Range<Int> { (code == 0 ? 0 : ends[code - 1])..<ends[code] }

    /// Half of the codes have at most so many rows. O(codes × log codes).
    var medianCount: Int { ends.indices.map { range(of: $0).count }.sorted()[(ends.count - 1) / 2] }

    /// Bytes of all lists as packed postings.
    var postingsBytes: Int {
        let lists = isBijective ? 0 : ends.count
        return PackedPostings.byteCount(rows: rows.count, lists: lists, rowCount: rowCount)
    }

    /// Whether each code has one row, so that lists need no offsets.
    var isBijective: Bool { rows.count == ends.count && ends.indices.allSatisfy { ends[$0] == $0 + 1 } }

    /// Bytes of all lists as roaring bitmaps, each container in its smallest form, but for the run flags. O(rows).
    var bitmapBytes: Int {
        var total = 0
        for code in ends.indices {
            let list = range(of: code)
            total += Self.headerBytes
            var start = list.lowerBound
            while start < list.upperBound {
                var (end, runs) = (start + 1, 1)
                while end < list.upperBound && rows[end] >> 16 == rows[start] >> 16 {
                    runs += rows[end] == rows[end - 1] + 1 ? 0 : 1
                    end += 1
                }
                total += Self.headerBytes + min((end - start) * 2, 8192, runs * 4 + 2)
                start = end
            }
        }
        return total + PackedIntegers.byteCount(
            width: PackedIntegers.width(of: UInt64(total)), count: ends.count + 1)!
    }

    /// Bytes of a bitmap's header, and of a container's.
    private static let headerBytes = 8

    /// Adds the lists as roaring bitmaps: their end offsets, preceded by 0, and the bitmaps. The width of the offsets
    /// is the parameter of their region, and that of the column's inverted index.
    func addBitmaps(_ bitmapKind: RegionKind, offsets offsetKind: RegionKind, to column: inout EncodedColumn) {
        var bitmaps: [UInt8] = []
        var offsets: [UInt64] = [0]
        for code in ends.indices {
            bitmaps.append(contentsOf: RoaringBitmap(ascending: rows[range(of: code)]).serialized())
            offsets.append(UInt64(bitmaps.count))
        }
        let width = PackedIntegers.width(of: UInt64(bitmaps.count))
        if offsetKind == .invertedOffsets { column.column.invertedWidth = width }
        column.add(offsetKind, parameter: width, BitPacker.pack(offsets, width: width))
        column.add(bitmapKind, bitmaps)
    }

    /// Adds the lists as packed postings.
    func addPostings(to column: inout EncodedColumn) {
        let packed = PackedPostings.pack(rows, ends: ends, rowCount: rowCount)
        if !isBijective { column.add(.postingOffsets, parameter: packed.offsetWidth, packed.offsets) }
        column.add(.postings, parameter: packed.rowWidth, packed.rows)
    }
}
