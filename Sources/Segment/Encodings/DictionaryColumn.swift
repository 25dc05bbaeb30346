import Bitmaps
import Bytes
import Schema

/// A column with a dictionary and codes, of any type.
final class DictionaryColumn<Codes: StoredCodes>: SealedColumn {
    let type: DataType
    let statistics: ColumnStatistics?
    let nulls: Bitset?
    private let values: DictionaryValues
    private let codes: Codes
    private let bounds: BlockBounds?
    let indexes: ColumnIndexes

    init(
        _ type: DataType, _ statistics: ColumnStatistics, _ nulls: Bitset?, _ dictionary: SealedDictionary,
        _ codes: Codes, _ bounds: BlockBounds?, _ indexes: ColumnIndexes
    ) {
        (self.type, self.statistics, self.nulls) = (type, statistics, nulls)
        (values, self.codes) = (DictionaryValues(dictionary), codes)
        (self.bounds, self.indexes) = (bounds, indexes)
    }

    var dictionary: (any DictionarySource)? { values.dictionary }

    func readCodes(_ rows: Range<Int>, into output: inout [UInt32]) { codes.read(rows, into: &output) }
    func gatherCodes(_ rows: [UInt32], into output: inout [UInt32]) { codes.gather(rows, into: &output) }

    func readIntegers(_ rows: Range<Int>, into output: inout [Int64]) {
        codes.lookUp(rows, in: values.integers, into: &output)
    }

    func gatherIntegers(_ rows: [UInt32], into output: inout [Int64]) {
        codes.lookUp(rows, in: values.integers, into: &output)
    }

    func readDoubles(_ rows: Range<Int>, into output: inout [Double]) {
        codes.lookUp(rows, in: values.doubles, into: &output)
    }

    func gatherDoubles(_ rows: [UInt32], into output: inout [Double]) {
        codes.lookUp(rows, in: values.doubles, into: &output)
    }

    func readStrings(_ rows: Range<Int>, into output: inout [ByteString]) {
        var batch: [UInt32] = []
        readCodes(rows, into: &batch)
        values.translate(batch, into: &output)
    }

    func gatherStrings(_ rows: [UInt32], into output: inout [ByteString]) {
        var batch: [UInt32] = []
        gatherCodes(rows, into: &batch)
        values.translate(batch, into: &output)
    }

    func possibleRows(withCodes codes: Range<UInt32>) -> [Range<Int>]? {
        guard let bounds, let last = codes.last else { return nil }
        let wanted = UInt64(codes.lowerBound)...UInt64(last)
        return bounds.possibleRows(of: self.codes.count, wanted)
    }

    func match(codes wanted: Range<UInt32>, in rows: Range<Int>, into words: inout [UInt64]) {
        guard let last = wanted.last else { return BitWords.clear(&words, bits: rows.count) }
        codes.match(UInt64(wanted.lowerBound)...UInt64(last), in: rows, bounds, into: &words)
    }

    func match(codeSet set: [UInt64], in rows: Range<Int>, into words: inout [UInt64]) {
        codes.match(set, in: rows, into: &words)
    }
}
