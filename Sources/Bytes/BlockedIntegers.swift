/// Integers in blocks of 1,024, each stored as `base + slope * position + packed residual`: frame of reference, with a
/// straight line instead of a constant where that is narrower. Any value can be read alone.
///
/// The directory has an entry of 24 bytes for each block: base (8 bytes, signed), slope (4, signed), bits of a residual
/// (1), zeros (3), and where the block's residuals start in the values (8). Sums wrap around. The residuals of a block
/// are `PackedIntegers`; a full block of `w` bits takes `128 * w` bytes, so that each starts at a whole byte.
public struct BlockedIntegers: Sendable {
    public static let blockRows = 1024
    /// Bytes of a directory entry.
    public static let entryBytes = 24

    public let count: Int
    private let directory: ByteRegion
    /// The values and everything behind them in the file, so that they can be read ahead.
    private let values: ByteRegion

    struct Entry {
        var base: Int64
        var slope: Int32
        var width: Int
        var offset: Int
    }

    /// What is wrong with a directory.
    public enum DirectoryError: Error, Equatable, Sendable {
        case length(expected: Int)
        case entry(Int)
    }

    public static func blockCount(_ count: Int) -> Int { (count + blockRows - 1) / blockRows }

    /// The integers whose residuals take `length` bytes from byte `offset` of `region`. Behind them must be
    /// `PackedIntegers.readAhead` bytes more. O(blocks).
    public init(
        directory: ByteRegion, in region: ByteRegion, at offset: Int, length: Int, count: Int
    ) throws(DirectoryError) {
        guard directory.count == Self.blockCount(count) * Self.entryBytes else {
            throw .length(expected: Self.blockCount(count) * Self.entryBytes)
        }
        guard let values = region.slice(offset..<region.count) else { throw .length(expected: offset) }
        self.count = count
        self.directory = directory
        self.values = values
        var end = 0
        for block in 0..<Self.blockCount(count) {
            let entry = entry(block)
            guard entry.width <= PackedIntegers.maximumWidth, entry.offset == end,
                directory.load(UInt32.self, at: block * Self.entryBytes + 12) >> 8 == 0,
                let bytes = PackedIntegers.byteCount(width: entry.width, count: rows(of: block).count)
            else { throw .entry(block) }
            end += bytes
        }
        guard end == length, length == 0 || values.count >= end + PackedIntegers.readAhead else {
            throw .length(expected: end)
        }
    }

    func entry(_ block: Int) -> Entry {
        let start = block * Self.entryBytes
        return Entry(
            base: directory.load(at: start), slope: directory.load(at: start + 8),
            width: Int(directory.load(UInt8.self, at: start + 12)),
            offset: Int(truncatingIfNeeded: directory.load(UInt64.self, at: start + 16)))
    }

    /// The rows of a block.
    func rows(of block: Int) -> Range<Int> {
        let start = block * Self.blockRows
        return start..<min(start + Self.blockRows, count)
    }

    func packed(_ entry: Entry, rows: Int) -> PackedIntegers {
        guard let packed = PackedIntegers(in: values, at: entry.offset, width: entry.width, count: rows) else {
            preconditionFailure("the directory was checked")
        }
        return packed
    }
}

extension BlockedIntegers {
    /// One value. For the edges, not for loops.
    public subscript(row: Int) -> Int64 {
        precondition(row >= 0 && row < count, "row inside the column")
        let (block, position) = (row / Self.blockRows, row % Self.blockRows)
        let entry = entry(block)
        let residual = packed(entry, rows: rows(of: block).count)[position]
        return entry.base &+ Int64(entry.slope) &* Int64(position) &+ Int64(bitPattern: residual)
    }

    /// Replaces the contents of `output` by the values of some rows. O(rows).
    public func read(_ rows: Range<Int>, into output: inout [Int64]) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows inside the column")
        if rows.isEmpty {
            output.removeAll(keepingCapacity: true)
            return
        }
        let (first, last) = (rows.lowerBound / Self.blockRows, (rows.upperBound - 1) / Self.blockRows)
        if first == last {
            read(first, rows, into: &output)
            return
        }
        output.removeAll(keepingCapacity: true)
        output.reserveCapacity(rows.count)
        var batch: [Int64] = []
        for block in first...last {
            read(block, self.rows(of: block).clamped(to: rows), into: &batch)
            output.append(contentsOf: batch)
        }
    }

    private func read(_ block: Int, _ rows: Range<Int>, into output: inout [Int64]) {
        let (entry, start) = (entry(block), block * Self.blockRows)
        packed(entry, rows: self.rows(of: block).count).read(
            rows.lowerBound - start..<rows.upperBound - start, base: entry.base, step: Int64(entry.slope), into: &output
        )
    }

    /// Replaces the contents of `output` by the values of some rows, each below `count`. O(rows).
    public func gather(_ rows: [UInt32], into output: inout [Int64]) {
        let limit = UInt32(clamping: count)
        output.overwrite(count: rows.count, placeholder: 0) { output in
            directory.withUnsafeBytes { directory in
                values.withUnsafeBytes { values in
                    for index in 0..<rows.count {
                        let row = rows[index]
                        precondition(row < limit, "row inside the column")
                        output[index] = Self.value(row, directory, values)
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func value(
        _ row: UInt32, _ directory: UnsafeRawBufferPointer, _ values: UnsafeRawBufferPointer
    ) -> Int64 {
        let entry = directory.baseAddress! + Int(row / UInt32(blockRows)) &* entryBytes
        let position = Int(row % UInt32(blockRows))
        let base = Int64(littleEndian: entry.loadUnaligned(as: Int64.self))
        let slope = Int32(littleEndian: entry.loadUnaligned(fromByteOffset: 8, as: Int32.self))
        let width = Int(entry.load(fromByteOffset: 12, as: UInt8.self))
        let line = base &+ Int64(slope) &* Int64(position)
        if width == 0 { return line }
        let offset = Int(UInt64(littleEndian: entry.loadUnaligned(fromByteOffset: 16, as: UInt64.self)))
        return line
            &+ Int64(bitPattern: loadPacked(values.baseAddress! + offset, position &* width, width, maskOf(width)))
    }
}
