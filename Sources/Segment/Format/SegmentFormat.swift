import Bytes
import Schema

/// The constants of the segment file; `formats/segment.md` explains them, and a test compares the two.
public enum SegmentFormat {
    /// The last eight bytes of every segment file.
    public static let magic: [UInt8] = Array("MRTLTSEG".utf8)
    /// The version that `SegmentBuilder` writes, and the latest that `SealedSegment` reads.
    public static let version: UInt32 = 2
    /// The earliest version that `SealedSegment` reads.
    public static let oldestReadableVersion: UInt32 = 1
    /// Bytes under one checksum.
    public static let blockBytes = 64 << 10
    /// Regions and the footer start at multiples of this many bytes.
    public static let alignment = 64
    /// Rows that a zone map, and the encoding by blocks, treat together.
    public static let blockRows = BlockedIntegers.blockRows
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
    /// Values of a column in which rows have several.
    public static let values = Int(UInt32.max) - 1
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
        case .json: 8
        case .bytes: 9
        case .bigDecimal: 10
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
        case .float, .double, .string, .json, .bytes, .bigDecimal: nil
        }
    }
}
