import Bytes
import CRoaring

extension RoaringBitmap {
    /// The set in the portable format (https://github.com/RoaringBitmap/RoaringFormatSpec), each container in its
    /// smallest form: the same rows always give the same bytes. O(size).
    public func serialized() -> [UInt8] {
        let compact = RoaringBitmap(adopting: roaring_bitmap_copy(pointer))
        roaring_bitmap_run_optimize(compact.pointer)
        let size = roaring_bitmap_portable_size_in_bytes(compact.pointer)
        return Array(unsafeUninitializedCapacity: size) { buffer, count in
            count = buffer.withMemoryRebound(to: CChar.self) {
                roaring_bitmap_portable_serialize(compact.pointer, $0.baseAddress)
            }
        }
    }

    /// The set that some bytes in the portable format stand for, with no row above `maximumRow`.
    ///
    /// The library trusts what it reads, so that it sees the bytes only after `PortableRoaringFormat` has accepted
    /// them. O(size).
    public convenience init(validating bytes: [UInt8], maximumRow: UInt32) throws(RoaringFormatError) {
        try PortableRoaringFormat.validate(bytes, maximumRow: maximumRow)
        self.init(
            adopting: bytes.withUnsafeBytes {
                roaring_bitmap_portable_deserialize_safe(
                    $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
            })
    }
}
