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
    /// Why values that were read are not those that were stored; nil as long as they are.
    ///
    /// The chunks of a column are verified when they are first read, and a read cannot throw: whoever has read strings
    /// asks here before the result is used.
    var readFailure: FormatError? { get }
}

extension SegmentSource {
    public var readFailure: FormatError? { nil }
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

    /// What of an interval lies among the values of a column of integers, as it is and as distances from the least
    /// value; nil if nothing does.
    func part(of interval: ClosedRange<Int64>) -> (part: ClosedRange<Int64>, fromLeast: ClosedRange<UInt64>)? {
        guard case .integer(let least) = minimum, case .integer(let greatest) = maximum,
            interval.overlaps(least...greatest)
        else { return nil }
        let part = interval.clamped(to: least...greatest)
        return (part, UInt64(bitPattern: part.lowerBound &- least)...UInt64(bitPattern: part.upperBound &- least))
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
    /// The values of a column with any number of values per row; nil if there is one in each.
    ///
    /// Such a column has no values to read row by row. Its `match…` set a row's bit where one of its values matches.
    var lists: (any ListSource)? { get }

    func readCodes(_ rows: Range<Int>, into output: inout [UInt32])
    func gatherCodes(_ rows: [UInt32], into output: inout [UInt32])
    func readIntegers(_ rows: Range<Int>, into output: inout [Int64])
    func gatherIntegers(_ rows: [UInt32], into output: inout [Int64])
    func readDoubles(_ rows: Range<Int>, into output: inout [Double])
    func gatherDoubles(_ rows: [UInt32], into output: inout [Double])
    func readStrings(_ rows: Range<Int>, into output: inout [ByteString])
    func gatherStrings(_ rows: [UInt32], into output: inout [ByteString])

    /// Replaces the contents of `words` by a bit for each of some rows, bit 0 for the first, set where the row's code
    /// is in the range. What the bit of a NULL row is does not matter. O(rows / 64) at best.
    func match(codes: Range<UInt32>, in rows: Range<Int>, into words: inout [UInt64])
    /// The same for the codes whose bit is set in `set`, which has a bit for each code.
    func match(codeSet set: [UInt64], in rows: Range<Int>, into words: inout [UInt64])
    /// The same for integers in an interval.
    func match(integers interval: ClosedRange<Int64>, in rows: Range<Int>, into words: inout [UInt64])
    /// The same for doubles in an interval.
    func match(doubles interval: ClosedRange<Double>, in rows: Range<Int>, into words: inout [UInt64])
    /// The same for strings that do not sort before `lower`, and before `upper` if that is given.
    func match(
        stringsFrom lower: ByteString, before upper: ByteString?, in rows: Range<Int>, into words: inout [UInt64])
    /// Runs of rows, ascending, outside of which no row that is not NULL has an integer in an interval; nil if bounds
    /// of blocks do not tell, or leave more than half of the rows. O(rows / 1024).
    func possibleRows(withIntegers interval: ClosedRange<Int64>) -> [Range<Int>]?
    /// The same for a range of codes.
    func possibleRows(withCodes codes: Range<UInt32>) -> [Range<Int>]?
    /// The rows whose code is in the range, NULL rows among them, where the rows are sorted by the column; else nil.
    func sortedRows(withCodes codes: Range<UInt32>) -> Range<Int>?

    /// The rows with that code from the inverted index, NULL rows left out; nil if there is no such index.
    func rows(withCode code: UInt32) -> Postings?
    /// How many these are, without reading them; nil if there is no such index. O(1), for dense codes
    /// O(rows / 65536).
    func rowCount(withCode code: UInt32) -> Int?
    /// The rows with an integer in an interval from the range index, NULL rows left out; nil if there is no such index,
    /// or if it holds so many that a scan is as fast.
    func rows(withIntegers interval: ClosedRange<Int64>) -> Postings?
    /// The same for doubles.
    func rows(withDoubles interval: ClosedRange<Double>) -> Postings?
    /// False if a filter says that no row has the value, which must be of the column's representation. O(1).
    func mightContain(_ value: Value) -> Bool
}

extension ColumnSource {
    public func possibleRows(withIntegers interval: ClosedRange<Int64>) -> [Range<Int>]? { nil }
    public func possibleRows(withCodes codes: Range<UInt32>) -> [Range<Int>]? { nil }
    public func rows(withCode code: UInt32) -> Postings? { nil }
    public func rowCount(withCode code: UInt32) -> Int? { rows(withCode: code)?.count }
    public func rows(withIntegers interval: ClosedRange<Int64>) -> Postings? { nil }
    public func rows(withDoubles interval: ClosedRange<Double>) -> Postings? { nil }
    public func mightContain(_ value: Value) -> Bool { true }
}

/// The lists of values that the rows of a column have. A NULL row has none, and so has an empty list.
public protocol ListSource: Sendable {
    /// The values of all rows, those of a row in their order, as a column in which each has its own row.
    var values: any ColumnSource { get }
    /// Replaces the contents of `output` by the place in `values` of each row's first value, and where the last row's
    /// values end: one entry more than there are rows. O(rows).
    func readStarts(_ rows: Range<Int>, into output: inout [UInt32])
    /// Replaces the contents of `places` by the place in `values` of each value of some rows, and of `starts` by where
    /// in `places` each row's begin, and where the last row's end. O(values).
    func gatherPlaces(_ rows: [UInt32], starts: inout [UInt32], places: inout [UInt32])
    /// Replaces the contents of `words` by a bit for each of some rows: set where a bit of one of its values is set in
    /// `matches`, whose bit 0 is for the first value of the first row. O(values / 64 + rows).
    func anyMatch(_ matches: [UInt64], in rows: Range<Int>, into words: inout [UInt64])
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
