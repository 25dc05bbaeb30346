import Bytes
import Segment
import Testing

@Suite struct InspectorTests {
    @Test func aSegmentIsDescribed() throws {
        let segment = try SealedSegment(MappedRegion(copying: GoldenSegments.tiny()), path: "tiny")
        let expected = """
            segment orders__2__0 (table 1, segment 5)
            schema  orders, version 1
            rows    3
            bytes   689 (229.67 per row)

            column       type    encoding    bits  distinct  nulls  minimum  maximum  bytes  regions                  \
                                      why
            city         STRING  dictionary  1     2         0      Oslo     Rome     11     dictionary offsets 2, \
            dictionary bytes 8, codes 1  encoding: few distinct values, inverted index: scanning codes is as fast
            $generation  LONG    packed      0     -         0      0        0        0                               \
                                      encoding: single rows are read
            $partition   LONG    packed      0     -         0      2        2        0                               \
                                      encoding: single rows are read
            $offset      LONG    packed      0     -         0      100      102      0                               \
                                      encoding: single rows are read
            $subRow      LONG    packed      0     -         0      0        0        0                               \
                                      encoding: single rows are read

            columns             11 bytes (3.67 per row)
            provenance          0 bytes (0.00 per row)
            footer and padding  678 bytes (226.00 per row)

            """
        #expect(SegmentInspector.describe(segment) == expected)
    }

    @Test func everyKindOfColumnIsDescribed() throws {
        let segment = try SealedSegment(MappedRegion(copying: GoldenSegments.allTypes()), path: "golden")
        let text = SegmentInspector.describe(segment)
        for part in [
            "all null", "floats", "inverted index: scanning codes is as fast", "Zürich", "(long)", "false", "true",
            "$subRow",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }
}
