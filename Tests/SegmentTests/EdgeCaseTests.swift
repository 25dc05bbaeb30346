import Bytes
import Schema
import Segment
import Testing

@Suite struct EdgeCaseTests {
    private func build(
        _ columns: [ColumnValues], rowCount: Int? = nil, indexing: IndexingConfig = IndexingConfig()
    ) throws -> SealedSegment {
        let fields = columns.enumerated().map { FieldSpec(name: "c\($0.offset)", type: $0.element.type) }
        let input = SegmentInput(
            schema: Schema(name: "edge", fields: fields), columns: columns,
            provenance: .consecutive(partition: 1, firstOffset: 0), rowCount: rowCount ?? columns[0].count)
        let bytes = try SegmentBuilder.build(input, identity: NaiveTable.identity, indexing: indexing)
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "edge")
        try segment.verify()
        return segment
    }

    private func refusal(_ columns: [ColumnValues], rowCount: Int? = nil) -> String? {
        do {
            _ = try build(columns, rowCount: rowCount)
            return nil
        } catch { return (error as? SegmentError)?.code }
    }

    @Test func aSegmentWithoutRowsOrColumns() throws {
        #expect(try build([], rowCount: 0).columns.count == ProvenanceColumn.allCases.count)
        let segment = try build(
            DataType.allCases.map { type in
                switch type.representation {
                case .integer: ColumnValues(type: type, storage: .integers([]))
                case .double: ColumnValues(type: type, storage: .doubles([]))
                case .string: ColumnValues(type: type, storage: .codes([], dictionary: ["unused"]))
                }
            })
        #expect(segment.rowCount == 0 && segment.regions.isEmpty)
        let column = try #require(try segment.column("c0"))
        #expect(column.nulls == nil && column.statistics?.minimum == .null && column.values(0..<0) == [])
    }

    @Test func allIntegersBetweenTheExtremes() throws {
        let extremes = [Int64.min, .max, 0, -1, .min + 1, .max - 1]
        let segment = try build([ColumnValues(type: .long, storage: .integers(extremes))])
        #expect(segment.columns[0].width == 64 && segment.columns[0].encoding == .packed)
        let column = try #require(try segment.column("c0"))
        #expect(column.values(0..<6) == extremes.map { .integer($0) })
        #expect(column.statistics == ColumnStatistics(minimum: .integer(.min), maximum: .integer(.max), nullCount: 0))
    }

    @Test func constantsAndSequencesTakeNoBytes() throws {
        let segment = try build([
            ColumnValues(type: .long, storage: .integers(Array(repeating: -7, count: 3000))),
            ColumnValues(type: .timestamp, storage: .integers((0..<3000).map { 1_700_000_000_000 + $0 })),
            ColumnValues(type: .string, storage: .strings(Array(repeating: "", count: 3000))),
        ])
        #expect(segment.regions.isEmpty)
        #expect(try segment.column("c0")?.values(2998..<3000) == [.integer(-7), .integer(-7)])
        #expect(try segment.column("c1")?.values([2999]) == [.integer(1_700_000_002_999)])
        #expect(try segment.column("c2")?.values([5]) == [.string("")])
        #expect(try segment.column("$offset")?.values([2999]) == [.integer(2999)])
    }

    @Test func sequencesNearTheExtremes() throws {
        let (low, high) = ((0..<2000).map { Int64.min + $0 }, (0..<2000).map { Int64.max - 1999 + $0 })
        let segment = try build([
            ColumnValues(type: .long, storage: .integers(low)), ColumnValues(type: .long, storage: .integers(high)),
            ColumnValues(type: .long, storage: .integers(low.reversed())),
        ])
        #expect(try segment.column("c0")?.values(0..<2000) == low.map { .integer($0) })
        #expect(try segment.column("c1")?.values(0..<2000) == high.map { .integer($0) })
        #expect(try segment.column("c2")?.values(0..<2000) == low.reversed().map { .integer($0) })
    }

    @Test func negativeZeroBecomesZero() throws {
        for type in [DataType.float, .double] {
            let segment = try build([ColumnValues(type: type, storage: .doubles([-0.0, 0.0, -0.0, 1]))])
            var values: [Double] = []
            try segment.column("c0")?.readDoubles(0..<4, into: &values)
            #expect(values == [0, 0, 0, 1] && values.allSatisfy { $0.sign == .plus })
            #expect(segment.columns[0].minimum == .value(.double(0)))
        }
    }

    @Test func codeWidthsAtPowersOfTwo() throws {
        for (cardinality, width) in [(1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (256, 8), (257, 9), (1024, 10)] {
            let values = (0..<cardinality * 5).map { Int64($0 % cardinality) * 3 }
            let segment = try build([ColumnValues(type: .int, storage: .integers(values))])
            #expect(segment.columns[0].width == width && segment.columns[0].encoding == .dictionary)
            #expect(try segment.column("c0")?.values(0..<values.count) == values.map { .integer($0) })
        }
    }

    @Test func longStringsAndEqualPrefixes() throws {
        let long = String(repeating: "ä", count: 200_000)
        let strings = [ByteString(long + "b"), ByteString(long), ByteString(long + "a"), ""]
        let indexing = IndexingConfig(columns: ["c0": IndexingConfig.Column(dictionary: .always)])
        let segment = try build([ColumnValues(type: .string, storage: .strings(strings))], indexing: indexing)
        let column = try #require(try segment.column("c0"))
        #expect(column.values(0..<4) == strings.map { .string($0) })
        #expect(segment.columns[0].maximum == .omitted && segment.columns[0].minimum == .value(.string("")))
        #expect(column.statistics?.maximum == .string(strings[0]))
        #expect(column.dictionary?.code(of: .string(strings[2])) == 2)
    }

    @Test func composedAndDecomposedTextStaysApart() throws {
        let strings: [ByteString] = ["\u{E9}", "e\u{301}", "\u{E9}"]
        let column = try #require(try build([ColumnValues(type: .string, storage: .strings(strings))]).column("c0"))
        #expect(column.dictionary?.count == 2 && column.values(0..<3) == strings.map { .string($0) })
    }

    @Test func whatTheBuilderRefuses() throws {
        let invalid = "SEGMENT_INPUT_INVALID"
        #expect(refusal([ColumnValues(type: .double, storage: .doubles([.nan]))]) == invalid)
        #expect(refusal([ColumnValues(type: .double, storage: .doubles([.nan, 1]), nulls: [true, false])]) == nil)
        #expect(refusal([ColumnValues(type: .float, storage: .doubles([0.1]))]) == invalid)
        #expect(refusal([ColumnValues(type: .int, storage: .integers([1 << 31]))]) == invalid)
        #expect(refusal([ColumnValues(type: .boolean, storage: .integers([2]))]) == invalid)
        #expect(refusal([ColumnValues(type: .string, storage: .strings([ByteString([0xFF])]))]) == invalid)
        #expect(refusal([ColumnValues(type: .string, storage: .codes([1], dictionary: ["a"]))]) == invalid)
        #expect(refusal([ColumnValues(type: .string, storage: .integers([1]))]) == invalid)
        #expect(refusal([ColumnValues(type: .long, storage: .integers([1]))], rowCount: 2) == invalid)
        let tooLong = ByteString([UInt8](repeating: 65, count: SegmentLimits.stringBytes + 1))
        #expect(refusal([ColumnValues(type: .string, storage: .strings([tooLong]))]) == "SEGMENT_LIMIT_EXCEEDED")
        #expect(refusal([], rowCount: SegmentLimits.rows + 1) == "SEGMENT_LIMIT_EXCEEDED")
    }

    @Test func whatTheBuilderRefusesInNamesAndProvenance() throws {
        func refusal(
            _ names: [String], _ offset: Provenance.Numbers = .constant(0), generation: Int64 = 0
        ) -> String? {
            let input = SegmentInput(
                schema: Schema(name: "s", fields: names.map { FieldSpec(name: $0, type: .int) }),
                columns: names.map { _ in ColumnValues(type: .int, storage: .integers([1, 2])) },
                provenance: Provenance(
                    generation: .constant(generation), partition: .constant(0), offset: offset, subRow: .constant(0)),
                rowCount: 2)
            do throws(SegmentError) {
                _ = try SegmentBuilder.build(input, identity: NaiveTable.identity)
                return nil
            } catch { return error.code }
        }
        let invalid = "SEGMENT_INPUT_INVALID"
        #expect(refusal(["a", "b"]) == nil)
        #expect(refusal(["a", "a"]) == invalid)
        #expect(refusal([""]) == invalid)
        #expect(refusal(["$offset"]) == invalid)
        #expect(refusal([String(repeating: "n", count: SegmentLimits.nameBytes + 1)]) == "SEGMENT_LIMIT_EXCEEDED")
        #expect(refusal((0..<SegmentLimits.columns - 3).map { "c\($0)" }) == "SEGMENT_LIMIT_EXCEEDED")
        #expect(refusal(["a"], .values([1])) == invalid)
        #expect(refusal(["a"], .consecutive(from: .max)) == invalid)
        #expect(refusal(["a"], generation: -1) == invalid)
    }

    @Test func theLastColumnsThatFit() throws {
        let count = SegmentLimits.columns - ProvenanceColumn.allCases.count
        let segment = try build((0..<count).map { ColumnValues(type: .int, storage: .integers([Int64($0)])) })
        #expect(segment.columns.count == SegmentLimits.columns)
        #expect(try segment.column("c\(count - 1)")?.values([0]) == [.integer(Int64(count - 1))])
    }
}

@Suite struct ConstantColumnTests {
    @Test func aFieldThatTheSegmentPredates() throws {
        let defaults: [(DataType, Value)] = [
            (.int, .integer(-1)), (.double, .double(0.5)), (.string, .string("none")), (.boolean, .integer(1)),
        ]
        for (type, value) in defaults {
            let column = ConstantColumn(FieldSpec(name: "new", type: type, defaultValue: value), rowCount: 5)
            #expect(column.values(1..<4) == [value, value, value] && column.values([4]) == [value])
            #expect(column.statistics == ColumnStatistics(minimum: value, maximum: value, nullCount: 0))
            #expect(column.nulls == nil && column.dictionary?.code(of: value) == 0)
            #expect(column.dictionary?.value(0) == value && column.dictionary?.count == 1)
            var codes: [UInt32] = []
            column.readCodes(0..<2, into: &codes)
            #expect(codes == [0, 0])
        }
    }

    @Test func withoutDefaultItIsNull() throws {
        let column = ConstantColumn(FieldSpec(name: "new", type: .string), rowCount: 70)
        #expect(column.nulls?.population == 70 && column.dictionary == nil)
        #expect(column.statistics == ColumnStatistics(minimum: .null, maximum: .null, nullCount: 70))
        #expect(column.values(0..<70).count == 70)
    }
}
