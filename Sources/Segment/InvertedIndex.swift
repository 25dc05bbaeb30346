import Bitmaps
import Bytes
import Synchronization

/// The rows of each code of a sealed column. Nothing of it is read before it is first asked for.
///
/// Damage is reported to the segment and otherwise as if there were no index: the codes give the same rows.
final class InvertedIndex: Sendable {
    private let regions: ColumnRegions
    private let offsets = Mutex<Offsets>(.unread)

    private enum Offsets: Sendable {
        case unread
        case validated(PackedIntegers, SegmentRegion)
        case damaged
    }

    /// Nil if the column has no index.
    init?(_ regions: ColumnRegions) {
        if regions.column.invertedWidth == 0 { return nil }
        self.regions = regions
    }

    /// The rows with a code, NULL rows left out; nil if the index turns out to be damaged. O(rows).
    func rows(withCode code: UInt32) -> RoaringBitmap? {
        precondition(Int(code) < regions.column.cardinality, "code inside the dictionary")
        do throws(FormatError) {
            return try read(code)
        } catch {
            regions.file.report(error)
            return nil
        }
    }

    /// The rows with a code, NULL rows left out. O(rows).
    func read(_ code: UInt32) throws(FormatError) -> RoaringBitmap {
        let (ends, bitmaps) = try validatedOffsets()
        let range = bitmaps.offset + Int(ends[Int(code)])..<bitmaps.offset + Int(ends[Int(code) + 1])
        try regions.file.verify(range)
        guard let bytes = regions.file.region.slice(range)?.bytes, regions.rowCount > 0 else {
            throw regions.corrupt(.invertedBitmaps, "outside the file")
        }
        do throws(RoaringFormatError) {
            return try RoaringBitmap(validating: bytes, maximumRow: UInt32(regions.rowCount - 1))
        } catch {
            throw regions.corrupt(.invertedBitmaps, "code \(code): \(error)")
        }
    }

    private func validatedOffsets() throws(FormatError) -> (PackedIntegers, SegmentRegion) {
        switch offsets.withLock({ $0 }) {
        case .validated(let ends, let bitmaps): return (ends, bitmaps)
        case .damaged: throw regions.corrupt(.invertedOffsets, "found damaged before")
        case .unread: break
        }
        do throws(FormatError) {
            let found = try loadOffsets()
            offsets.withLock { $0 = .validated(found.0, found.1) }
            return found
        } catch {
            offsets.withLock { $0 = .damaged }
            throw error
        }
    }

    private func loadOffsets() throws(FormatError) -> (PackedIntegers, SegmentRegion) {
        let column = regions.column
        let ends = try regions.packed(.invertedOffsets, width: column.invertedWidth, count: column.cardinality + 1)
        guard let bitmaps = regions.region(.invertedBitmaps) else {
            throw regions.corrupt(.invertedBitmaps, "missing")
        }
        if let index = ends.firstDescending() {
            throw regions.corrupt(.invertedOffsets, "offset \(index) is less than the one before")
        }
        guard ends[0] == 0, ends[column.cardinality] == UInt64(bitmaps.length) else {
            throw regions.corrupt(.invertedOffsets, "not from 0 to \(bitmaps.length)")
        }
        return (ends, bitmaps)
    }
}
