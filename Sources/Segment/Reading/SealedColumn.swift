import Bitmaps
import Bytes
import Schema

/// What all columns of a sealed segment have in common; each kind of column overrides the reads that its form allows.
protocol SealedColumn: ColumnSource {
    var indexes: ColumnIndexes { get }
}

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

    private func wrongRepresentation(_ what: String) -> Never {
        preconditionFailure("a column of type \(type.rawValue) in this form has no \(what) to read")
    }
}
