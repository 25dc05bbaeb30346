import Bitmaps
import Bytes
import Schema

/// A dictionary column by which the rows are sorted: each code has one run of rows.
final class SortedColumn: SealedColumn {
    let type: DataType
    let statistics: ColumnStatistics?
    let nulls: Bitset?
    let indexes: ColumnIndexes
    private let values: DictionaryValues
    /// The first row of each code, then the row count; strictly ascending from 0.
    private let starts: PackedIntegers

    init(
        _ type: DataType, _ statistics: ColumnStatistics, _ nulls: Bitset?, _ dictionary: SealedDictionary,
        _ starts: PackedIntegers, _ indexes: ColumnIndexes
    ) {
        (self.type, self.statistics, self.nulls, self.indexes) = (type, statistics, nulls, indexes)
        (values, self.starts) = (DictionaryValues(dictionary), starts)
    }

    var dictionary: (any DictionarySource)? { values.dictionary }

    private var rowCount: Int { Int(starts[starts.count - 1]) }

    private func start(_ code: Int) -> Int { Int(starts[code]) }

    /// The code of a row. O(log codes).
    private func code(of row: Int) -> Int {
        var (low, high) = (0, starts.count - 1)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if start(middle) <= row { low = middle } else { high = middle }
        }
        return low
    }

    /// Calls `body` with each code that some rows have, and how many of them have it.
    @inline(__always)
    private func forEachRun(_ rows: Range<Int>, _ body: (UInt32, Int) -> Void) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows inside the segment")
        var row = rows.lowerBound
        if rows.isEmpty { return }
        var code = code(of: row)
        while row < rows.upperBound {
            let end = min(start(code + 1), rows.upperBound)
            body(UInt32(code), end - row)
            (row, code) = (end, code + 1)
        }
    }

    func readCodes(_ rows: Range<Int>, into output: inout [UInt32]) {
        output.removeAll(keepingCapacity: true)
        forEachRun(rows) { code, count in output.append(contentsOf: repeatElement(code, count: count)) }
    }

    /// Rows that follow each other in the list mostly have the same code, so that the last one is tried first.
    func gatherCodes(_ rows: [UInt32], into output: inout [UInt32]) {
        output.removeAll(keepingCapacity: true)
        output.reserveCapacity(rows.count)
        var (code, run) = (0, 0..<0)
        for row in rows {
            if !run.contains(Int(row)) {
                precondition(Int(row) < rowCount, "row inside the segment")
                code = self.code(of: Int(row))
                run = start(code)..<start(code + 1)
            }
            output.append(UInt32(code))
        }
    }

    func readIntegers(_ rows: Range<Int>, into output: inout [Int64]) {
        output.removeAll(keepingCapacity: true)
        let integers = values.integers
        forEachRun(rows) { code, count in output.append(contentsOf: repeatElement(integers[Int(code)], count: count)) }
    }

    func readDoubles(_ rows: Range<Int>, into output: inout [Double]) {
        output.removeAll(keepingCapacity: true)
        let doubles = values.doubles
        forEachRun(rows) { code, count in output.append(contentsOf: repeatElement(doubles[Int(code)], count: count)) }
    }

    func gatherIntegers(_ rows: [UInt32], into output: inout [Int64]) {
        let integers = values.integers
        translate(rows, into: &output) { integers[$0] }
    }

    func gatherDoubles(_ rows: [UInt32], into output: inout [Double]) {
        let doubles = values.doubles
        translate(rows, into: &output) { doubles[$0] }
    }

    private func translate<Element>(_ rows: [UInt32], into output: inout [Element], _ value: (Int) -> Element) {
        var codes: [UInt32] = []
        gatherCodes(rows, into: &codes)
        output.removeAll(keepingCapacity: true)
        output.reserveCapacity(codes.count)
        for code in codes { output.append(value(Int(code))) }
    }

    func readStrings(_ rows: Range<Int>, into output: inout [ByteString]) {
        var codes: [UInt32] = []
        readCodes(rows, into: &codes)
        values.translate(codes, into: &output)
    }

    func gatherStrings(_ rows: [UInt32], into output: inout [ByteString]) {
        var codes: [UInt32] = []
        gatherCodes(rows, into: &codes)
        values.translate(codes, into: &output)
    }

    func match(codes: Range<UInt32>, in rows: Range<Int>, into words: inout [UInt64]) {
        BitWords.clear(&words, bits: rows.count)
        guard let found = sortedRows(withCodes: codes) else { return }
        let part = found.clamped(to: rows)
        BitWords.insert(part.lowerBound - rows.lowerBound..<part.upperBound - rows.lowerBound, into: &words)
    }

    func match(codeSet set: [UInt64], in rows: Range<Int>, into words: inout [UInt64]) {
        BitWords.clear(&words, bits: rows.count)
        var position = 0
        forEachRun(rows) { code, count in
            if set[Int(code >> 6)] >> UInt64(code & 63) & 1 != 0 {
                BitWords.insert(position..<position + count, into: &words)
            }
            position += count
        }
    }

    func sortedRows(withCodes codes: Range<UInt32>) -> Range<Int>? {
        precondition(Int(codes.upperBound) < starts.count, "codes inside the dictionary")
        return start(Int(codes.lowerBound))..<start(Int(codes.upperBound))
    }
}
