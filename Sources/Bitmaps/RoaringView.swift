import Bytes

/// A compressed set of rows in the portable roaring format, read where its bytes lie: nothing is copied, and reading
/// allocates nothing but room in `output`.
///
/// Source of the format: https://github.com/RoaringBitmap/RoaringFormatSpec.
public struct RoaringView: Sendable {
    private let region: ByteRegion
    private let layout: RoaringLayout

    /// The set in some bytes, which must be one bitmap with no row above `maximumRow`. O(size).
    public init(validating region: ByteRegion, maximumRow: UInt32) throws(RoaringFormatError) {
        try PortableRoaringFormat.validate(region, maximumRow: maximumRow)
        try self.init(header: region)
    }

    /// The set in bytes that `PortableRoaringFormat.validate` has accepted before. O(1).
    public init(validated region: ByteRegion) {
        do throws(RoaringFormatError) {
            try self.init(header: region)
        } catch { preconditionFailure("the bytes of a bitmap were accepted before: \(error)") }
    }

    private init(header region: ByteRegion) throws(RoaringFormatError) {
        self.region = region
        layout = try region.withUnsafeBytes { bytes throws(RoaringFormatError) in try RoaringLayout(bytes) }
    }

    /// Bytes of the bitmap.
    public var byteCount: Int { region.count }

    public var isEmpty: Bool { layout.containerCount == 0 }

    /// How many rows the set has. O(containers).
    public var cardinality: Int {
        region.withUnsafeBytes { bytes in
            (0..<layout.containerCount).reduce(0) { $0 + layout.cardinality($1, bytes) }
        }
    }

    /// How many rows of the set are in a range. O(containers), and the containers at the two ends.
    public func cardinality(in range: Range<Int>) -> Int {
        var total = 0
        forEachContainer(of: range) { total += $0.cardinality(in: $1) }
        return total
    }

    /// O(log size).
    public func contains(_ row: UInt32) -> Bool {
        var isContained = false
        forEachContainer(of: Int(row)..<Int(row) + 1) { isContained = $0.contains($1.lowerBound) }
        return isContained
    }

    /// Whether some row of the set is in a range. O(log size), and up to 1024 words for a dense container.
    public func intersects(_ range: Range<Int>) -> Bool {
        var intersects = false
        forEachContainer(of: range) { intersects = intersects || $0.intersects($1) }
        return intersects
    }

    /// Appends the rows inside `range`, ascending, to `output`. O(rows + log containers).
    public func appendRows(in range: Range<Int>, to output: inout [UInt32]) {
        forEachContainer(of: range) { $0.appendRows(of: $1, to: &output) }
    }

    /// Appends all rows, ascending, to `output`. O(cardinality).
    public func appendRows(to output: inout [UInt32]) { appendRows(in: 0..<1 << 32, to: &output) }

    /// Sets the bit of every row of the set inside `range`, where bit 0 of the first word stands for row
    /// `range.lowerBound`, a multiple of 64. There must be a bit for each row of the range. O(size of that part).
    public func formUnion(into words: inout [UInt64], rows range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.lowerBound & 63 == 0, "a range from the start of a word")
        precondition(range.count <= words.count * 64, "a bit for each row of the range")
        words.withUnsafeMutableBufferPointer { words in
            forEachContainer(of: range) { $0.formUnion(of: $1, into: words, from: range.lowerBound) }
        }
    }

    /// Sets the bit of every row of the set. The rows must be below the bitset's count. O(size).
    public func formUnion(into bitset: inout Bitset) {
        if let last = maximum { precondition(Int(last) < bitset.count, "rows inside the set") }
        formUnion(into: &bitset.words, rows: 0..<bitset.count)
    }

    /// Rows after which `forEachBatch` hands out a batch.
    public static let batchRows = 1024

    /// Calls `body` with the rows in ascending order, up to `batchRows` and those of one container more at a time.
    /// O(cardinality).
    public func forEachBatch<Failure: Error>(_ body: ([UInt32]) throws(Failure) -> Void) throws(Failure) {
        var batch: [UInt32] = []
        var next = 0
        while let end = appendContainers(from: next, upTo: Self.batchRows, to: &batch) {
            next = end
            try body(batch)
            batch.removeAll(keepingCapacity: true)
        }
    }

    /// Appends the rows of containers from one on until there are enough; gives the first container that was left, nil
    /// if there was nothing to append.
    private func appendContainers(from first: Int, upTo rows: Int, to batch: inout [UInt32]) -> Int? {
        if first == layout.containerCount { return nil }
        return region.withUnsafeBytes { bytes in
            var next = first
            while next < layout.containerCount && batch.count < rows {
                let container = RoaringContainer(layout, next, bytes, at: offset(of: next, bytes))
                container.appendRows(of: 0..<RoaringContainer.entryCount, to: &batch)
                next += 1
            }
            return next
        }
    }

    /// The greatest row; nil if the set is empty.
    public var maximum: UInt32? {
        if isEmpty { return nil }
        return region.withUnsafeBytes { bytes in
            let last = layout.containerCount - 1
            let container = RoaringContainer(layout, last, bytes, at: offset(of: last, bytes))
            return UInt32(truncatingIfNeeded: container.firstRow + container.greatest)
        }
    }
}

extension RoaringView {
    /// Calls `body` with each container that has rows of a range, and with the entries that stand for them.
    private func forEachContainer(of range: Range<Int>, _ body: (RoaringContainer, Range<Int>) -> Void) {
        let rows = range.clamped(to: 0..<1 << 32)
        if rows.isEmpty || isEmpty { return }
        region.withUnsafeBytes { bytes in
            let first = firstContainer(withKey: rows.lowerBound >> 16, bytes)
            var offset = first < layout.containerCount ? offset(of: first, bytes) : 0
            for index in first..<layout.containerCount {
                if layout.key(index, bytes) << 16 >= rows.upperBound { return }
                let container = RoaringContainer(layout, index, bytes, at: offset)
                offset = container.end
                body(container, container.entries(of: rows))
            }
        }
    }

    /// The first container whose key is at least the given one. O(log containers).
    private func firstContainer(withKey key: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
        var (low, high) = (0, layout.containerCount)
        while low < high {
            let middle = (low + high) >> 1
            if layout.key(middle, bytes) < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Where a container starts. O(1): where the header does not say it, there are only three.
    private func offset(of index: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
        if let stored = layout.storedOffset(index, bytes) { return stored }
        var offset = layout.containers
        for before in 0..<index { offset = RoaringContainer(layout, before, bytes, at: offset).end }
        return offset
    }
}
