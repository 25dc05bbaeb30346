import Bytes
import Files
import Glibc
import Schema
import Segment
import Testing

@Suite struct GoldenTests {
    @Test(arguments: GoldenSegments.all)
    func goldenSegmentsAreRewrittenByteForByte(golden: GoldenSegment) throws {
        if Environment.rewritesGolden {
            try GoldenSegments.repository.writeAtomically(golden.bytes(), to: golden.path)
        }
        // The version of zstd that the golden files were written with.
        if !golden.isCompressed || Zstandard.linkedVersion == 10_504 {
            #expect(try GoldenSegments.repository.readAll(golden.path) == golden.bytes())
        }
        try SealedSegment.open(GoldenSegments.repository, path: golden.path).verify()
    }

    @Test func theGoldenSegmentsHaveEverything() throws {
        let segments = try GoldenSegments.all.map {
            try SealedSegment.open(GoldenSegments.repository, path: $0.path)
        }
        let columns = segments.flatMap(\.columns)
        #expect(Set(columns.compactMap(\.encoding)) == Set(ColumnEncoding.allCases))
        #expect(Set(columns.compactMap(\.type)) == Set(DataType.allCases))
        #expect(Set(segments.flatMap(\.regions).compactMap(\.kind)) == Set(RegionKind.allCases))
        #expect(columns.contains { $0.step == 1 } && columns.contains { $0.dictionaryWidth == 64 })
        #expect(columns.contains { $0.maximum == .omitted })
    }

    @Test(arguments: GoldenSegments.shapes)
    func segmentsAtTheEdgesHaveEveryType(golden: GoldenSegment) throws {
        let segment = try SealedSegment.open(GoldenSegments.repository, path: golden.path)
        let columns = segment.columns.filter { $0.role != .hidden }
        #expect(columns.map(\.type) == DataType.allCases)
        #expect(golden.name == "max-width" || columns.allSatisfy { $0.width == 0 })
        let values = columns.map { segment.rowCount - $0.nullCount }
        switch golden.name {
        case "empty": #expect(segment.rowCount == 0)
        case "all-null": #expect(segment.rowCount > 1 && values.allSatisfy { $0 == 0 })
        case "single-row": #expect(segment.rowCount == 1 && values.allSatisfy { $0 == 1 })
        case "constant": #expect(values.allSatisfy { $0 > 1 } && columns.contains { $0.nullCount > 0 })
        default: #expect(Set([32, 64]).isSubset(of: columns.map(\.width)) && columns[5].dictionaryWidth == 64)
        }
    }

    @Test(arguments: GoldenSegments.all)
    func goldenSegmentsHoldWhatTheyWereBuiltFrom(golden: GoldenSegment) throws {
        try Self.expect(SealedSegment.open(GoldenSegments.repository, path: golden.path), golden.input)
    }

    /// Version 1 is read as it was written.
    @Test(arguments: ["tiny", "all-types"])
    func segmentsOfVersion1AreRead(name: String) throws {
        let segment = try SealedSegment.open(
            GoldenSegments.repository, path: "formats/golden/1/segment-\(name).seg")
        try segment.verify()
        let golden = try #require(GoldenSegments.all.first { $0.name == name })
        #expect(segment.columns.count > ProvenanceColumn.allCases.count)
        try Self.expect(segment, golden.input)
    }

    /// The segment's columns have the input's values; it may lack columns.
    private static func expect(_ segment: SealedSegment, _ input: SegmentInput) throws {
        #expect(segment.rowCount == input.rowCount)
        for (field, values) in zip(input.schema.fields, input.columns) {
            guard let column = try segment.column(field.name) else { continue }
            let found = column.values(0..<input.rowCount)
            #expect(segment.readFailure == nil)
            if let lists = column.lists {
                var starts: [UInt32] = []
                lists.readStarts(0..<input.rowCount, into: &starts)
                #expect(starts == values.valueStarts && found == values.all)
                let nulls = column.nulls.map { nulls in (0..<input.rowCount).map { nulls[$0] } } ?? []
                #expect(nulls == (values.nulls.contains(true) ? values.nulls : []))
                continue
            }
            for row in 0..<input.rowCount {
                #expect((column.nulls?[row] ?? false) == values[row].isNull)
                #expect(values[row].isNull || found[row] == values[row], "\(field.name), row \(row)")
            }
        }
    }
}

enum Environment {
    /// Whether the golden files are to be written anew, for a version of the format that nobody has stored yet.
    static var rewritesGolden: Bool { getenv("MARTLET_REWRITE_GOLDEN") != nil }
}
