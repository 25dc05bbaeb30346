import Bytes
import Schema
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

    @Test func boundsArePrintedByType() throws {
        let fields = [
            FieldSpec(name: "x", type: .bytes), FieldSpec(name: "n", type: .bigDecimal),
            FieldSpec(name: "l", type: .bigDecimal, isMultiValue: true),
        ]
        let numbers = ["-1.50", "12345678901234567890.1256"].compactMap { try? BigDecimal($0).orderedBytes }
        let input = SegmentInput(
            schema: Schema(name: "s", fields: fields),
            columns: [
                ColumnValues(type: .bytes, storage: .strings([ByteString([0, 255]), ByteString([171])])),
                ColumnValues(type: .bigDecimal, storage: .strings(numbers)),
                ColumnValues(type: .bigDecimal, storage: .strings(numbers), valueStarts: [0, 2, 2]),
            ], provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: 2)
        let bytes = try SegmentBuilder.build(input, identity: NaiveTable.identity)
        let lines = SegmentInspector.describe(try SealedSegment(MappedRegion(copying: bytes), path: "types"))
            .split(separator: "\n")
        for (name, parts) in [
            ("x ", ["BYTES", "00ff", "ab"]), ("n ", ["BIG_DECIMAL ", "-1.5", "12345678901234567890.12…"]),
            ("l ", ["BIG_DECIMAL_ARRAY", "-1.5", "12345678901234567890.12…"]),
        ] {
            let line = try #require(lines.first { $0.hasPrefix(name) })
            for part in parts { #expect(line.contains(part), "\(part) in \(line)") }
        }
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
