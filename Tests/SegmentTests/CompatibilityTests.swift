import Bytes
import Segment
import Testing

/// What a reader does with files of other versions, and with what it does not know.
@Suite struct CompatibilityTests {
    private func tiny(_ change: (inout [UInt8]) -> Void) throws -> [UInt8] {
        var bytes = try GoldenSegments.tiny()
        change(&bytes)
        Resealing.reseal(&bytes, tableID: 1, segmentID: 5)
        return bytes
    }

    @Test(arguments: [(3, FormatError.Kind.tooNew), (.max, .tooNew), (0, .tooOld)] as [(UInt32, FormatError.Kind)])
    func otherVersionsAreNamed(version: UInt32, kind: FormatError.Kind) throws {
        let bytes = try tiny { Resealing.store(version, in: &$0, at: $0.count - SegmentFormat.tailBytes + 16) }
        #expect(DamageTests.damage(bytes)?.kind == kind)
    }

    /// Offset of the first column's record, behind head and names.
    private func firstColumn(_ bytes: [UInt8]) -> Int {
        Resealing.footerOffset(bytes) + 40 + 2 + "orders__2__0".utf8.count + 2 + "orders".utf8.count + 2
    }

    @Test(arguments: [(0, "type 200"), (2, "encoding 200")])
    func unknownTypesAndEncodingsConcernTheirColumnOnly(offset: Int, what: String) throws {
        let bytes = try tiny { $0[firstColumn($0) + offset] = 200 }
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "new")
        let error = #expect(throws: FormatError.self) { try segment.column("city") }
        #expect(error?.kind == .tooNew && error?.detail.contains(what) == true)
        #expect(try segment.column("$offset")?.values([2]) == [.integer(102)])
        #expect(SegmentInspector.describe(segment).contains(what))
    }

    @Test func unknownRegionsArePassedOver() throws {
        var bytes = try GoldenSegments.indexesSegment.bytes()
        let golden = try SealedSegment(MappedRegion(copying: bytes), path: "golden")
        let index = try #require(golden.regions.firstIndex { $0.kind == .invertedOffsets })
        let table = bytes.count - SegmentFormat.tailBytes - 4 - 24 * golden.regions.count
        bytes[table + 24 * index + 4] = 77
        Resealing.resealFooter(&bytes)
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "new")
        #expect(segment.regions[index].kind == nil)
        let name = segment.columns[segment.regions[index].column].name.string
        let column = try #require(try segment.column(name))
        #expect(column.rows(withCode: 0) == nil && column.values(0..<64).count == 64)
        #expect(SegmentInspector.describe(segment).contains("kind 77"))
    }

    @Test func longerColumnRecordsAreRead() throws {
        var bytes = try GoldenSegments.tiny()
        let record = firstColumn(bytes)
        let length = Int(bytes[record - 2])
        bytes.insert(contentsOf: [1, 2, 3], at: record + length)
        bytes[record - 2] += 3
        let tail = bytes.count - SegmentFormat.tailBytes
        Resealing.store(Resealing.number(bytes, at: tail + 8, UInt32.self) + 3, in: &bytes, at: tail + 8)
        Resealing.resealFooter(&bytes)
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "new")
        try segment.verify()
        #expect(try segment.column("city")?.values([0]) == [.string("Rome")])
    }
}
