import CRoaring

/// A compressed set of row numbers: Roaring bitmaps (Lemire et al., 2016), by the CRoaring library.
public final class RoaringBitmap: @unchecked Sendable {
    // Sendable because a bitmap is changed only while it has one owner.
    let pointer: UnsafeMutablePointer<roaring_bitmap_t>

    /// An empty set.
    public init() { pointer = roaring_bitmap_create() }

    deinit { roaring_bitmap_free(pointer) }

    public var cardinality: Int { Int(roaring_bitmap_get_cardinality(pointer)) }

    public func insert(_ row: UInt32) { roaring_bitmap_add(pointer, row) }

    public func contains(_ row: UInt32) -> Bool { roaring_bitmap_contains(pointer, row) }
}
