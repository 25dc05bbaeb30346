import Bitmaps
import Bytes

/// A column as it goes into the file.
struct EncodedColumn {
    var column: SegmentColumn
    /// In the order of the file; none is empty.
    private(set) var regions: [(kind: RegionKind, bytes: [UInt8])] = []

    init(_ column: SegmentColumn) { self.column = column }

    /// Adds a region, unless it is empty.
    mutating func add(_ kind: RegionKind, _ bytes: [UInt8]) {
        if !bytes.isEmpty { regions.append((kind, bytes)) }
    }

    /// Adds the codes of a dictionary column, its null bitmap and, where it pays, its inverted index.
    mutating func addCodes(_ codes: [UInt32], nulls: [Bool]) {
        column.encodingNumber = ColumnEncoding.dictionary.rawValue
        column.width = EncodingRules.codeWidth(cardinality: column.cardinality)
        add(.codes, BitPacker.pack(codes, width: column.width))
        addNulls(nulls)
        let index = InvertedIndexBuilder(codes: codes, nulls: nulls, cardinality: column.cardinality)
        if index.pays { index.write(to: &self) }
    }

    /// Adds the null bitmap if some row is NULL.
    mutating func addNulls(_ nulls: [Bool]) {
        if column.nullCount == 0 { return }
        let rows = nulls.indices.filter { nulls[$0] }.map { UInt32($0) }
        add(.nulls, RoaringBitmap(ascending: rows).serialized())
    }
}
