import Bitmaps
import Bytes
import Schema

/// A column with any number of values per row: the values as a column of their own, and where each row's start.
final class ListColumn: SealedColumn, ListSource {
    let type: DataType
    let statistics: ColumnStatistics?
    let nulls: Bitset?
    let indexes: ColumnIndexes
    let values: any ColumnSource
    /// 0, and where the values of each row end.
    private let starts: PackedIntegers

    /// The starts ascend from 0 to the count of values.
    init(
        _ type: DataType, _ statistics: ColumnStatistics?, _ nulls: Bitset?, _ values: any ColumnSource,
        _ starts: PackedIntegers, _ indexes: ColumnIndexes
    ) {
        (self.type, self.statistics, self.nulls, self.indexes) = (type, statistics, nulls, indexes)
        (self.values, self.starts) = (values, starts)
    }

    var lists: (any ListSource)? { self }
    var dictionary: (any DictionarySource)? { values.dictionary }

    func readStarts(_ rows: Range<Int>, into output: inout [UInt32]) {
        starts.read(rows.lowerBound..<rows.upperBound + 1, into: &output)
    }

    func gatherPlaces(_ rows: [UInt32], starts: inout [UInt32], places: inout [UInt32]) {
        places.removeAll(keepingCapacity: true)
        var ends: [UInt32] = []
        self.starts.gather(rows, into: &starts)
        self.starts.gather(rows.map { $0 + 1 }, into: &ends)
        for index in rows.indices {
            let first = UInt32(places.count)
            places.append(contentsOf: starts[index]..<ends[index])
            starts[index] = first
        }
        starts.append(UInt32(places.count))
    }

    func anyMatch(_ matches: [UInt64], in rows: Range<Int>, into words: inout [UInt64]) {
        BitWords.clear(&words, bits: rows.count)
        var places: [UInt32] = []
        readStarts(rows, into: &places)
        guard let base = places.first else { return }
        for position in 0..<rows.count {
            let range = Int(places[position] - base)..<Int(places[position + 1] - base)
            if BitWords.contains(range, in: matches) { words[position >> 6] |= 1 << UInt64(position & 63) }
        }
    }

    func match(codes: Range<UInt32>, in rows: Range<Int>, into words: inout [UInt64]) {
        matchValues(rows, &words) { values.match(codes: codes, in: $0, into: &$1) }
    }

    func match(codeSet set: [UInt64], in rows: Range<Int>, into words: inout [UInt64]) {
        matchValues(rows, &words) { values.match(codeSet: set, in: $0, into: &$1) }
    }

    func match(integers interval: ClosedRange<Int64>, in rows: Range<Int>, into words: inout [UInt64]) {
        matchValues(rows, &words) { values.match(integers: interval, in: $0, into: &$1) }
    }

    func match(doubles interval: ClosedRange<Double>, in rows: Range<Int>, into words: inout [UInt64]) {
        matchValues(rows, &words) { values.match(doubles: interval, in: $0, into: &$1) }
    }

    func match(
        stringsFrom lower: ByteString, before upper: ByteString?, in rows: Range<Int>, into words: inout [UInt64]
    ) {
        matchValues(rows, &words) { values.match(stringsFrom: lower, before: upper, in: $0, into: &$1) }
    }

    private func matchValues(
        _ rows: Range<Int>, _ words: inout [UInt64], _ match: (Range<Int>, inout [UInt64]) -> Void
    ) {
        var matches: [UInt64] = []
        match(Int(starts[rows.lowerBound])..<Int(starts[rows.upperBound]), &matches)
        anyMatch(matches, in: rows, into: &words)
    }
}
