import Bytes
import Schema
import Segment
import Testing

@Suite struct SmokeTests {
    @Test func oneSegmentIsReadBack() throws {
        let schema = Schema(
            name: "orders",
            fields: [
                FieldSpec(name: "city", type: .string), FieldSpec(name: "amount", type: .double, role: .metric),
            ])
        let input = SegmentInput(
            schema: schema,
            columns: [
                ColumnValues(type: .string, storage: .strings(["Rome", "Oslo", "Rome"])),
                ColumnValues(type: .double, storage: .doubles([1.5, 0, -3]), nulls: [false, true, false]),
            ], provenance: .consecutive(partition: 0, firstOffset: 10), rowCount: 3)
        let bytes = try SegmentBuilder.build(
            input,
            identity: SegmentIdentity(
                tableID: 1, segmentID: 2, name: "s", schemaName: "orders", schemaVersion: 1))
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "x.seg")
        let city = try #require(try segment.column("city"))
        var strings: [ByteString] = []
        city.readStrings(0..<3, into: &strings)
        #expect(strings == ["Rome", "Oslo", "Rome"])
        var offsets: [Int64] = []
        try segment.column("$offset")?.readIntegers(0..<3, into: &offsets)
        #expect(offsets == [10, 11, 12])
        try segment.verify()
    }
}
