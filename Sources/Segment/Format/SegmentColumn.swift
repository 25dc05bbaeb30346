import Bytes
import Schema

/// What the footer says about one column.
public struct SegmentColumn: Sendable, Equatable {
    /// The smallest or greatest value as the footer holds it.
    public enum Bound: Sendable, Equatable {
        /// There is no value: every row is NULL.
        case none
        case value(Value)
        /// There is a value, too long for the footer (see `SegmentLimits.footerStringBytes`).
        case omitted
    }

    public var name: ByteString
    public var role: ColumnRole
    /// The type's number; `type` is nil if this version does not know it.
    public var typeNumber: UInt8
    /// The encoding's number; `encoding` is nil if this version does not know it.
    public var encodingNumber: UInt8
    /// Bits of a code or packed value.
    public var width: Int
    /// Bits of a packed integer, or of an offset into the strings, in the dictionary.
    public var dictionaryWidth: Int
    /// Bits of an offset into the inverted index; 0 if there is none.
    public var invertedWidth: Int
    /// 0, or 1 if a packed value counts from `base + row`.
    public var step: Int
    public var nullCount: Int
    /// How many distinct values there are, NULL left out; 0 where they were not counted: in a column without
    /// dictionary.
    public var cardinality: Int
    /// What packed values, or a dictionary's packed integers, are added to.
    public var base: Int64
    public var minimum: Bound
    public var maximum: Bound
    /// Whether a row has any number of values.
    public var isMultiValue = false
    /// Values of all rows; of a column with one value per row, NULL included, the rows.
    public var valueCount: Int
    /// Why the column is stored as it is.
    public var choices: [BuildChoice] = []

    public var type: DataType? { DataType(segmentNumber: typeNumber) }
    public var encoding: ColumnEncoding? { ColumnEncoding(rawValue: encodingNumber) }

    /// A column of NULLs, to be filled in by the encoder.
    init(name: ByteString, type: DataType, role: ColumnRole, nullCount: Int, valueCount: Int) {
        self.name = name
        self.role = role
        self.nullCount = nullCount
        self.valueCount = valueCount
        typeNumber = type.segmentNumber
        encodingNumber = ColumnEncoding.allNull.rawValue
        (width, dictionaryWidth, invertedWidth, step, cardinality, base) = (0, 0, 0, 0, 0, 0)
        (minimum, maximum) = (.none, .none)
    }
}

/// One contiguous part of the file.
public struct SegmentRegion: Sendable, Equatable {
    /// Index of its column.
    public var column: Int
    /// The kind's number; `kind` is nil if this version does not know it.
    public var kindNumber: UInt16
    /// What the kind makes of it: mostly the bits of a packed value.
    public var parameter: Int
    /// Bytes from the start of the file.
    public var offset: Int
    /// Bytes, padding left out.
    public var length: Int

    public var kind: RegionKind? { RegionKind(rawValue: kindNumber) }
    public var range: Range<Int> { offset..<offset + length }
}
