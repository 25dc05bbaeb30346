import Bytes
import Schema

/// A column whose form allows some of the reads: each kind of column overrides those.
public protocol PartialColumnSource: ColumnSource {}

extension PartialColumnSource {
    public func readCodes(_ rows: Range<Int>, into output: inout [UInt32]) { notToRead("codes") }
    public func gatherCodes(_ rows: [UInt32], into output: inout [UInt32]) { notToRead("codes") }
    public func readIntegers(_ rows: Range<Int>, into output: inout [Int64]) { notToRead("integers") }
    public func gatherIntegers(_ rows: [UInt32], into output: inout [Int64]) { notToRead("integers") }
    public func readDoubles(_ rows: Range<Int>, into output: inout [Double]) { notToRead("doubles") }
    public func gatherDoubles(_ rows: [UInt32], into output: inout [Double]) { notToRead("doubles") }
    public func readStrings(_ rows: Range<Int>, into output: inout [ByteString]) { notToRead("strings") }
    public func gatherStrings(_ rows: [UInt32], into output: inout [ByteString]) { notToRead("strings") }

    private func notToRead(_ what: String) -> Never {
        preconditionFailure("a column of type \(type.rawValue) in this form has no \(what) to read")
    }
}
