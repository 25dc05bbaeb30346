import CRoaring

extension RoaringBitmap {
    /// Rows handed out at a time.
    public static let batchRows = 1024

    /// Calls `body` with the rows in ascending order, `batchRows` at a time. O(cardinality).
    public func forEachBatch<Failure: Error>(_ body: ([UInt32]) throws(Failure) -> Void) throws(Failure) {
        var iterator = roaring_uint32_iterator_t()
        roaring_init_iterator(pointer, &iterator)
        var batch = [UInt32]()
        while Self.read(&iterator, into: &batch) { try body(batch) }
    }

    /// Appends the rows inside `range`, ascending, to `output`. O(rows + log containers).
    public func appendRows(in range: Range<Int>, to output: inout [UInt32]) {
        guard let first = UInt32(exactly: max(range.lowerBound, 0)), !range.isEmpty else { return }
        var iterator = roaring_uint32_iterator_t()
        roaring_init_iterator(pointer, &iterator)
        guard roaring_move_uint32_iterator_equalorlarger(&iterator, first) else { return }
        var batch = [UInt32]()
        while Self.read(&iterator, into: &batch) {
            guard let last = batch.last, Int(last) >= range.upperBound else {
                output.append(contentsOf: batch)
                continue
            }
            output.append(contentsOf: batch.prefix { Int($0) < range.upperBound })
            return
        }
    }

    /// Sets the bit of every row of this set. The rows must be below the bitset's count. O(cardinality).
    public func formUnion(into bitset: inout Bitset) {
        forEachBatch { bitset.insert($0) }
    }

    /// Fills the batch with the next rows; false if there are none.
    private static func read(_ iterator: inout roaring_uint32_iterator_t, into batch: inout [UInt32]) -> Bool {
        batch = Array(unsafeUninitializedCapacity: batchRows) { buffer, count in
            count = Int(roaring_read_uint32_iterator(&iterator, buffer.baseAddress, UInt32(batchRows)))
        }
        return !batch.isEmpty
    }
}
