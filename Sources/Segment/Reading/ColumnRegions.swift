import Bytes

/// One column's part of a segment file, by kind of region.
struct ColumnRegions: Sendable {
    let file: SegmentFile
    let column: SegmentColumn
    private let regions: [SegmentRegion]

    init(_ file: SegmentFile, column index: Int) throws(FormatError) {
        self.file = file
        column = file.footer.columns[index]
        regions = file.footer.regions.filter { $0.column == index && $0.kind != nil }
        if Set(regions.map(\.kindNumber)).count != regions.count {
            throw file.corrupt("footer", at: file.footerOffset, "column \(column.name) has two regions of one kind")
        }
    }

    var rowCount: Int { file.footer.rowCount }

    /// The region of that kind, its checksums not yet verified.
    func region(_ kind: RegionKind) -> SegmentRegion? { regions.first { $0.kind == kind } }

    /// The region of that kind, its checksums verified.
    func verified(_ kind: RegionKind) throws(FormatError) -> SegmentRegion? {
        guard let region = region(kind) else { return nil }
        try file.verify(region.range)
        return region
    }

    /// The bytes of a region that has to be there; none if `length` is 0.
    func bytes(_ kind: RegionKind, length: Int?) throws(FormatError) -> ByteRegion {
        let found = try verified(kind)
        if let length, (found?.length ?? 0) != length {
            throw corrupt(kind, "\(found?.length ?? 0) bytes instead of \(length)")
        }
        let range = found?.range ?? 0..<0
        guard let bytes = file.region.slice(range) else { throw corrupt(kind, "outside the file") }
        return bytes
    }

    /// Packed values that have to be there.
    func packed(_ kind: RegionKind, width: Int, count: Int) throws(FormatError) -> PackedIntegers {
        guard let length = PackedIntegers.byteCount(width: width, count: count) else {
            throw corrupt(kind, "\(count) values of \(width) bits")
        }
        _ = try bytes(kind, length: length)
        let offset = region(kind)?.offset ?? 0
        guard let packed = PackedIntegers(in: file.region, at: offset, width: width, count: count) else {
            throw corrupt(kind, "outside the file")
        }
        return packed
    }

    func corrupt(_ kind: RegionKind, _ detail: String) -> FormatError {
        file.corrupt("column \(column.name) \(kind.name)", at: region(kind)?.offset ?? file.footerOffset, detail)
    }

    /// A contradiction in the column's record in the footer.
    func corrupt(_ detail: String) -> FormatError {
        file.corrupt("footer", at: file.footerOffset, "column \(column.name): \(detail)")
    }
}
