import Bytes
import Files
import Schema
import Segment
import Testing

/// `formats/segment.md` says what the code does.
@Suite struct FormatPageTests {
    private let page: FormatPage

    init() throws { page = try FormatPage("segment.md") }

    private func table(_ heading: String) throws -> [[String]] { try page.table(heading) }
    private func pairs(_ heading: String) throws -> [String] { try page.pairs(heading) }

    @Test func constants() throws {
        #expect(
            try pairs("## Constants") == [
                "magic \(String(decoding: SegmentFormat.magic, as: UTF8.self))", "version \(SegmentFormat.version)",
                "oldest readable version \(SegmentFormat.oldestReadableVersion)", "block \(SegmentFormat.blockBytes)",
                "alignment \(SegmentFormat.alignment)", "tail \(SegmentFormat.tailBytes)",
            ])
    }

    @Test func limits() throws {
        #expect(
            try pairs("## Limits") == [
                "rows \(SegmentLimits.rows)", "columns \(SegmentLimits.columns)", "regions \(SegmentLimits.regions)",
                "footer \(SegmentLimits.footerBytes)", "name \(SegmentLimits.nameBytes)",
                "string \(SegmentLimits.stringBytes)", "dictionary \(SegmentLimits.dictionaryBytes)",
                "footer string \(SegmentLimits.footerStringBytes)", "values \(SegmentLimits.values)",
            ])
    }

    @Test func numbers() throws {
        #expect(try pairs("### Types") == DataType.allCases.map { "\($0.segmentNumber) \($0.rawValue)" })
        #expect(try pairs("### Roles") == ColumnRole.allCases.map { "\($0.rawValue) \($0)" })
        #expect(try pairs("### Encodings") == ColumnEncoding.allCases.map { "\($0.rawValue) \($0.name)" })
        #expect(
            try pairs("### Choices")
                == BuildChoice.Subject.allCases.map { "\($0.rawValue) \($0.name)" })
        #expect(try pairs("### Reasons") == BuildChoice.Reason.allCases.map { "\($0.rawValue) \($0.name)" })
        #expect(try pairs("### Region kinds") == RegionKind.allCases.map { "\($0.rawValue) \($0.name)" })
    }

    @Test func rules() {
        let numbers = [
            "at most \(EncodingRules.smallCardinality) distinct values and",
            "at least \(EncodingRules.minimumRowsPerValue) rows for each on average; or,",
            "at most \(EncodingRules.dimensionCardinality) distinct values",
            "at least \(EncodingRules.minimumRowsPerDimensionValue) rows for each;",
            "less than \(EncodingRules.maximumDictionaryPercent) % of the",
            "at most \(EncodingRules.keyCardinality) distinct values and at least \(EncodingRules.minimumRowsPerKey) rows",
            "less than \(EncodingRules.maximumKeyDictionaryPercent) % of the bytes of the smaller form",
            "less than \(EncodingRules.maximumBlocksPercent) % of the",
            "less than \(EncodingRules.maximumRunsPercent) % of the bytes of codes",
            "at least \(EncodingRules.minimumRunsRows) rows",
            "more than \(SegmentFormat.blockRows) rows",
            "at most one row in \(EncodingRules.rowsPerIndexedRow)",
            "at least \(EncodingRules.minimumRowsPerIndexedTime) rows",
            "at most \(EncodingRules.maximumIndexBytesPerRow) bytes per row",
            "at least \(EncodingRules.minimumFilteredRows) rows",
            "blocks of \(SegmentFormat.blockBytes) bytes",
        ]
        for number in numbers { #expect(page.contains(number), "the page says: \(number)") }
    }

    /// Reads a field of the tiny segment where the page says that it lies.
    private func field(_ heading: String, _ name: String, from base: Int, _ bytes: [UInt8]) throws -> UInt64 {
        let row = try #require(try table(heading).first { $0[2].hasPrefix(name) }, "\(heading) has \(name)")
        let (offset, count) = (try #require(Int(row[0])), try #require(Int(row[1])))
        return (0..<count).reduce(0) { $0 | UInt64(bytes[base + offset + $1]) << UInt64($1 * 8) }
    }

    @Test func tail() throws {
        let bytes = try GoldenSegments.tiny()
        let tail = bytes.count - SegmentFormat.tailBytes
        let footer = try field("### Tail", "footer offset", from: tail, bytes)
        let length = try field("### Tail", "footer length", from: tail, bytes)
        #expect(Int(footer + length) == tail)
        #expect(try field("### Tail", "version", from: tail, bytes) == UInt64(SegmentFormat.version))
        #expect(try field("### Tail", "reserved", from: tail, bytes) == 0)
        var crc = CRC32C()
        crc.update(bytes[Int(footer)..<tail + 12])
        crc.update(bytes[(tail + 16)...])
        #expect(try field("### Tail", "CRC-32C", from: tail, bytes) == UInt64(crc.value))
        let last = try #require(try table("### Tail").last)
        #expect(Int(last[0])! + Int(last[1])! == SegmentFormat.tailBytes && last[2] == "magic")
    }

    @Test func footer() throws {
        let bytes = try GoldenSegments.tiny()
        let base = Resealing.footerOffset(bytes)
        let expected: [(String, UInt64)] = [
            ("table id", 1), ("segment id", 5), ("rows", 3), ("schema version", 1), ("columns", 5), ("regions", 3),
            ("blocks", 1),
        ]
        for (name, value) in expected { #expect(try field("### Footer", name, from: base, bytes) == value, "\(name)") }
        #expect(try table("### Footer").map { $0[2] } == expected.map(\.0))
    }

    @Test func columnRecords() throws {
        let bytes = try GoldenSegments.tiny()
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "tiny")
        let head = try #require(try table("### Footer").last)
        var base = Resealing.footerOffset(bytes) + Int(head[0])! + Int(head[1])!
        base += 4 + segment.identity.name.utf8.count + segment.identity.schemaName.utf8.count
        for column in segment.columns {
            let expected: [(String, UInt64)] = [
                ("type", UInt64(column.typeNumber)), ("role", UInt64(column.role.rawValue)),
                ("encoding", UInt64(column.encodingNumber)), ("width", UInt64(column.width)),
                ("dictionary width", UInt64(column.dictionaryWidth)), ("inverted width", UInt64(column.invertedWidth)),
                ("step", UInt64(column.step)), ("reserved", 0), ("rows that are NULL", UInt64(column.nullCount)),
                ("distinct values", UInt64(column.cardinality)), ("base", UInt64(bitPattern: column.base)),
                ("name length", UInt64(column.name.count)),
            ]
            for (name, value) in expected {
                #expect(try field("### Column record", name, from: base, bytes) == value, "\(column.name) \(name)")
            }
            base += 2 + Int(try field("### Column record", "record length", from: base, bytes))
        }
        for region in segment.regions {
            let expected: [(String, Int)] = [
                ("column", region.column), ("kind", Int(region.kindNumber)), ("parameter", region.parameter),
                ("offset", region.offset),
                ("length", region.length),
            ]
            for (name, value) in expected {
                #expect(try field("### Region entry", name, from: base, bytes) == UInt64(value), "\(name)")
            }
            let last = try #require(try table("### Region entry").last)
            base += Int(last[0])! + Int(last[1])!
        }
        #expect(base + 4 == bytes.count - SegmentFormat.tailBytes, "one checksum, then the tail")
    }

    /// That its lines are in the file, `RegionPageTests` finds out.
    @Test func theWorkedExampleIsTheWholeTinySegment() throws {
        var end = 0
        for line in page.hexDumps.flatMap(\.lines) {
            #expect(line.offset == end)
            end += line.bytes.count
        }
        #expect(try GoldenSegments.tiny().count == end)
    }
}
