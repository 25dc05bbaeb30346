import CRoaring

/// A compressed set of row numbers: Roaring bitmaps (Lemire et al., 2016), by the CRoaring library.
public final class RoaringBitmap: @unchecked Sendable {
    // Sendable because a bitmap is changed only while it has one owner.
    let pointer: UnsafeMutablePointer<roaring_bitmap_t>

    /// An empty set.
    public init() { pointer = roaring_bitmap_create() }

    /// Takes ownership of what the library returned; nothing means that memory is exhausted.
    init(adopting pointer: UnsafeMutablePointer<roaring_bitmap_t>?) {
        guard let pointer else { preconditionFailure("the bitmap library gets the memory that it asks for") }
        self.pointer = pointer
    }

    /// The set of some rows, which must strictly ascend. O(count).
    public convenience init(ascending rows: ArraySlice<UInt32>) {
        self.init(adopting: rows.withUnsafeBufferPointer { roaring_bitmap_of_ptr($0.count, $0.baseAddress) })
        precondition(cardinality == rows.count, "ascending rows without duplicates")
    }

    /// The set of some rows, which must strictly ascend. O(count).
    public convenience init(ascending rows: [UInt32]) { self.init(ascending: rows[...]) }

    deinit { roaring_bitmap_free(pointer) }

    /// How many rows the set has.
    public var cardinality: Int { Int(roaring_bitmap_get_cardinality(pointer)) }

    public func insert(_ row: UInt32) { roaring_bitmap_add(pointer, row) }

    public func contains(_ row: UInt32) -> Bool { roaring_bitmap_contains(pointer, row) }
}

extension RoaringBitmap: Equatable {
    /// Whether both sets have the same rows. O(size).
    public static func == (left: RoaringBitmap, right: RoaringBitmap) -> Bool {
        roaring_bitmap_equals(left.pointer, right.pointer)
    }
}

extension RoaringBitmap {
    /// The rows that are in both sets.
    public func intersection(_ other: RoaringBitmap) -> RoaringBitmap {
        RoaringBitmap(adopting: roaring_bitmap_and(pointer, other.pointer))
    }

    /// The rows that are in at least one of the sets.
    public func union(_ other: RoaringBitmap) -> RoaringBitmap {
        RoaringBitmap(adopting: roaring_bitmap_or(pointer, other.pointer))
    }

    /// The rows that are in this set and not in the other.
    public func subtracting(_ other: RoaringBitmap) -> RoaringBitmap {
        RoaringBitmap(adopting: roaring_bitmap_andnot(pointer, other.pointer))
    }
}
