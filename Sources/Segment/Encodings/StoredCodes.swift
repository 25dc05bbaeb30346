import Bytes

/// The codes of a dictionary column, as they are stored. Each call is about a batch of rows.
protocol StoredCodes: Sendable {
    var count: Int { get }
    func bounds() -> ClosedRange<UInt64>?
    func bounds(in range: Range<Int>) -> ClosedRange<UInt64>
    func read(_ range: Range<Int>, into output: inout [UInt32])
    func gather(_ rows: [UInt32], into output: inout [UInt32])
    func lookUp(_ range: Range<Int>, in table: [Int64], into output: inout [Int64])
    func lookUp(_ rows: [UInt32], in table: [Int64], into output: inout [Int64])
    func lookUp(_ range: Range<Int>, in table: [Double], into output: inout [Double])
    func lookUp(_ rows: [UInt32], in table: [Double], into output: inout [Double])
    func match(_ values: ClosedRange<UInt64>, in rows: Range<Int>, into words: inout [UInt64])
    func match(_ values: ClosedRange<UInt64>, in rows: Range<Int>, into words: inout [UInt64], at offset: Int)
    func match(_ set: [UInt64], in rows: Range<Int>, into words: inout [UInt64])
}

/// A code for each row.
extension PackedIntegers: StoredCodes {
    func bounds() -> ClosedRange<UInt64>? { bounds(step: 0) }
}

/// A code for each run of rows that have the same.
extension RunLengthIntegers: StoredCodes {}

extension StoredCodes {
    /// A bit for each row whose code is in an interval, by the bounds of blocks as far as they go.
    func match(
        _ wanted: ClosedRange<UInt64>, in rows: Range<Int>, _ bounds: BlockBounds?, into words: inout [UInt64]
    ) {
        guard let bounds else { return match(wanted, in: rows, into: &words) }
        BlockBounds.match(rows, into: &words) {
            bounds.verdict($0, wanted)
        } _: { part, words, offset in
            match(wanted, in: part, into: &words, at: offset)
        }
    }
}
