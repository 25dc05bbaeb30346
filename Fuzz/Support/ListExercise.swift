import Bytes
import Schema
import Segment

/// Reads the lists of a column with any number of values per row.
struct ListExercise {
    let column: any ColumnSource
    let lists: any ListSource
    let rowCount: Int

    func run() {
        let sample = SampledRows(of: rowCount)
        for range in sample.ranges { check(range) }
        var (starts, places): ([UInt32], [UInt32]) = ([], [])
        lists.gatherPlaces(sample.rows, starts: &starts, places: &places)
        precondition(starts.count == sample.rows.count + 1, "where each row's values begin, and the last end")
    }

    private func check(_ range: Range<Int>) {
        var (starts, gatheredStarts, places, words): ([UInt32], [UInt32], [UInt32], [UInt64]) = ([], [], [], [])
        lists.readStarts(range, into: &starts)
        precondition(starts.count == range.count + 1, "where each row's values begin, and the last end")
        precondition(zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 }, "values of rows one after the other")
        // Rows with a great many values would take too long.
        guard let first = starts.first, let last = starts.last, last - first <= SegmentExercise.maximumRows else {
            return
        }
        lists.gatherPlaces(range.map { UInt32($0) }, starts: &gatheredStarts, places: &places)
        precondition(places == Array(first..<last), "runs and single rows are the same")
        precondition(gatheredStarts == starts.map { $0 - first }, "runs and single rows are the same")
        let everything = [UInt64](repeating: .max, count: (places.count + 63) / 64)
        lists.anyMatch(everything, in: range, into: &words)
        for position in 0..<range.count {
            let isSet = words[position >> 6] >> UInt64(position & 63) & 1 != 0
            precondition(isSet == (starts[position] < starts[position + 1]), "rows with values match")
        }
        switch column.type.representation {
        case .integer: column.match(integers: Int64.min...Int64.max, in: range, into: &words)
        case .double: column.match(doubles: -Double.infinity...Double.infinity, in: range, into: &words)
        case .string: column.match(stringsFrom: "", before: nil, in: range, into: &words)
        }
        precondition(words.count == (range.count + 63) / 64, "a bit for each row")
        guard let dictionary = column.dictionary else { return }
        column.match(codes: 0..<UInt32(dictionary.count), in: range, into: &words)
        precondition(words.count == (range.count + 63) / 64, "a bit for each row")
    }
}
