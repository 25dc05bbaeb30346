import Bitmaps
import Bytes
import Schema

/// What all columns of a sealed segment have in common; each kind of column overrides the reads that its form allows.
protocol SealedColumn: ColumnSource {}

extension SealedColumn {
    var dictionary: (any DictionarySource)? { nil }

    func readCodes(_ rows: Range<Int>, into output: inout [UInt32]) { wrongRepresentation("codes") }
    func gatherCodes(_ rows: [UInt32], into output: inout [UInt32]) { wrongRepresentation("codes") }
    func readIntegers(_ rows: Range<Int>, into output: inout [Int64]) { wrongRepresentation("integers") }
    func gatherIntegers(_ rows: [UInt32], into output: inout [Int64]) { wrongRepresentation("integers") }
    func readDoubles(_ rows: Range<Int>, into output: inout [Double]) { wrongRepresentation("doubles") }
    func gatherDoubles(_ rows: [UInt32], into output: inout [Double]) { wrongRepresentation("doubles") }
    func readStrings(_ rows: Range<Int>, into output: inout [ByteString]) { wrongRepresentation("strings") }
    func gatherStrings(_ rows: [UInt32], into output: inout [ByteString]) { wrongRepresentation("strings") }

    func rows(withCode code: UInt32) -> RoaringBitmap? { nil }

    private func wrongRepresentation(_ what: String) -> Never {
        preconditionFailure("a column of type \(type.rawValue) in this form has no \(what) to read")
    }
}

/// A column of integers without dictionary.
final class PackedColumn: SealedColumn {
    let type: DataType
    let statistics: ColumnStatistics?
    let nulls: Bitset?
    private let packed: PackedIntegers
    private let base: Int64
    private let step: Int64

    init(
        _ type: DataType, _ statistics: ColumnStatistics, _ nulls: Bitset?, _ packed: PackedIntegers, base: Int64,
        step: Int
    ) {
        (self.type, self.statistics, self.nulls) = (type, statistics, nulls)
        (self.packed, self.base, self.step) = (packed, base, Int64(step))
    }

    func readIntegers(_ rows: Range<Int>, into output: inout [Int64]) {
        packed.read(rows, base: base, step: step, into: &output)
    }

    func gatherIntegers(_ rows: [UInt32], into output: inout [Int64]) {
        packed.gather(rows, base: base, step: step, into: &output)
    }
}

/// A column of floating-point numbers without dictionary.
final class NumberColumn: SealedColumn {
    let type: DataType
    let statistics: ColumnStatistics?
    let nulls: Bitset?
    private let numbers: RawNumbers

    init(_ type: DataType, _ statistics: ColumnStatistics, _ nulls: Bitset?, _ numbers: RawNumbers) {
        (self.type, self.statistics, self.nulls, self.numbers) = (type, statistics, nulls, numbers)
    }

    func readDoubles(_ rows: Range<Int>, into output: inout [Double]) { numbers.read(rows, into: &output) }
    func gatherDoubles(_ rows: [UInt32], into output: inout [Double]) { numbers.gather(rows, into: &output) }
}
