import Bitmaps
import Bytes
import Schema

/// A set of rows that queries read by column: a sealed segment, or what is visible of a consuming one.
///
/// Immutable from the reader's point of view. Rows are numbered from 0 to `rowCount - 1` (docIDs).
public protocol SegmentSource: AnyObject, Sendable {
    /// The value of the virtual column `$segmentName`.
    var name: String { get }
    var rowCount: Int { get }
    /// Whether the rows are still in memory only.
    var isConsuming: Bool { get }
    /// The column of that exact name, its stored bytes verified; nil if the segment is older than the column.
    func column(_ name: String) throws(FormatError) -> (any ColumnSource)?
}

/// What is known about a whole column without reading it.
public struct ColumnStatistics: Sendable, Equatable {
    /// The smallest and greatest value that is not NULL; both `.null` if there is none.
    public var minimum: Value
    public var maximum: Value
    public var nullCount: Int

    public init(minimum: Value, maximum: Value, nullCount: Int) {
        self.minimum = minimum
        self.maximum = maximum
        self.nullCount = nullCount
    }
}

/// Read access to one column of a segment, in batches.
///
/// Each read replaces the contents of `output` (keeping its capacity). Rows must be below the segment's `rowCount`; a
/// NULL row reads as an arbitrary value, so ask `nulls` as well. `read…` takes consecutive rows, `gather…` any rows.
/// Codes can be read only if there is a dictionary; values always, in the representation of `type`.
public protocol ColumnSource: Sendable {
    var type: DataType { get }
    /// Nil where it is not known, as in a consuming segment.
    var statistics: ColumnStatistics? { get }
    /// The distinct values by code; nil for a column that stores its values.
    var dictionary: (any DictionarySource)? { get }
    /// A bit for each row, set where the value is NULL; nil if no value is.
    var nulls: Bitset? { get }

    func readCodes(_ rows: Range<Int>, into output: inout [UInt32])
    func gatherCodes(_ rows: [UInt32], into output: inout [UInt32])
    func readIntegers(_ rows: Range<Int>, into output: inout [Int64])
    func gatherIntegers(_ rows: [UInt32], into output: inout [Int64])
    func readDoubles(_ rows: Range<Int>, into output: inout [Double])
    func gatherDoubles(_ rows: [UInt32], into output: inout [Double])
    func readStrings(_ rows: Range<Int>, into output: inout [ByteString])
    func gatherStrings(_ rows: [UInt32], into output: inout [ByteString])

    /// The rows with that code from the inverted index, NULL rows left out; nil if there is no such index.
    func rows(withCode code: UInt32) -> RoaringBitmap?
}

/// The distinct values of a column. NULL has a code only by accident: `nulls` decides.
public protocol DictionarySource: Sendable {
    /// Codes run from 0 to `count - 1`.
    var count: Int { get }
    /// Whether codes ascend with their values (bytes for strings).
    var isSorted: Bool { get }
    /// All values in code order, in the column's representation.
    var values: ColumnValues.Storage { get }
    /// The value of one code.
    func value(_ code: UInt32) -> Value
    /// The code of a value, or nil if no row has it. O(log count) if sorted, else O(count).
    func code(of value: Value) -> UInt32?
}
