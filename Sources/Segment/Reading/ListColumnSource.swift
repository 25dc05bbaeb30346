import Bytes

/// A column with any number of values per row that keeps the values as a column of their own, and where in it each
/// row's begin: the rest follows from the two.
public protocol ListColumnSource: PartialColumnSource, ListSource {
    /// Replaces the contents of `output` by the place of the first value of each of some rows, where the number of rows
    /// counts as a row after the last: its place is the number of values. O(rows).
    func gatherStarts(_ rows: [UInt32], into output: inout [UInt32])
}

extension ListColumnSource {
    public var lists: (any ListSource)? { self }

    public func gatherPlaces(_ rows: [UInt32], starts: inout [UInt32], places: inout [UInt32]) {
        places.removeAll(keepingCapacity: true)
        var ends: [UInt32] = []
        gatherStarts(rows, into: &starts)
        gatherStarts(rows.map { $0 + 1 }, into: &ends)
        for index in rows.indices {
            let first = UInt32(places.count)
            places.append(contentsOf: starts[index]..<ends[index])
            starts[index] = first
        }
        starts.append(UInt32(places.count))
    }

    public func anyMatch(_ matches: [UInt64], in rows: Range<Int>, into words: inout [UInt64]) {
        var places: [UInt32] = []
        readStarts(rows, into: &places)
        anyMatch(matches, places, into: &words)
    }

    /// `places` are the starts of the rows.
    private func anyMatch(_ matches: [UInt64], _ places: [UInt32], into words: inout [UInt64]) {
        let count = places.count - 1
        BitWords.clear(&words, bits: count)
        let base = places[0]
        for position in 0..<count {
            let range = Int(places[position] - base)..<Int(places[position + 1] - base)
            if BitWords.contains(range, in: matches) { words[position >> 6] |= 1 << UInt64(position & 63) }
        }
    }

    public func match(codes: Range<UInt32>, in rows: Range<Int>, into words: inout [UInt64]) {
        matchValues(rows, &words) { values.match(codes: codes, in: $0, into: &$1) }
    }

    public func match(codeSet set: [UInt64], in rows: Range<Int>, into words: inout [UInt64]) {
        matchValues(rows, &words) { values.match(codeSet: set, in: $0, into: &$1) }
    }

    public func match(integers interval: ClosedRange<Int64>, in rows: Range<Int>, into words: inout [UInt64]) {
        matchValues(rows, &words) { values.match(integers: interval, in: $0, into: &$1) }
    }

    public func match(doubles interval: ClosedRange<Double>, in rows: Range<Int>, into words: inout [UInt64]) {
        matchValues(rows, &words) { values.match(doubles: interval, in: $0, into: &$1) }
    }

    public func match(
        stringsFrom lower: ByteString, before upper: ByteString?, in rows: Range<Int>, into words: inout [UInt64]
    ) {
        matchValues(rows, &words) { values.match(stringsFrom: lower, before: upper, in: $0, into: &$1) }
    }

    private func matchValues(
        _ rows: Range<Int>, _ words: inout [UInt64], _ match: (Range<Int>, inout [UInt64]) -> Void
    ) {
        var (places, matches): ([UInt32], [UInt64]) = ([], [])
        readStarts(rows, into: &places)
        match(Int(places[0])..<Int(places[rows.count]), &matches)
        anyMatch(matches, places, into: &words)
    }
}
