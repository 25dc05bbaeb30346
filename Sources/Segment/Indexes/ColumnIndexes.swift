import Bitmaps
import Bytes
import Schema

/// One kind of index over a sealed column, as a reader sees it. Opening it reads nothing.
///
/// Bytes are verified when they are first asked for. What is found damaged is reported to the segment, and the index
/// then answers as if it were not there: the column's values give the same rows.
protocol IndexReader: AnyObject, Sendable {
    /// Nil if the column has no such index.
    init?(_ regions: ColumnRegions)

    /// Reads all of the index and compares it with the column. O(values) or more.
    func verify(against column: any ColumnSource) throws(FormatError)
}

/// The indexes of a sealed column.
struct ColumnIndexes: Sendable {
    let inverted: InvertedIndex?
    let range: RangeIndex?
    let bloom: BloomFilterIndex?

    init(_ regions: ColumnRegions) {
        inverted = InvertedIndex(regions)
        range = RangeIndex(regions)
        bloom = BloomFilterIndex(regions)
    }

    /// Of a column of values that the lists of another one hold: indexes number rows, and so belong to that one.
    init() { (inverted, range, bloom) = (nil, nil, nil) }

    var all: [any IndexReader] { [inverted as (any IndexReader)?, range, bloom].compactMap { $0 } }
}

extension ColumnRegions {
    /// What `body` finds; nil if it finds damage, which is reported to the segment.
    func reporting<Result>(_ body: () throws(FormatError) -> Result) -> Result? {
        do throws(FormatError) { return try body() } catch {
            file.report(error)
            return nil
        }
    }
}

extension SealedColumn {
    func rows(withCode code: UInt32) -> Postings? { indexes.inverted?.rows(withCode: code) }
    func rowCount(withCode code: UInt32) -> Int? { indexes.inverted?.rowCount(withCode: code) }

    func rows(withIntegers interval: ClosedRange<Int64>) -> Postings? {
        if type.representation != .integer || lists != nil { return nil }
        return indexes.range?.rows(
            withKeys: OrderedKey.key(interval.lowerBound)...OrderedKey.key(interval.upperBound), of: self)
    }

    func rows(withDoubles interval: ClosedRange<Double>) -> Postings? {
        if type.representation != .double || lists != nil { return nil }
        if interval.lowerBound.isNaN || interval.upperBound.isNaN { return nil }
        return indexes.range?.rows(
            withKeys: OrderedKey.key(interval.lowerBound)...OrderedKey.key(interval.upperBound), of: self)
    }

    func mightContain(_ value: Value) -> Bool { indexes.bloom?.mightContain(value) ?? true }
}
