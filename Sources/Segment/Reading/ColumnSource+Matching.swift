import Bytes

/// How a column matches that has no faster way: it reads values and compares them.
extension ColumnSource {
    public func match(codes: Range<UInt32>, in rows: Range<Int>, into words: inout [UInt64]) {
        var batch: [UInt32] = []
        readCodes(rows, into: &batch)
        guard let last = codes.last else { return BitWords.clear(&words, bits: rows.count) }
        batch.match(codes.lowerBound...last, into: &words)
    }

    public func match(codeSet set: [UInt64], in rows: Range<Int>, into words: inout [UInt64]) {
        var batch: [UInt32] = []
        readCodes(rows, into: &batch)
        BitWords.fill(&words, batch) { set[Int($0 >> 6)] >> UInt64($0 & 63) & 1 != 0 }
    }

    public func match(integers interval: ClosedRange<Int64>, in rows: Range<Int>, into words: inout [UInt64]) {
        var batch: [Int64] = []
        readIntegers(rows, into: &batch)
        batch.match(interval, into: &words)
    }

    public func match(doubles interval: ClosedRange<Double>, in rows: Range<Int>, into words: inout [UInt64]) {
        var batch: [Double] = []
        readDoubles(rows, into: &batch)
        batch.match(interval, into: &words)
    }

    public func match(
        stringsFrom lower: ByteString, before upper: ByteString?, in rows: Range<Int>, into words: inout [UInt64]
    ) {
        var batch: [ByteString] = []
        readStrings(rows, into: &batch)
        BitWords.fill(&words, batch) { value in value >= lower && (upper.map { value < $0 } ?? true) }
    }

    public var lists: (any ListSource)? { nil }

    public func sortedRows(withCodes codes: Range<UInt32>) -> Range<Int>? { nil }
}
