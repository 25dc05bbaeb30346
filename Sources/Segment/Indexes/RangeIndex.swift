import Bitmaps
import Bytes
import Schema
import Synchronization

/// The rows of a sealed column of numbers by buckets of values. A range takes whole buckets from the index, and of the
/// buckets that it cuts looks at the values.
final class RangeIndex: IndexReader {
    private let regions: ColumnRegions
    private let bitmaps: StoredBitmaps
    private let count: Int
    private let state = Mutex<Bounds>(.unread)

    private enum Bounds: Sendable {
        case unread
        case validated([UInt64])
        case damaged
    }

    init?(_ regions: ColumnRegions) {
        guard let bounds = regions.region(.rangeBounds) else { return nil }
        count = bounds.length / 8
        self.regions = regions
        bitmaps = StoredBitmaps(
            regions, .rangeBitmaps, offsets: .rangeOffsets, width: regions.region(.rangeOffsets)?.parameter ?? 0,
            count: count)
    }

    /// The rows whose value has a key in a range, NULL rows left out; nil if a scan is as fast, or if the index turns
    /// out to be damaged.
    func rows(withKeys keys: ClosedRange<UInt64>, of column: any ColumnSource) -> Postings? {
        regions.reporting { () throws(FormatError) in try find(keys, column) } ?? nil
    }

    private func find(_ keys: ClosedRange<UInt64>, _ column: any ColumnSource) throws(FormatError) -> Postings? {
        let bounds = try bounds()
        if keys.upperBound < bounds[0] { return .list([]) }
        let first = Int(RangeIndexBuilder.bucket(of: max(keys.lowerBound, bounds[0]), bounds))
        let last = Int(RangeIndexBuilder.bucket(of: keys.upperBound, bounds))
        if first < last && (column.type.representation == .integer || last - first >= Self.scannedBuckets) {
            return nil
        }
        var cut: [UInt32] = []
        var whole = Bitset(count: regions.rowCount)
        for bucket in first...last {
            let rows = try bitmaps.bitmap(bucket)
            // Nothing says where the last bucket ends.
            let isWhole = keys.lowerBound <= bounds[bucket] && bucket < last
            if isWhole { rows.formUnion(into: &whole) } else { rows.appendRows(to: &cut) }
        }
        cut = column.filter(cut, keys)
        if first == last { return .list(cut) }
        whole.insert(cut)
        return .bits(whole)
    }

    /// For so many buckets a scan of doubles is faster; packed integers take a fraction of their bytes, and are scanned
    /// as fast as one bucket is read. Of 5,000,000 doubles, a 10,000th is found in 0.3 ms instead of 1.3, a hundredth
    /// in 0.8, and three hundredths in 1.8.
    private static let scannedBuckets = 2

    private func bounds() throws(FormatError) -> [UInt64] {
        switch state.withLock({ $0 }) {
        case .validated(let bounds): return bounds
        case .damaged: throw regions.corrupt(.rangeBounds, "found damaged before")
        case .unread: break
        }
        do throws(FormatError) {
            let bounds = try loadBounds()
            state.withLock { $0 = .validated(bounds) }
            return bounds
        } catch {
            state.withLock { $0 = .damaged }
            throw error
        }
    }

    private func loadBounds() throws(FormatError) -> [UInt64] {
        let bytes = try regions.bytes(.rangeBounds, length: count * 8)
        guard count > 0, count <= EncodingRules.rangeBuckets else {
            throw regions.corrupt(.rangeBounds, "\(count) buckets")
        }
        let bounds = (0..<count).map { bytes.load(UInt64.self, at: $0 * 8) }
        for bucket in 1..<count where bounds[bucket] <= bounds[bucket - 1] {
            throw regions.corrupt(.rangeBounds, "bound \(bucket) is not greater than the one before")
        }
        return bounds
    }

    /// Whether each row that is not NULL is in its bucket, and in no other.
    func verify(against column: any ColumnSource) throws(FormatError) {
        guard column.lists == nil, column.type.representation != .string else {
            throw regions.corrupt(.rangeBounds, "a range index of what has no numbers")
        }
        let bounds = try bounds()
        var total = 0
        for bucket in bounds.indices {
            var rows: [UInt32] = []
            try bitmaps.bitmap(bucket).appendRows(to: &rows)
            total += rows.count
            let least = bounds[bucket]
            let greatest = bucket + 1 < bounds.count ? bounds[bucket + 1] - 1 : .max
            let isNull = column.nulls.map { nulls in rows.contains { nulls[Int($0)] } } ?? false
            if isNull || column.filter(rows, least...greatest).count != rows.count {
                throw regions.corrupt(.rangeBitmaps, "bucket \(bucket) has a row that is not its own")
            }
        }
        guard total == regions.rowCount - regions.column.nullCount else {
            throw regions.corrupt(.rangeBitmaps, "\(total) rows, not \(regions.rowCount - regions.column.nullCount)")
        }
    }
}

extension ColumnSource {
    /// Those of some rows whose value has a key in a range.
    fileprivate func filter(_ rows: [UInt32], _ keys: ClosedRange<UInt64>) -> [UInt32] {
        var kept: [UInt32] = []
        if type.representation == .integer {
            let (low, high) = (OrderedKey.integer(keys.lowerBound), OrderedKey.integer(keys.upperBound))
            var values: [Int64] = []
            gatherIntegers(rows, into: &values)
            for index in rows.indices where values[index] >= low && values[index] <= high { kept.append(rows[index]) }
        } else {
            var values: [Double] = []
            gatherDoubles(rows, into: &values)
            for index in rows.indices where keys.contains(OrderedKey.key(values[index])) { kept.append(rows[index]) }
        }
        return kept
    }
}
