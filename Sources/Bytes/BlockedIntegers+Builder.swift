extension BlockedIntegers {
    /// Chooses base, slope and width of each block.
    public struct Builder {
        private let values: [Int64]
        private let entries: [Entry]
        /// Bytes of directory and residuals.
        public let byteCount: Int

        /// O(values).
        public init(_ values: [Int64]) {
            self.values = values
            var entries: [Entry] = []
            var offset = 0
            for start in stride(from: 0, to: values.count, by: blockRows) {
                let rows = start..<min(start + blockRows, values.count)
                let entry = Self.entry(values, rows, offset: offset)
                entries.append(entry)
                offset += PackedIntegers.byteCount(width: entry.width, count: rows.count) ?? 0
            }
            self.entries = entries
            byteCount = offset + entries.count * entryBytes
        }

        /// The constant, or the line from the first to the last value, whichever leaves narrower residuals.
        private static func entry(_ values: [Int64], _ rows: Range<Int>, offset: Int) -> Entry {
            let flat = line(values, rows, slope: 0)
            var best = Entry(base: flat.base, slope: 0, width: flat.width, offset: offset)
            let (rise, overflow) = values[rows.upperBound - 1].subtractingReportingOverflow(values[rows.lowerBound])
            if rows.count > 1, !overflow, flat.width > 0, let slope = Int32(exactly: rise / Int64(rows.count - 1)),
                slope != 0
            {
                let tilted = line(values, rows, slope: slope)
                if tilted.width < best.width {
                    best = Entry(base: tilted.base, slope: slope, width: tilted.width, offset: offset)
                }
            }
            return best
        }

        /// The least residual to a line of that slope, and the bits that the differences to it take. 64 bits hold any
        /// difference, so that wrapping sums come out right.
        private static func line(_ values: [Int64], _ rows: Range<Int>, slope: Int32) -> (base: Int64, width: Int) {
            var (least, greatest, expected) = (Int64.max, Int64.min, Int64(0))
            for row in rows {
                let (residual, overflow) = values[row].subtractingReportingOverflow(expected)
                if overflow { return (0, PackedIntegers.maximumWidth + 1) }
                least = min(least, residual)
                greatest = max(greatest, residual)
                expected += Int64(slope)
            }
            return (least, PackedIntegers.width(of: UInt64(bitPattern: greatest &- least)))
        }

        /// The bytes of the directory and of the residuals. O(values).
        public func encoded() -> (directory: [UInt8], values: [UInt8]) {
            var directory = ByteWriter(reservingCapacity: entries.count * entryBytes)
            var packed: [UInt8] = []
            var residuals: [UInt64] = []
            for (block, entry) in entries.enumerated() {
                directory.writeLittleEndian(entry.base)
                directory.writeLittleEndian(entry.slope)
                directory.writeLittleEndian(UInt32(entry.width))
                directory.writeLittleEndian(UInt64(entry.offset))
                residuals.removeAll(keepingCapacity: true)
                var expected = entry.base
                for row in block * blockRows..<min((block + 1) * blockRows, values.count) {
                    residuals.append(UInt64(bitPattern: values[row] &- expected))
                    expected &+= Int64(entry.slope)
                }
                packed += BitPacker.pack(residuals, width: entry.width)
            }
            return (directory.bytes, packed)
        }
    }
}
