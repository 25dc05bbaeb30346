import Bytes

/// What is wrong with bytes that should be a bitmap in the portable roaring format.
public struct RoaringFormatError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Offset in the bitmap's bytes.
    public let offset: Int
    public let detail: String

    public var description: String { "roaring bitmap at byte \(offset): \(detail)" }
}

/// The portable serialisation of roaring bitmaps: its constants, and a check of every rule that a reader relies on.
///
/// Source: https://github.com/RoaringBitmap/RoaringFormatSpec. Rows are split by their upper 16 bits, the key, into
/// containers; a container lists the lower 16 bits as a sorted array, a bitset of 8 KiB, or runs.
public enum PortableRoaringFormat {
    static let cookieWithoutRuns: UInt32 = 12346
    /// In the lower 16 bits; the upper ones hold the number of containers less one.
    static let cookieWithRuns: UInt32 = 12347
    static let maximumContainers = 1 << 16
    /// With runs, offsets are written from this number of containers on; without runs, always.
    static let containersWithOffsets = 4
    /// A container without runs is an array up to this cardinality and a bitset beyond.
    static let maximumArrayCardinality = 4096
    static let bitsetBytes = 8192

    /// Accepts exactly the bytes of one bitmap whose rows are at most `maximumRow`. O(size).
    public static func validate(_ bytes: [UInt8], maximumRow: UInt32) throws(RoaringFormatError) {
        let found = bytes.withUnsafeBytes { RoaringValidator.refusal(of: $0, maximumRow: maximumRow) }
        if let found { throw found }
    }

    /// Accepts exactly the bytes of one bitmap whose rows are at most `maximumRow`, where they lie. O(size).
    public static func validate(_ region: ByteRegion, maximumRow: UInt32) throws(RoaringFormatError) {
        let found = region.withUnsafeBytes { RoaringValidator.refusal(of: $0, maximumRow: maximumRow) }
        if let found { throw found }
    }
}
