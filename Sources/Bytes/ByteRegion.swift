/// A slice of a `MappedRegion`: cheap to copy, keeps its owner alive, every access checked against its bounds.
///
/// Element accessors read little-endian values. Hot loops use the batch methods, which check once.
@frozen
public struct ByteRegion: Sendable {
    public let owner: MappedRegion
    /// Offset of the first byte in `owner`.
    public let offset: Int
    public let count: Int

    public init(_ owner: MappedRegion) {
        self.owner = owner
        offset = 0
        count = owner.count
    }

    private init(owner: MappedRegion, offset: Int, count: Int) {
        self.owner = owner
        self.offset = offset
        self.count = count
    }

    /// The part of this region that `range` names, counted from this region's start; nil if it reaches outside.
    public func slice(_ range: Range<Int>) -> ByteRegion? {
        guard range.lowerBound >= 0, range.upperBound <= count else { return nil }
        return ByteRegion(owner: owner, offset: offset + range.lowerBound, count: range.count)
    }

    /// Runs `body` on the raw bytes, which must not escape it.
    @inlinable
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(owner) {} }
        return try body(UnsafeRawBufferPointer(rebasing: owner.unsafeBytes[offset..<offset + count]))
    }

    /// One little-endian integer at a byte offset, aligned or not. The range must be inside the region.
    @inlinable
    public func load<Number: FixedWidthInteger>(_ type: Number.Type = Number.self, at byteOffset: Int) -> Number {
        precondition(byteOffset >= 0 && byteOffset <= count - MemoryLayout<Number>.size, "load inside the region")
        return withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: byteOffset, as: type)) }
    }

    /// A copy of some of the bytes. The range must be inside the region. O(count of the range).
    public func bytes(_ range: Range<Int>) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes inside the region")
        return withUnsafeBytes { Array($0[range]) }
    }

    /// A copy of all bytes. O(count).
    public var bytes: [UInt8] { bytes(0..<count) }

    /// The CRC-32C of a part. The range must be inside the region.
    public func checksum(_ range: Range<Int>, seed: UInt32 = 0) -> UInt32 {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "checksum inside the region")
        var crc = CRC32C(continuing: seed)
        withUnsafeBytes { crc.update(UnsafeRawBufferPointer(rebasing: $0[range])) }
        return crc.value
    }
}
