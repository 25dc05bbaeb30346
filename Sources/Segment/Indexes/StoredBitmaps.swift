import Bitmaps
import Bytes
import Synchronization

/// Numbered roaring bitmaps in two regions, packed end offsets and the bitmaps themselves, read where they lie. Nothing
/// is read before it is first asked for; each bitmap is verified and validated once.
final class StoredBitmaps: Sendable {
    private let regions: ColumnRegions
    private let offsetKind: RegionKind
    private let bitmapKind: RegionKind
    private let width: Int
    private let count: Int
    private let state: Mutex<State>

    private enum Directory: Sendable {
        case unread
        case validated(PackedIntegers, SegmentRegion)
        case damaged
    }

    private struct State: Sendable {
        var directory = Directory.unread
        /// One bit for each bitmap that was found to be one.
        var validated: [UInt64]
    }

    /// `count` bitmaps whose offsets have `width` bits.
    init(_ regions: ColumnRegions, _ bitmapKind: RegionKind, offsets offsetKind: RegionKind, width: Int, count: Int) {
        (self.regions, self.bitmapKind, self.offsetKind) = (regions, bitmapKind, offsetKind)
        (self.width, self.count) = (width, count)
        state = Mutex(State(validated: Array(repeating: 0, count: (count + 63) / 64)))
    }

    /// A bitmap. O(its bytes) the first time, then O(1).
    func bitmap(_ index: Int) throws(FormatError) -> RoaringView {
        precondition(index >= 0 && index < count, "a bitmap of the index")
        let (ends, bitmaps) = try directory()
        let range = bitmaps.offset + Int(ends[index])..<bitmaps.offset + Int(ends[index + 1])
        guard let bytes = regions.file.region.slice(range), regions.rowCount > 0 else {
            throw regions.corrupt(bitmapKind, "outside the file")
        }
        if state.withLock({ $0.validated[index >> 6] >> UInt64(index & 63) & 1 == 0 }) {
            try regions.file.verify(range)
            do throws(RoaringFormatError) {
                try PortableRoaringFormat.validate(bytes, maximumRow: UInt32(regions.rowCount - 1))
            } catch {
                throw regions.corrupt(bitmapKind, "bitmap \(index): \(error)")
            }
            state.withLock { $0.validated[index >> 6] |= 1 << UInt64(index & 63) }
        }
        return RoaringView(validated: bytes)
    }

    private func directory() throws(FormatError) -> (PackedIntegers, SegmentRegion) {
        switch state.withLock({ $0.directory }) {
        case .validated(let ends, let bitmaps): return (ends, bitmaps)
        case .damaged: throw regions.corrupt(offsetKind, "found damaged before")
        case .unread: break
        }
        do throws(FormatError) {
            let found = try loadDirectory()
            state.withLock { $0.directory = .validated(found.0, found.1) }
            return found
        } catch {
            state.withLock { $0.directory = .damaged }
            throw error
        }
    }

    private func loadDirectory() throws(FormatError) -> (PackedIntegers, SegmentRegion) {
        let ends = try regions.packed(offsetKind, width: width, count: count + 1)
        guard let bitmaps = regions.region(bitmapKind) else { throw regions.corrupt(bitmapKind, "missing") }
        if let index = ends.firstDescending() {
            throw regions.corrupt(offsetKind, "offset \(index) is less than the one before")
        }
        guard ends[0] == 0, ends[count] == UInt64(bitmaps.length) else {
            throw regions.corrupt(offsetKind, "not from 0 to \(bitmaps.length)")
        }
        return (ends, bitmaps)
    }
}
