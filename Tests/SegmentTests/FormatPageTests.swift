import Bytes
import Files
import Schema
import Segment
import Testing

/// `formats/segment.md` says what the code does.
@Suite struct FormatPageTests {
    private let page: String

    init() throws {
        page = String(decoding: try GoldenSegments.repository.readAll(GoldenSegments.pagePath), as: UTF8.self)
    }

    /// The rows of the table under a heading, header left out, as their cells.
    private func table(_ heading: String) throws -> [[String]] {
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let start = try #require(lines.firstIndex(of: heading), "the page has the heading \(heading)")
        let rows = lines[(start + 1)...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2)
        return rows.map { line in
            line.split(separator: "|").map { String($0).trimmed }.map { $0.filter { $0 != "`" } }
        }
    }

    private func pairs(_ heading: String) throws -> [String] {
        try table(heading).map { "\($0[0]) \($0[1])" }
    }

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
                "footer string \(SegmentLimits.footerStringBytes)",
            ])
    }

    @Test func numbers() throws {
        #expect(try pairs("### Types") == DataType.allCases.map { "\($0.segmentNumber) \($0.rawValue)" })
        #expect(try pairs("### Roles") == ColumnRole.allCases.map { "\($0.rawValue) \($0)" })
        #expect(try pairs("### Encodings") == ColumnEncoding.allCases.map { "\($0.rawValue) \($0.name)" })
        #expect(try pairs("### Region kinds") == RegionKind.allCases.map { "\($0.rawValue) \($0.name)" })
    }

    @Test func rules() {
        let numbers = [
            "at most \(EncodingRules.smallCardinality) distinct values and",
            "at least \(EncodingRules.minimumRowsPerValue) rows for each on average; or",
            "at most \(EncodingRules.dimensionCardinality)\n  distinct values",
            "at least \(EncodingRules.minimumRowsPerDimensionValue) rows for each.",
            "at least \(EncodingRules.minimumIndexedCardinality) values",
            "at least \(EncodingRules.minimumRowsPerIndexedValue) rows for each on average, and",
            "at most \(EncodingRules.maximumIndexBytesPerRow) bytes per row",
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
                ("column", region.column), ("kind", Int(region.kindNumber)), ("reserved", 0), ("offset", region.offset),
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

    @Test func theWorkedExampleIsTheTinySegment() throws {
        var bytes: [UInt8] = []
        var isHex = false
        for line in page.split(separator: "\n") {
            if line.hasPrefix("```") {
                isHex = line == "```hex"
            } else if isHex {
                let words = line.split(separator: " ")
                #expect(Int(words[0], radix: 16) == bytes.count)
                bytes += words.dropFirst().compactMap { UInt8($0, radix: 16) }
            }
        }
        #expect(try GoldenSegments.tiny() == bytes)
    }
}

extension String {
    /// Without spaces at either end.
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
