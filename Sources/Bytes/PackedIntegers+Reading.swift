import CKernels

extension PackedIntegers {
    /// Replaces the contents of `output` by the values of a range. The width must be at most 32. O(range).
    public func read(_ range: Range<Int>, into output: inout [UInt32]) {
        check(range)
        precondition(width <= 32, "the values fit 32 bits")
        output.overwrite(count: range.count, placeholder: 0) { output in unpack(range, into: output) }
    }

    /// Replaces the contents of `output` by the values at some positions, each below `count`. The width must be at
    /// most 32. O(rows).
    public func gather(_ rows: [UInt32], into output: inout [UInt32]) {
        precondition(width <= 32, "the values fit 32 bits")
        output.overwrite(count: rows.count, placeholder: 0) { output in
            pick(rows) { position, _, value in output[position] = UInt32(truncatingIfNeeded: value) }
        }
    }

    /// Replaces the contents of `output` by `base + step * i + value[i]` for each `i` of a range, wrapping around.
    public func read(_ range: Range<Int>, base: Int64, step: Int64, into output: inout [Int64]) {
        check(range)
        let start = base &+ step &* Int64(range.lowerBound)
        output.overwrite(count: range.count, placeholder: 0) { output in
            withPackedBytes { packed in
                martlet_unpack64(
                    kernelLevel, packed, range.lowerBound, range.count, UInt32(width), start, step, output)
            }
        }
    }

    /// Replaces the contents of `output` by `base + step * i + value[i]` for each `i` of `rows`, wrapping around.
    public func gather(_ rows: [UInt32], base: Int64, step: Int64, into output: inout [Int64]) {
        output.overwrite(count: rows.count, placeholder: 0) { output in
            pick(rows) { position, row, value in
                output[position] = base &+ step &* Int64(row) &+ Int64(bitPattern: value)
            }
        }
    }

    /// Replaces the contents of `output` by the entries of `table` that the values of a range number. Each value must
    /// be below the table's count, and the width at most 32. O(range).
    public func lookUp(_ range: Range<Int>, in table: [Int64], into output: inout [Int64]) {
        lookUp(range, table, 0, &output)
    }

    /// Replaces the contents of `output` by the entries of `table` that the values of a range number. Each value must
    /// be below the table's count, and the width at most 32. O(range).
    public func lookUp(_ range: Range<Int>, in table: [Double], into output: inout [Double]) {
        lookUp(range, table, 0, &output)
    }

    /// Replaces the contents of `output` by the entries of `table` that the values at some positions number. O(rows).
    public func lookUp(_ rows: [UInt32], in table: [Int64], into output: inout [Int64]) {
        lookUp(rows, table, 0, &output)
    }

    /// Replaces the contents of `output` by the entries of `table` that the values at some positions number. O(rows).
    public func lookUp(_ rows: [UInt32], in table: [Double], into output: inout [Double]) {
        lookUp(rows, table, 0, &output)
    }

    /// Codes are unpacked in blocks that stay in the first-level cache.
    private static let blockSize = 512

    @inline(__always)
    private func lookUp<Element: BitwiseCopyable>(
        _ range: Range<Int>, _ table: [Element], _ placeholder: Element, _ output: inout [Element]
    ) {
        check(range)
        precondition(width <= 32, "the values fit 32 bits")
        table.withUnsafeBufferPointer { table in
            let limit = UInt32(clamping: table.count)
            output.overwrite(count: range.count, placeholder: placeholder) { output in
                withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.blockSize) { block in
                    let codes = block.baseAddress!
                    for start in stride(from: 0, to: range.count, by: Self.blockSize) {
                        let part = min(Self.blockSize, range.count - start)
                        unpack(range.lowerBound + start..<range.lowerBound + start + part, into: codes)
                        let target = output + start
                        for position in 0..<part {
                            precondition(codes[position] < limit, "code inside the table")
                            target[position] = table[Int(codes[position])]
                        }
                    }
                }
            }
        }
    }

    @inline(__always)
    private func lookUp<Element: BitwiseCopyable>(
        _ rows: [UInt32], _ table: [Element], _ placeholder: Element, _ output: inout [Element]
    ) {
        table.withUnsafeBufferPointer { table in
            let limit = UInt64(table.count)
            output.overwrite(count: rows.count, placeholder: placeholder) { output in
                pick(rows) { position, _, value in
                    precondition(value < limit, "code inside the table")
                    output[position] = table[Int(truncatingIfNeeded: value)]
                }
            }
        }
    }
}

extension PackedIntegers {
    /// Runs `body` on the first of the packed bytes.
    @inline(__always)
    func withPackedBytes<Result>(_ body: (UnsafeRawPointer?) -> Result) -> Result {
        region.withUnsafeBytes { body($0.baseAddress) }
    }

    /// The values of a range that was checked; the width is at most 32.
    @inline(__always)
    private func unpack(_ range: Range<Int>, into output: UnsafeMutablePointer<UInt32>) {
        withPackedBytes { packed in
            martlet_unpack32(kernelLevel, packed, range.lowerBound, range.count, UInt32(width), output)
        }
    }

    /// Calls `body` with position, row and value for each of the rows, which are checked.
    @inline(__always)
    private func pick(_ rows: [UInt32], _ body: (Int, UInt32, UInt64) -> Void) {
        let (width, mask, limit) = (width, maskOf(width), UInt32(clamping: count))
        rows.withUnsafeBufferPointer { rows in
            region.withUnsafeBytes { bytes in
                guard width > 0, let base = bytes.baseAddress else {
                    for position in 0..<rows.count {
                        precondition(rows[position] < limit, "row inside the packed values")
                        body(position, rows[position], 0)
                    }
                    return
                }
                if width <= 56 {
                    for position in 0..<rows.count {
                        let row = rows[position]
                        precondition(row < limit, "row inside the packed values")
                        body(position, row, loadNarrow(base, Int(row) &* width, mask))
                    }
                } else {
                    for position in 0..<rows.count {
                        let row = rows[position]
                        precondition(row < limit, "row inside the packed values")
                        body(position, row, loadWide(base, Int(row) &* width, mask))
                    }
                }
            }
        }
    }
}
