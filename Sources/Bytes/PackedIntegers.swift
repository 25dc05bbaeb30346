/// Unsigned integers of one width, packed without gaps, least significant bit first: value `i` is bits `i * width` to
/// `(i + 1) * width - 1` of the bytes read as one little-endian number.
///
/// A view of stored bytes. Positions are checked once per batch; batches allocate only when `output` must grow.
public struct PackedIntegers: Sendable {
    /// Bits per value, 0 to 64. Values of width 0 are all zero and take no bytes.
    public let width: Int
    public let count: Int
    let region: ByteRegion

    /// Bytes after the packed ones that must be readable: values are loaded eight bytes and one more at a time.
    public static let readAhead = 16
    public static let maximumWidth = 64

    /// The values that start at byte `offset` of `region`; nil if they and `readAhead` bytes more do not lie inside.
    public init?(in region: ByteRegion, at offset: Int, width: Int, count: Int) {
        guard let length = Self.byteCount(width: width, count: count), offset >= 0 else { return nil }
        self.width = width
        self.count = count
        if width == 0 {
            self.region = region
            return
        }
        let (end, overflow) = offset.addingReportingOverflow(length + Self.readAhead)
        guard !overflow, let part = end <= region.count ? region.slice(offset..<end) : nil else { return nil }
        self.region = part
    }

    /// Bytes that the values take, without `readAhead`; nil for an impossible width or count.
    public static func byteCount(width: Int, count: Int) -> Int? {
        guard width >= 0, width <= maximumWidth, count >= 0 else { return nil }
        let (bits, overflow) = count.multipliedReportingOverflow(by: width)
        return overflow || bits > Int.max - 7 - readAhead * 8 ? nil : (bits + 7) / 8
    }

    /// Bits that hold every value from 0 to `greatest`.
    public static func width(of greatest: UInt64) -> Int { UInt64.bitWidth - greatest.leadingZeroBitCount }

    /// One value. For the edges, not for loops.
    public subscript(index: Int) -> UInt64 {
        precondition(index >= 0 && index < count, "index inside the packed values")
        if width == 0 { return 0 }
        return region.withUnsafeBytes { loadPacked($0.baseAddress!, index * width, width, maskOf(width)) }
    }

    func check(_ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "range inside the packed values")
    }
}

/// The lowest `width` bits set.
@inline(__always)
func maskOf(_ width: Int) -> UInt64 { width == 64 ? .max : (1 << UInt64(width)) - 1 }

/// One packed value of any width.
@inline(__always)
func loadPacked(_ base: UnsafeRawPointer, _ bit: Int, _ width: Int, _ mask: UInt64) -> UInt64 {
    width <= 56 ? loadNarrow(base, bit, mask) : loadWide(base, bit, mask)
}

/// One packed value of at most 56 bits: it lies inside the eight bytes from the one that it starts in.
@inline(__always)
func loadNarrow(_ base: UnsafeRawPointer, _ bit: Int, _ mask: UInt64) -> UInt64 {
    let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
    return (word &>> UInt64(bit & 7)) & mask
}

/// One packed value of at most 64 bits, which may reach into a ninth byte.
@inline(__always)
func loadWide(_ base: UnsafeRawPointer, _ bit: Int, _ mask: UInt64) -> UInt64 {
    let shift = UInt64(bit & 7)
    let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
    let next = UInt64(base.load(fromByteOffset: (bit >> 3) + 8, as: UInt8.self))
    return (word &>> shift | next << (64 - shift)) & mask
}
