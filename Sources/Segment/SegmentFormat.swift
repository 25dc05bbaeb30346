import Bytes
import Schema

/// The constants of the segment file; `formats/segment.md` explains them, and a test compares the two.
public enum SegmentFormat {
    /// The last eight bytes of every segment file.
    public static let magic: [UInt8] = Array("MRTLTSEG".utf8)
    /// The version that `SegmentBuilder` writes, and the latest that `SealedSegment` reads.
    public static let version: UInt32 = 1
    /// The earliest version that `SealedSegment` reads.
    public static let oldestReadableVersion: UInt32 = 1
    /// Bytes under one checksum.
    public static let blockBytes = 64 << 10
    /// Regions and the footer start at multiples of this many bytes.
    public static let alignment = 64
    /// Bytes of the tail, which ends the file.
    public static let tailBytes = 32

    /// Seeds the checksum of a block, so that a right block in the wrong place or the wrong file is wrong.
    public static func blockSeed(tableID: UInt64, segmentID: UInt64, block: UInt64) -> UInt32 {
        var crc = CRC32C()
        crc.update(littleEndian: tableID)
        crc.update(littleEndian: segmentID)
        crc.update(littleEndian: block)
        return crc.value
    }
}

/// What a segment may not exceed; the builder refuses to write more, and the reader to read more.
public enum SegmentLimits {
    public static let rows = 1 << 31
    /// Hidden columns included.
    public static let columns = 4096
    public static let regions = 1 << 16
    public static let footerBytes = 64 << 20
    /// Bytes of UTF-8 in the name of a segment, a schema or a column.
    public static let nameBytes = 1024
    /// Bytes of one STRING value.
    public static let stringBytes = 16 << 20
    /// Bytes of all distinct values of one STRING column.
    public static let dictionaryBytes = 1 << 36
    /// A STRING longer than this many bytes is left out of the footer as a column's minimum or maximum.
    public static let footerStringBytes = 256
}

/// How a column's values are stored. The numbers are part of the format.
public enum ColumnEncoding: UInt8, Sendable, CaseIterable {
    /// Nothing: every row is NULL, or there is no row.
    case allNull = 0
    /// Sorted distinct values, and a bit-packed code for each row.
    case dictionary = 1
    /// Integers as `base + step * row + packed value`.
    case packed = 2
    /// 8 bytes for each row.
    case doubles = 3
    /// 4 bytes for each row.
    case floats = 4

    public var name: String {
        switch self {
        case .allNull: "all null"
        case .dictionary: "dictionary"
        case .packed: "packed"
        case .doubles: "doubles"
        case .floats: "floats"
        }
    }
}

/// What a region holds. The numbers are part of the format; readers pass over those they do not know.
public enum RegionKind: UInt16, Sendable, CaseIterable {
    /// Numbers of a dictionary: packed for integers, 8 or 4 bytes each for doubles and floats.
    case dictionaryValues = 1
    /// Packed end offsets of a dictionary's strings, preceded by 0.
    case dictionaryOffsets = 2
    /// Bytes of a dictionary's strings, one after the other.
    case dictionaryBytes = 3
    /// Packed codes, one for each row.
    case codes = 4
    /// Values of each row: packed, doubles or floats.
    case values = 5
    /// A roaring bitmap of the rows that are NULL.
    case nulls = 6
    /// Packed end offsets of the inverted index's bitmaps, preceded by 0.
    case invertedOffsets = 7
    /// For each code a roaring bitmap of the rows that have it, one after the other.
    case invertedBitmaps = 8

    public var name: String {
        switch self {
        case .dictionaryValues: "dictionary values"
        case .dictionaryOffsets: "dictionary offsets"
        case .dictionaryBytes: "dictionary bytes"
        case .codes: "codes"
        case .values: "values"
        case .nulls: "nulls"
        case .invertedOffsets: "inverted offsets"
        case .invertedBitmaps: "inverted bitmaps"
        }
    }
}

/// A column's role in its schema, as the footer numbers it.
public enum ColumnRole: UInt8, Sendable, CaseIterable {
    /// Provenance, which `SELECT *` leaves out.
    case hidden = 0
    case dimension = 1
    case metric = 2
    case dateTime = 3

    init(_ role: FieldSpec.Role) {
        switch role {
        case .dimension: self = .dimension
        case .metric: self = .metric
        case .dateTime: self = .dateTime
        }
    }
}

extension DataType {
    /// The number that stands for the type in a segment's footer.
    public var segmentNumber: UInt8 {
        switch self {
        case .int: 1
        case .long: 2
        case .float: 3
        case .double: 4
        case .boolean: 5
        case .timestamp: 6
        case .string: 7
        }
    }

    /// The type that a number in a segment's footer stands for.
    public init?(segmentNumber: UInt8) {
        guard let type = Self.allCases.first(where: { $0.segmentNumber == segmentNumber }) else { return nil }
        self = type
    }

    /// The integers that a column of the type may hold; nil for types of another representation.
    var integers: ClosedRange<Int64>? {
        switch self {
        case .int: Int64(Int32.min)...Int64(Int32.max)
        case .long, .timestamp: Int64.min...Int64.max
        case .boolean: 0...1
        case .float, .double, .string: nil
        }
    }
}
