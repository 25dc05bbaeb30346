import Bitmaps
import Bytes
import Schema
import Segment

/// Reads a column that opened in every way there is.
struct ColumnExercise {
    let segment: SealedSegment
    /// Whether verification found nothing wrong.
    let isSound: Bool
    let column: any ColumnSource
    /// Rows of the segment; of the values of a column with several per row, the values.
    let rowCount: Int
    let sample: SampledRows

    init(_ segment: SealedSegment, isSound: Bool, _ column: any ColumnSource, rowCount: Int) {
        (self.segment, self.isSound, self.column, self.rowCount) = (segment, isSound, column, rowCount)
        sample = SampledRows(of: rowCount)
    }

    func run() {
        precondition(column.nulls.map { $0.count == rowCount } ?? true, "a null flag for each row")
        // Lists have no values row by row; those are a column of their own.
        if column.lists == nil { checkValues() }
        checkFilters()
        guard let dictionary = column.dictionary else { return }
        checkDictionary(dictionary)
        if column.lists == nil { checkCodes(dictionary) }
        if rowCount <= SegmentExercise.maximumRows { checkIndex(dictionary) }
    }

    /// Chunks are looked at when they are read: after damage, values are empty and need not fit together.
    private var isWhole: Bool { segment.readFailure == nil }

    private func checkValues() {
        switch column.type.representation {
        case .integer:
            checkReads([Int64].self) {
                column.readIntegers($0, into: &$1)
            } gather: {
                column.gatherIntegers($0, into: &$1)
            }
            checkIntegerMatches()
        case .double:
            checkReads([Double].self) {
                column.readDoubles($0, into: &$1)
            } gather: {
                column.gatherDoubles($0, into: &$1)
            }
            checkDoubleMatches()
        case .string:
            checkReads([ByteString].self) {
                column.readStrings($0, into: &$1)
            } gather: {
                column.gatherStrings($0, into: &$1)
            }
            checkStringMatches()
        }
    }

    /// Rows read as a run are the same as rows read one by one.
    private func checkReads<Element: Equatable>(
        _ type: [Element].Type, read: (Range<Int>, inout [Element]) -> Void,
        gather: ([UInt32], inout [Element]) -> Void
    ) {
        var (run, gathered): ([Element], [Element]) = ([], [])
        for range in sample.ranges {
            read(range, &run)
            gather(range.map { UInt32($0) }, &gathered)
            precondition(run.count == range.count && gathered.count == range.count, "a value for each row")
            precondition(run == gathered || !isWhole, "runs and single rows are the same")
        }
        gather(sample.rows, &gathered)
        precondition(gathered.count == sample.rows.count, "a value for each row")
    }
}

extension ColumnExercise {
    private func checkIntegerMatches() {
        guard case .integer(let least)? = column.statistics?.minimum,
            case .integer(let greatest)? = column.statistics?.maximum
        else { return }
        precondition(least <= greatest, "minimum and maximum in order")
        var (values, words): ([Int64], [UInt64]) = ([], [])
        let middle = least &+ (greatest &- least) / 2
        for interval in [least...greatest, middle...max(middle, greatest), Int64.min...least, middle...middle] {
            for range in sample.ranges {
                column.readIntegers(range, into: &values)
                precondition(values.allSatisfy { $0 >= least && $0 <= greatest }, "values between the bounds")
                column.match(integers: interval, in: range, into: &words)
                compare(words, range, values.map { interval.contains($0) })
            }
        }
    }

    private func checkDoubleMatches() {
        guard case .double(let least)? = column.statistics?.minimum,
            case .double(let greatest)? = column.statistics?.maximum
        else { return }
        precondition(least <= greatest, "minimum and maximum in order")
        var (values, words): ([Double], [UInt64]) = ([], [])
        for interval in [least...greatest, least...least, -Double.infinity...Double.infinity] {
            for range in sample.ranges {
                column.readDoubles(range, into: &values)
                precondition(values.allSatisfy { $0 >= least && $0 <= greatest }, "values between the bounds")
                column.match(doubles: interval, in: range, into: &words)
                compare(words, range, values.map { interval.contains($0) })
            }
        }
    }

    private func checkStringMatches() {
        var (values, words): ([ByteString], [UInt64]) = ([], [])
        var bounds: [ByteString] = ["", "b", "\u{10FFFF}"]
        column.readStrings(sample.ranges[0], into: &values)
        bounds += values.prefix(2)
        for range in sample.ranges {
            column.readStrings(range, into: &values)
            for lower in bounds {
                for upper in [nil, bounds.last] {
                    column.match(stringsFrom: lower, before: upper, in: range, into: &words)
                    // Only verification decodes all chunks and compares them with the bounds by which they are skipped.
                    guard isSound || column.dictionary != nil else { continue }
                    compare(words, range, values.map { value in value >= lower && (upper.map { value < $0 } ?? true) })
                }
            }
        }
    }

    /// A match agrees with the values; what it says of NULL rows does not matter.
    private func compare(_ words: [UInt64], _ range: Range<Int>, _ expected: [Bool]) {
        precondition(words.count == (range.count + 63) / 64, "a bit for each row")
        guard isWhole else { return }
        for (position, row) in range.enumerated() where column.nulls?[row] != true {
            let bit = words[position >> 6] >> UInt64(position & 63) & 1 != 0
            precondition(bit == expected[position], "matches agree with values")
        }
    }
}

extension ColumnExercise {
    private func checkCodes(_ dictionary: any DictionarySource) {
        var (codes, words): ([UInt32], [UInt64]) = ([], [])
        let count = UInt32(dictionary.count)
        checkReads([UInt32].self) {
            column.readCodes($0, into: &$1)
        } gather: {
            column.gatherCodes($0, into: &$1)
        }
        let set = (0..<(dictionary.count + 63) / 64).map { _ in 0x5555_5555_5555_5555 as UInt64 }
        for range in sample.ranges {
            column.readCodes(range, into: &codes)
            precondition(codes.allSatisfy { $0 < count }, "codes inside the dictionary")
            for wanted in [0..<count, count / 2..<count, 0..<min(1, count), 0..<0] {
                column.match(codes: wanted, in: range, into: &words)
                compare(words, range, codes.map { wanted.contains($0) })
            }
            column.match(codeSet: set, in: range, into: &words)
            compare(words, range, codes.map { $0 & 1 == 0 })
        }
        for wanted in [0..<count, count / 2..<count, 0..<min(1, count)] {
            if let sorted = column.sortedRows(withCodes: wanted) {
                precondition(sorted.lowerBound >= 0 && sorted.upperBound <= rowCount, "rows of the segment")
            }
        }
    }

    private func checkDictionary(_ dictionary: any DictionarySource) {
        precondition(dictionary.values.count == dictionary.count, "as many values as codes")
        let step = max(dictionary.count / 512, 1)
        for code in stride(from: 0, to: dictionary.count, by: step) {
            let found = dictionary.code(of: dictionary.value(UInt32(code)))
            precondition(found == UInt32(code) || !isWhole, "a value has the code that it was found by")
        }
        for absent in [Value.null, .integer(.min), .integer(.max), .double(0.1), .string(""), .string("\u{10FFFF}")] {
            if let code = dictionary.code(of: absent) { precondition(code < dictionary.count, "a code that is there") }
        }
    }

    /// The index may be damaged, but what it gives are rows of the segment.
    private func checkIndex(_ dictionary: any DictionarySource) {
        for code in 0..<UInt32(min(dictionary.count, 256)) {
            let count = column.rowCount(withCode: code)
            guard let postings = column.rows(withCode: code) else { continue }
            check(postings)
            if isSound { compare(postings, code) }
            precondition(count == nil || count == postings.count, "as many rows as the index says")
        }
    }

    /// The rows that have a code are those of a sound index.
    private func compare(_ postings: Postings, _ code: UInt32) {
        if column.lists != nil { return }
        var codes: [UInt32] = []
        column.readCodes(0..<rowCount, into: &codes)
        compare(postings, codes.map { $0 == code })
    }

    private func compare(_ postings: Postings, _ matches: [Bool]) {
        let expected = matches.indices.filter { matches[$0] && column.nulls?[$0] != true }
        precondition(expected.elementsEqual(postings.rows.map { Int($0) }), "a sound index agrees with the values")
    }

    private func check(_ postings: Postings) {
        var found: [UInt32] = []
        postings.appendRows(in: 0..<rowCount, to: &found)
        precondition(found == postings.rows && found.count == postings.count, "rows below the row count")
        precondition(zip(found, found.dropFirst()).allSatisfy { $0 < $1 }, "rows ascend")
        precondition(found.prefix(256).allSatisfy { postings.contains($0) }, "rows are where they were found")
        var bits = Bitset(count: rowCount)
        postings.formUnion(into: &bits)
        precondition(found.allSatisfy { bits[Int($0)] }, "rows are where they were found")
    }

    /// The range index and the bloom filter, which may be damaged as well.
    private func checkFilters() {
        for value in [Value.integer(0), .integer(.max), .double(0.5), .string("")]
        where value.fits(column.type.representation) { _ = column.mightContain(value) }
        for value in [column.statistics?.minimum, column.statistics?.maximum].compactMap({ $0 }) where !value.isNull {
            precondition(column.mightContain(value) || !isSound, "a sound filter knows all values")
        }
        switch (column.statistics?.minimum, column.statistics?.maximum) {
        case (.integer(let least)?, .integer(let greatest)?) where rowCount <= SegmentExercise.maximumRows:
            let middle = least &+ (greatest &- least) / 2
            for interval in [least...greatest, middle...max(middle, greatest), Int64.min...least, middle...middle] {
                guard let postings = column.rows(withIntegers: interval) else { continue }
                check(postings)
                guard isSound, column.lists == nil else { continue }
                var values: [Int64] = []
                column.readIntegers(0..<rowCount, into: &values)
                compare(postings, values.map { interval.contains($0) })
            }
        case (.double(let least)?, .double(let greatest)?) where rowCount <= SegmentExercise.maximumRows:
            for interval in [least...greatest, least...least, -Double.infinity...Double.infinity, 0...0.5] {
                guard let postings = column.rows(withDoubles: interval) else { continue }
                check(postings)
                guard isSound, column.lists == nil else { continue }
                var values: [Double] = []
                column.readDoubles(0..<rowCount, into: &values)
                compare(postings, values.map { interval.contains($0) })
            }
        default: break
        }
    }
}

extension Value {
    fileprivate func fits(_ representation: DataType.Representation) -> Bool {
        switch (self, representation) {
        case (.integer, .integer), (.double, .double), (.string, .string): true
        default: false
        }
    }
}
