import Bitmaps
import Bytes
import Schema
import Segment

/// What one table version sees of a consuming column.
struct ConsumingColumnSnapshot: ConsumingColumnReader {
    enum Values: Sendable {
        case int32(ChunkedArray<Int32>.Snapshot)
        case int64(ChunkedArray<Int64>.Snapshot)
        case float(ChunkedArray<Float>.Snapshot)
        case double(ChunkedArray<Double>.Snapshot)
        case string(codes: ChunkedArray<UInt32>.Snapshot, dictionary: ArenaDictionary)
    }

    let type: DataType
    let count: Int
    let values: Values
    let nullRows: ChunkedArray<UInt32>.Snapshot
    /// Of blocks that were full, where values are kept by row; none of floating-point numbers.
    var summaries = BlockSummaries().snapshot

    var statistics: ColumnStatistics? { nil }

    var dictionary: (any DictionarySource)? {
        if case .string(_, let dictionary) = values { return dictionary }
        return nil
    }

    var nulls: Bitset? { nullRows.bits(count: count) }

    func readCodes(_ rows: Range<Int>, into output: inout [UInt32]) {
        guard case .string(let codes, _) = values else { preconditionFailure("only strings have codes") }
        codes.copy(rows, into: &output)
    }

    func gatherCodes(_ rows: [UInt32], into output: inout [UInt32]) {
        guard case .string(let codes, _) = values else { preconditionFailure("only strings have codes") }
        codes.gather(rows, into: &output)
    }

    func readIntegers(_ rows: Range<Int>, into output: inout [Int64]) {
        switch values {
        case .int64(let array): array.copy(rows, into: &output)
        case .int32(let array):
            var narrow: [Int32] = []
            array.copy(rows, into: &narrow)
            replace(&output, narrow) { Int64($0) }
        default: preconditionFailure("\(type.rawValue) is not read as integers")
        }
    }

    func gatherIntegers(_ rows: [UInt32], into output: inout [Int64]) {
        switch values {
        case .int64(let array): array.gather(rows, into: &output)
        case .int32(let array):
            var narrow: [Int32] = []
            array.gather(rows, into: &narrow)
            replace(&output, narrow) { Int64($0) }
        default: preconditionFailure("\(type.rawValue) is not read as integers")
        }
    }

    func readDoubles(_ rows: Range<Int>, into output: inout [Double]) {
        switch values {
        case .double(let array): array.copy(rows, into: &output)
        case .float(let array):
            var narrow: [Float] = []
            array.copy(rows, into: &narrow)
            replace(&output, narrow) { Double($0) }
        default: preconditionFailure("\(type.rawValue) is not read as doubles")
        }
    }

    func gatherDoubles(_ rows: [UInt32], into output: inout [Double]) {
        switch values {
        case .double(let array): array.gather(rows, into: &output)
        case .float(let array):
            var narrow: [Float] = []
            array.gather(rows, into: &narrow)
            replace(&output, narrow) { Double($0) }
        default: preconditionFailure("\(type.rawValue) is not read as doubles")
        }
    }

    func readStrings(_ rows: Range<Int>, into output: inout [ByteString]) {
        guard case .string(let codes, let dictionary) = values else { preconditionFailure("not a string column") }
        var batch: [UInt32] = []
        codes.copy(rows, into: &batch)
        replace(&output, batch) { dictionary.string($0) }
    }

    func gatherStrings(_ rows: [UInt32], into output: inout [ByteString]) {
        guard case .string(let codes, let dictionary) = values else { preconditionFailure("not a string column") }
        var batch: [UInt32] = []
        codes.gather(rows, into: &batch)
        replace(&output, batch) { dictionary.string($0) }
    }

    func possibleRows(withIntegers interval: ClosedRange<Int64>) -> [Range<Int>]? {
        summaries.possibleRows(of: count, interval)
    }

    func possibleRows(withCodes codes: Range<UInt32>) -> [Range<Int>]? {
        guard let last = codes.last else { return [] }
        return summaries.possibleRows(of: count, Int64(codes.lowerBound)...Int64(last))
    }

    func match(integers interval: ClosedRange<Int64>, in rows: Range<Int>, into words: inout [UInt64]) {
        guard case .int32(let array) = values else {
            var batch: [Int64] = []
            readIntegers(rows, into: &batch)
            return batch.match(interval, into: &words)
        }
        guard interval.overlaps(Int64(Int32.min)...Int64(Int32.max)) else {
            return BitWords.clear(&words, bits: rows.count)
        }
        var batch: [Int32] = []
        array.copy(rows, into: &batch)
        let (least, greatest) = (Int32(clamping: interval.lowerBound), Int32(clamping: interval.upperBound))
        BitWords.fill(&words, batch) { $0 >= least && $0 <= greatest }
    }

    func allValues() -> ColumnValues {
        ColumnValues(type: type, storage: allStorage(), nulls: nullRows.flags(count: count))
    }

    func allStorage() -> ColumnValues.Storage {
        switch values {
        case .int32, .int64:
            var output: [Int64] = []
            readIntegers(0..<count, into: &output)
            return .integers(output)
        case .float, .double:
            var output: [Double] = []
            readDoubles(0..<count, into: &output)
            return .doubles(output)
        case .string(let codes, let dictionary):
            var output: [UInt32] = []
            codes.copy(0..<count, into: &output)
            return .codes(output, dictionary: dictionary.strings)
        }
    }
}

private func replace<Source, Target>(
    _ output: inout [Target], _ input: [Source], _ convert: (Source) -> Target
) {
    output.removeAll(keepingCapacity: true)
    output.reserveCapacity(input.count)
    for element in input { output.append(convert(element)) }
}
