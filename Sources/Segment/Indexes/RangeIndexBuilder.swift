import Bitmaps
import Bytes
import Schema

/// Writes a range index over numbers without dictionary: rows by buckets of values with about as many rows each.
enum RangeIndexBuilder: IndexBuilder {
    static var subject: BuildChoice.Subject { .range }

    /// Values of which the bounds of buckets are quantiles at most.
    static let sample = 1 << 16

    static func decide(_ input: IndexInput, _ wishes: IndexingConfig.Column) -> IndexDecision {
        if wishes.range != .always { return .skip(nil) }
        // Codes of a dictionary ascend with its values: the inverted index, or a scan of codes, finds a range of them.
        guard case .keys(let keys) = input.values, !input.isMultiValue else { return .skip(.notPossible) }
        return .build(.configured) { build(keys, input, into: &$0) }
    }

    private static func build(_ keys: [UInt64], _ input: IndexInput, into column: inout EncodedColumn) {
        let bounds = bounds(of: keys)
        let rows = RowsByCode(keys.map { bucket(of: $0, bounds) }, input, cardinality: bounds.count)
        var bytes = ByteWriter(reservingCapacity: bounds.count * 8)
        for bound in bounds { bytes.writeLittleEndian(bound) }
        column.add(.rangeBounds, bytes.bytes)
        rows.addBitmaps(.rangeBitmaps, offsets: .rangeOffsets, to: &column)
    }

    /// The least key of each bucket, ascending; the first is the least of all keys. O(count + sample × log sample).
    static func bounds(of keys: [UInt64]) -> [UInt64] {
        let step = max((keys.count + sample - 1) / sample, 1)
        let sorted = stride(from: 0, to: keys.count, by: step).map { keys[$0] }.sorted()
        var bounds = [keys.reduce(.max) { min($0, $1) }]
        for bucket in 1..<EncodingRules.rangeBuckets {
            let bound = sorted[bucket * sorted.count / EncodingRules.rangeBuckets]
            if bound > bounds[bounds.count - 1] { bounds.append(bound) }
        }
        return bounds
    }

    /// The last bucket whose bound is not above the key, which is not below the first.
    static func bucket(of key: UInt64, _ bounds: [UInt64]) -> UInt32 {
        var (low, high) = (0, bounds.count)
        while high - low > 1 {
            let middle = (low + high) >> 1
            if bounds[middle] <= key { low = middle } else { high = middle }
        }
        return UInt32(low)
    }
}
