import Bitmaps
import Bytes
import Schema

/// A Bloom filter over the values of a sealed column: tells most segments that do not have a value from those that may.
final class BloomFilterIndex: IndexReader {
    private let regions: ColumnRegions
    private let region: SegmentRegion

    init?(_ regions: ColumnRegions) {
        guard let region = regions.region(.bloomFilter) else { return nil }
        (self.regions, self.region) = (regions, region)
    }

    /// False only if no row has the value. A damaged filter is reported, and knows of nothing. O(1).
    func mightContain(_ value: Value) -> Bool {
        guard let hash = ValueHash.hash(value) else { return true }
        let found = regions.reporting { () throws(FormatError) in
            let filter = try opened()
            let bytes = filter.byteRange(of: hash)
            try regions.file.verify(region.offset + bytes.lowerBound..<region.offset + bytes.upperBound)
            return filter.mightContain(hash)
        }
        return found ?? true
    }

    private func opened() throws(FormatError) -> BlockedBloomFilter {
        guard let bytes = regions.file.region.slice(region.range), let filter = BlockedBloomFilter(bytes) else {
            throw regions.corrupt(.bloomFilter, "\(region.length) bytes")
        }
        return filter
    }

    /// Whether every value is in the filter.
    func verify(against column: any ColumnSource) throws(FormatError) {
        _ = try regions.verified(.bloomFilter)
        let filter = try opened()
        let (values, count) = (column.lists?.values ?? column, regions.column.valueCount)
        let nulls = values.nulls
        for start in stride(from: 0, to: count, by: Self.batchRows) {
            let rows = start..<min(start + Self.batchRows, count)
            for (position, hash) in values.hashes(rows).enumerated()
            where nulls?[start + position] != true && !filter.mightContain(hash) {
                throw regions.corrupt(.bloomFilter, "value \(start + position) is missing")
            }
        }
    }

    private static let batchRows = 4096
}

extension ColumnSource {
    /// The hash of each value of some rows.
    fileprivate func hashes(_ rows: Range<Int>) -> [UInt64] {
        switch type.representation {
        case .integer:
            var values: [Int64] = []
            readIntegers(rows, into: &values)
            return values.map { ValueHash.hash($0) }
        case .double:
            var values: [Double] = []
            readDoubles(rows, into: &values)
            return values.map { ValueHash.hash($0) }
        case .string:
            var values: [ByteString] = []
            readStrings(rows, into: &values)
            return values.map { ValueHash.hash($0) }
        }
    }
}
