import CKernels

/// Integers of at most 32 bits that repeat: one packed value for each run of rows that have it, and marks that say
/// where runs start. Any row can be read alone.
///
/// A view of stored bytes. Positions are checked once per batch; batches allocate only when `output` must grow.
public struct RunLengthIntegers: Sendable {
    public let marks: RunMarks
    /// The value of each run.
    public let values: PackedIntegers

    /// Nil if there are not as many values as runs, or if they are too wide.
    public init?(_ marks: RunMarks, values: PackedIntegers) {
        guard values.count == marks.runCount, values.width <= 32 else { return nil }
        (self.marks, self.values) = (marks, values)
    }

    /// Rows.
    public var count: Int { marks.rowCount }

    /// The least and the greatest value of a range, which must not be empty. O(runs of the range).
    public func bounds(in range: Range<Int>) -> ClosedRange<UInt64> {
        check(range)
        precondition(!range.isEmpty, "a range with values")
        return values.bounds(in: marks.withView { $0.runs(of: range) })
    }

    /// The least and the greatest of all values; nil if there is none. O(runs).
    public func bounds() -> ClosedRange<UInt64>? { values.bounds() }

    func check(_ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "range inside the runs")
    }
}

extension RunLengthIntegers {
    /// Replaces the contents of `output` by the values of a range. O(range).
    public func read(_ range: Range<Int>, into output: inout [UInt32]) {
        read(range, 0, &output) { runs, target in
            values.withPackedBytes { packed in
                martlet_unpack32(kernelLevel, packed, runs.lowerBound, runs.count, UInt32(values.width), target)
            }
        } spread: { marks, runs, rows, target in
            martlet_spread_u32(kernelLevel, marks.words, count, rows.lowerBound, rows.count, runs, target)
        }
    }

    /// Replaces the contents of `output` by the values at some positions, each below `count`. O(rows).
    public func gather(_ rows: [UInt32], into output: inout [UInt32]) {
        output.overwrite(count: rows.count, placeholder: 0) { output in
            pick(rows) { position, value in output[position] = UInt32(truncatingIfNeeded: value) }
        }
    }

    /// Replaces the contents of `output` by the entries of `table` that the values of a range number. Each value must
    /// be below the table's count. O(range).
    public func lookUp(_ range: Range<Int>, in table: [Int64], into output: inout [Int64]) {
        lookUp(range, table, 0, &output)
    }

    /// Replaces the contents of `output` by the entries of `table` that the values of a range number. Each value must
    /// be below the table's count. O(range).
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

    /// The values of runs are looked up, and then copied to their rows.
    @inline(__always)
    private func lookUp<Element: BitwiseCopyable>(
        _ range: Range<Int>, _ table: [Element], _ placeholder: Element, _ output: inout [Element]
    ) {
        table.withUnsafeBufferPointer { table in
            let limit = UInt64(table.count)
            read(range, placeholder, &output) { runs, target in
                withValues { value in
                    for run in runs {
                        let value = value(run)
                        precondition(value < limit, "code inside the table")
                        target[run &- runs.lowerBound] = table[Int(truncatingIfNeeded: value)]
                    }
                }
            } spread: { marks, runs, rows, target in
                marks.spread(runs, over: rows, target)
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
                pick(rows) { position, value in
                    precondition(value < limit, "code inside the table")
                    output[position] = table[Int(truncatingIfNeeded: value)]
                }
            }
        }
    }
}

extension RunLengthIntegers {
    /// Runs are decoded for so many rows at a time, which stay in the first-level cache.
    private static let partRows = 1024
    /// The kernel reads so many values behind the last.
    private static let readAhead = 7

    /// Replaces the contents of `output` by what `decode` makes of the runs of a range, spread over their rows.
    @inline(__always)
    private func read<Element: BitwiseCopyable>(
        _ range: Range<Int>, _ placeholder: Element, _ output: inout [Element],
        decode: (Range<Int>, UnsafeMutablePointer<Element>) -> Void,
        spread: (RunMarks.View, UnsafeMutablePointer<Element>, Range<Int>, UnsafeMutablePointer<Element>) -> Void
    ) {
        check(range)
        output.overwrite(count: range.count, placeholder: placeholder) { output in
            marks.withView { marks in
                let capacity = Self.partRows + Self.readAhead
                withUnsafeTemporaryAllocation(of: Element.self, capacity: capacity) { runs in
                    var start = range.lowerBound
                    while start < range.upperBound {
                        let end = min((start | (Self.partRows - 1)) + 1, range.upperBound)
                        decode(marks.runs(of: start..<end), runs.baseAddress!)
                        spread(marks, runs.baseAddress!, start..<end, output + (start - range.lowerBound))
                        start = end
                    }
                }
            }
        }
    }

    /// Runs `body` on a function that gives the value of a run.
    @inline(__always)
    private func withValues(_ body: ((Int) -> UInt64) -> Void) {
        let (width, mask) = (values.width, maskOf(values.width))
        values.withPackedBytes { packed in
            if width == 0 { return body { _ in 0 } }
            let base = packed!
            body { loadNarrow(base, $0 &* width, mask) }
        }
    }

    /// Calls `body` with position and value for each of the rows, which are checked.
    @inline(__always)
    private func pick(_ rows: [UInt32], _ body: (Int, UInt64) -> Void) {
        if rows.isEmpty { return }
        let limit = UInt32(clamping: count)
        for row in rows { precondition(row < limit, "row inside the runs") }
        marks.withView { marks in
            rows.withUnsafeBufferPointer { rows in
                withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.partRows) { runs in
                    for start in stride(from: 0, to: rows.count, by: Self.partRows) {
                        let part = min(Self.partRows, rows.count - start)
                        martlet_runs_of_rows(
                            kernelLevel, marks.words, marks.entries, rows.baseAddress! + start, part,
                            runs.baseAddress!)
                        withValues { value in
                            for position in 0..<part { body(start &+ position, value(Int(runs[position]))) }
                        }
                    }
                }
            }
        }
    }
}

extension RunMarks.View {
    /// Copies the value of each run of some rows to its rows.
    @inline(__always)
    fileprivate func spread<Element: BitwiseCopyable>(
        _ runs: UnsafeMutablePointer<Element>, over rows: Range<Int>, _ output: UnsafeMutablePointer<Element>
    ) {
        var (row, target, run) = (rows.lowerBound, output, runs)
        // The first row's run is the first there is, whether it starts there or before.
        var bits = word(row >> 6) &>> UInt64(row & 63) & ~1
        while row < rows.upperBound {
            let count = min(64 &- row & 63, rows.upperBound &- row)
            if bits & maskOf(count) == 0 {
                target.update(repeating: run.pointee, count: count)
            } else {
                for position in 0..<count {
                    run += Int(truncatingIfNeeded: bits & 1)
                    bits &>>= 1
                    target[position] = run.pointee
                }
            }
            (row, target) = (row &+ count, target + count)
            if row < rows.upperBound { bits = word(row >> 6) }
        }
    }
}
