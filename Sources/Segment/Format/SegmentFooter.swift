import Bytes
import Schema

/// Everything about a segment but its data: the last thing in the file before the tail.
struct SegmentFooter: Sendable, Equatable {
    var identity: SegmentIdentity
    var rowCount: Int
    var columns: [SegmentColumn]
    /// In the order of the file.
    var regions: [SegmentRegion]
    /// The checksum of each block of the data.
    var checksums: [UInt32]

    /// Bytes of a column's record before its name.
    static let columnFixedBytes = 24
    /// Bytes of a region's entry.
    static let regionBytes = 24

    /// The flag of a column in which a row has any number of values.
    static let multiValueFlag: UInt8 = 1

    /// Tags of a column's minimum and maximum.
    enum BoundTag {
        static let none: UInt8 = 0
        static let integer: UInt8 = 1
        static let double: UInt8 = 2
        static let text: UInt8 = 3
        static let omitted: UInt8 = 4
    }
}

extension SegmentFooter {
    /// The footer's bytes.
    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.writeLittleEndian(identity.tableID)
        writer.writeLittleEndian(identity.segmentID)
        writer.writeLittleEndian(UInt64(rowCount))
        writer.writeLittleEndian(identity.schemaVersion)
        writer.writeLittleEndian(UInt32(columns.count))
        writer.writeLittleEndian(UInt32(regions.count))
        writer.writeLittleEndian(UInt32(checksums.count))
        Self.write(Array(identity.name.utf8), to: &writer)
        Self.write(Array(identity.schemaName.utf8), to: &writer)
        for column in columns { Self.write(Self.encoded(column), to: &writer) }
        for region in regions {
            writer.writeLittleEndian(UInt32(region.column))
            writer.writeLittleEndian(region.kindNumber)
            writer.writeLittleEndian(UInt16(region.parameter))
            writer.writeLittleEndian(UInt64(region.offset))
            writer.writeLittleEndian(UInt64(region.length))
        }
        for checksum in checksums { writer.writeLittleEndian(checksum) }
        return writer.bytes
    }

    /// Bytes with their count before them.
    private static func write(_ bytes: [UInt8], to writer: inout ByteWriter) {
        writer.writeLittleEndian(UInt16(bytes.count))
        writer.write(bytes)
    }

    private static func encoded(_ column: SegmentColumn) -> [UInt8] {
        var writer = ByteWriter()
        writer.write([
            column.typeNumber, column.role.rawValue, column.encodingNumber, UInt8(column.width),
            UInt8(column.dictionaryWidth), UInt8(column.invertedWidth), UInt8(column.step), 0,
        ])
        writer.writeLittleEndian(UInt32(column.nullCount))
        writer.writeLittleEndian(UInt32(column.cardinality))
        writer.writeLittleEndian(column.base)
        write(column.name.bytes, to: &writer)
        write(column.minimum, to: &writer)
        write(column.maximum, to: &writer)
        writer.writeLittleEndian(column.isMultiValue ? Self.multiValueFlag : 0)
        writer.writeLittleEndian(UInt64(column.valueCount))
        writer.writeLittleEndian(UInt8(column.choices.count))
        for choice in column.choices { writer.write([choice.subjectNumber, choice.reasonNumber]) }
        return writer.bytes
    }

    private static func write(_ bound: SegmentColumn.Bound, to writer: inout ByteWriter) {
        switch bound {
        case .none, .value(.null), .value(.list): writer.writeLittleEndian(BoundTag.none)
        case .omitted: writer.writeLittleEndian(BoundTag.omitted)
        case .value(.integer(let value)):
            writer.writeLittleEndian(BoundTag.integer)
            writer.writeLittleEndian(value)
        case .value(.double(let value)):
            writer.writeLittleEndian(BoundTag.double)
            writer.writeLittleEndian(value.bitPattern)
        case .value(.string(let text)):
            writer.writeLittleEndian(BoundTag.text)
            write(text.bytes, to: &writer)
        }
    }
}
