import Bitmaps
import Bytes

/// A column as it goes into the file.
struct EncodedColumn: Sendable {
    struct Region: Sendable {
        let kind: RegionKind
        let parameter: Int
        let bytes: [UInt8]
    }

    var column: SegmentColumn
    /// In the order of the file; none is empty.
    private(set) var regions: [Region] = []

    init(_ column: SegmentColumn) { self.column = column }

    /// Adds a region, unless it is empty.
    mutating func add(_ kind: RegionKind, parameter: Int = 0, _ bytes: [UInt8]) {
        if !bytes.isEmpty { regions.append(Region(kind: kind, parameter: parameter, bytes: bytes)) }
    }

    /// Adds the null bitmap if some row is NULL.
    mutating func addNulls(_ nulls: [Bool]) {
        if column.nullCount == 0 { return }
        let rows = nulls.indices.filter { nulls[$0] }.map { UInt32($0) }
        add(.nulls, RoaringBitmap(ascending: rows).serialized())
    }

    /// Adds where the values of each row end: 0 and then ascending.
    mutating func addStarts(_ starts: [UInt32]) {
        let width = PackedIntegers.width(of: UInt64(starts.last ?? 0))
        add(.valueStarts, parameter: width, BitPacker.pack(starts, width: width))
    }

    mutating func note(_ subject: BuildChoice.Subject, _ reason: BuildChoice.Reason) {
        column.choices.append(BuildChoice(subject, reason))
    }
}
