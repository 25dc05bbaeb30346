import Bytes
import Files
import Schema
import Segment
import Testing

@Suite struct GoldenTests {
    @Test(arguments: [GoldenSegments.allTypesPath, GoldenSegments.tinyPath])
    func goldenSegmentsAreRewrittenByteForByte(path: String) throws {
        let bytes = try path == GoldenSegments.tinyPath ? GoldenSegments.tiny() : GoldenSegments.allTypes()
        #expect(try GoldenSegments.repository.readAll(path) == bytes)
        try SealedSegment.open(GoldenSegments.repository, path: path).verify()
    }

    @Test func theGoldenSegmentHasEverything() throws {
        let segment = try SealedSegment.open(GoldenSegments.repository, path: GoldenSegments.allTypesPath)
        #expect(Set(segment.columns.compactMap(\.encoding)) == Set(ColumnEncoding.allCases))
        #expect(Set(segment.columns.compactMap(\.type)) == Set(DataType.allCases))
        #expect(Set(segment.regions.compactMap(\.kind)) == Set(RegionKind.allCases))
        #expect(segment.columns.contains { $0.step == 1 } && segment.columns.contains { $0.dictionaryWidth == 64 })
        #expect(segment.columns.contains { $0.maximum == .omitted })
    }

    @Test func theGoldenSegmentHoldsWhatItWasBuiltFrom() throws {
        let segment = try SealedSegment.open(GoldenSegments.repository, path: GoldenSegments.allTypesPath)
        let input = GoldenSegments.allTypesInput
        for (field, values) in zip(input.schema.fields, input.columns) {
            let column = try #require(try segment.column(field.name))
            let found = column.values(0..<GoldenSegments.rows)
            for row in 0..<GoldenSegments.rows {
                #expect((column.nulls?[row] ?? false) == values[row].isNull)
                #expect(values[row].isNull || found[row] == values[row], "\(field.name), row \(row)")
            }
        }
    }
}
