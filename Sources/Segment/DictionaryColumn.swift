import Bitmaps
import Bytes
import Schema

/// A column with a dictionary, of any type.
final class DictionaryColumn: SealedColumn {
    let type: DataType
    let statistics: ColumnStatistics?
    let nulls: Bitset?
    private let sealedDictionary: SealedDictionary
    private let codes: PackedIntegers
    private let index: InvertedIndex?

    /// Gathering so many times fewer strings than the dictionary has does not decode all of it.
    private static let decodingRatio = 8

    init(
        _ type: DataType, _ statistics: ColumnStatistics, _ nulls: Bitset?, _ dictionary: SealedDictionary,
        _ codes: PackedIntegers, _ index: InvertedIndex?
    ) {
        (self.type, self.statistics, self.nulls) = (type, statistics, nulls)
        (sealedDictionary, self.codes, self.index) = (dictionary, codes, index)
    }

    var dictionary: (any DictionarySource)? { sealedDictionary }

    func readCodes(_ rows: Range<Int>, into output: inout [UInt32]) { codes.read(rows, into: &output) }
    func gatherCodes(_ rows: [UInt32], into output: inout [UInt32]) { codes.gather(rows, into: &output) }

    func readIntegers(_ rows: Range<Int>, into output: inout [Int64]) {
        codes.lookUp(rows, in: integers, into: &output)
    }

    func gatherIntegers(_ rows: [UInt32], into output: inout [Int64]) {
        codes.lookUp(rows, in: integers, into: &output)
    }

    func readDoubles(_ rows: Range<Int>, into output: inout [Double]) {
        codes.lookUp(rows, in: doubles, into: &output)
    }

    func gatherDoubles(_ rows: [UInt32], into output: inout [Double]) {
        codes.lookUp(rows, in: doubles, into: &output)
    }

    func readStrings(_ rows: Range<Int>, into output: inout [ByteString]) {
        var batch: [UInt32] = []
        readCodes(rows, into: &batch)
        translate(batch, into: &output)
    }

    func gatherStrings(_ rows: [UInt32], into output: inout [ByteString]) {
        var batch: [UInt32] = []
        gatherCodes(rows, into: &batch)
        translate(batch, into: &output)
    }

    func rows(withCode code: UInt32) -> RoaringBitmap? { index?.rows(withCode: code) }

    private var integers: [Int64] {
        guard case .integers(let values) = sealedDictionary.values else { preconditionFailure("a column of integers") }
        return values
    }

    private var doubles: [Double] {
        guard case .doubles(let values) = sealedDictionary.values else { preconditionFailure("a column of doubles") }
        return values
    }

    private func translate(_ batch: [UInt32], into output: inout [ByteString]) {
        guard case .strings(let stored) = sealedDictionary.form else { preconditionFailure("a column of strings") }
        output.removeAll(keepingCapacity: true)
        output.reserveCapacity(batch.count)
        let isWorthDecoding = batch.count >= stored.count / Self.decodingRatio
        guard case .strings(let strings) = isWorthDecoding ? sealedDictionary.values : sealedDictionary.valuesIfDecoded
        else {
            for code in batch { output.append(stored[Int(code)]) }
            return
        }
        for code in batch { output.append(strings[Int(code)]) }
    }
}
