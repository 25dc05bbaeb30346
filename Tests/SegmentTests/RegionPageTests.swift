import Bytes
import Files
import Segment
import Testing

/// The pages under `formats/segment/` name every kind of region and every encoding, and show bytes of golden files.
@Suite struct RegionPageTests {
    private static let kindHeader = ["kind", "region", "parameter"]
    private static let encodingHeader = ["encoding", "name"]

    private let pages: [FormatPage]

    init() throws { pages = try FormatPage.regionPages() }

    /// The tables under a header name each number and name once, and no others.
    private func expect(_ header: [String], _ expected: [String]) {
        var missing = Set(expected)
        for row in pages.flatMap({ $0.rows(under: header) }) {
            let found = missing.remove("\(row[0]) \(row[1])")
            #expect(found != nil, "\(header[0]) \(row[0]), \(row[1]): not in the code, or on another page as well")
        }
        let table = "| " + header.joined(separator: " | ")
        #expect(missing.isEmpty, "no page under formats/segment/ has a row for it in a table \(table)")
    }

    @Test func eachKindHasOnePage() {
        expect(Self.kindHeader, RegionKind.allCases.map { "\($0.rawValue) \($0.name)" })
    }

    @Test func eachEncodingHasOnePage() {
        expect(Self.encodingHeader, ColumnEncoding.allCases.map { "\($0.rawValue) \($0.name)" })
    }

    /// The page of the file leads to the page of each kind, and to all other pages.
    @Test func thePageOfTheFileIsTheIndex() throws {
        let index = try FormatPage("segment.md")
        for page in pages {
            #expect(index.contains("](\(page.path))"), "formats/segment.md has a link to \(page.path)")
            for kind in page.rows(under: Self.kindHeader) {
                let row = index.lines.first { $0.hasPrefix("| \(kind[0]) | [\(kind[1])](\(page.path)) |") }
                #expect(row != nil, "formats/segment.md links kind \(kind[0]) to \(page.path)")
            }
        }
    }

    /// Links of all pages lead to files.
    @Test func linksLeadSomewhere() throws {
        let all = try pages + ["README.md", "segment.md", "catalog.md", "log.md"].map { try FormatPage($0) }
        for page in all {
            let folder = page.path.hasPrefix("segment/") ? "formats/segment/" : "formats/"
            for link in page.lines.joined(separator: "\n").split(separator: "](").dropFirst() {
                let target = link.prefix { $0 != ")" && $0 != "#" }
                if target.isEmpty || target.hasPrefix("https://") { continue }
                let path = target.hasPrefix("../") ? "formats/" + target.dropFirst(3) : folder + target
                #expect(try GoldenSegments.repository.exists(path), "\(page.path) has a link to \(target)")
            }
        }
    }

    @Test func everyHexLineIsInItsFile() throws {
        var files: [String: [UInt8]] = [:]
        for page in try pages + [FormatPage("segment.md")] {
            if Environment.rewritesGolden {
                try GoldenSegments.repository.writeAtomically(Array(page.rewritten().utf8), to: "formats/" + page.path)
            }
            let dumps = try FormatPage(page.path).hexDumps
            #expect(dumps.contains { !$0.lines.isEmpty }, "\(page.path) has a worked example")
            for dump in dumps {
                guard !dump.file.isEmpty else {
                    Issue.record("\(page.path):\(dump.number): no line before names a file like `golden/2/x.seg`")
                    continue
                }
                let bytes = try files[dump.file] ?? GoldenSegments.repository.readAll("formats/" + dump.file)
                files[dump.file] = bytes
                for line in dump.lines { check(line, of: bytes, "\(page.path):\(line.number)") }
                try checkPlace(of: dump, "\(page.path):\(dump.number)")
            }
        }
    }

    private func check(_ line: HexDump.Line, of file: [UInt8], _ place: String) {
        let shown = line.bytes.compactMap { $0 }
        guard let offset = line.offset, !shown.isEmpty, shown.count == line.bytes.count,
            offset + shown.count <= file.count
        else {
            Issue.record("\(place): not an offset of the file and its bytes")
            return
        }
        #expect(file[offset..<offset + shown.count].elementsEqual(shown), "\(place): the file has other bytes")
    }

    /// A dump that names its region shows where it begins, and nothing else.
    private func checkPlace(of dump: HexDump, _ place: String) throws {
        if dump.region == nil { return }
        let segment = try SealedSegment.open(GoldenSegments.repository, path: "formats/" + dump.file)
        var end = try #require(try dump.region(of: segment)).offset
        let limit = try #require(try dump.region(of: segment)).range.upperBound
        #expect(!dump.lines.isEmpty, "\(place): no bytes")
        for line in dump.lines {
            #expect(line.offset == end, "\(place): a gap, or not where the region begins")
            end += line.bytes.count
        }
        #expect(end <= limit, "\(place): goes beyond the region")
    }

    /// A page shows bytes of each of its kinds, and of a column in each of its encodings.
    @Test func everyKindAndEncodingHasAnExample() throws {
        for page in pages {
            var (kinds, encodings) = (Set<String>(), Set<String>())
            for (file, dumps) in Dictionary(grouping: page.hexDumps, by: \.file) where !file.isEmpty {
                let segment = try SealedSegment.open(GoldenSegments.repository, path: "formats/" + file)
                let starts = Set(dumps.flatMap(\.lines).compactMap(\.offset))
                for region in segment.regions where !starts.isDisjoint(with: region.range) {
                    kinds.insert("\(region.kindNumber)")
                    encodings.insert("\(segment.columns[region.column].encodingNumber)")
                }
            }
            for row in page.rows(under: Self.kindHeader) {
                #expect(kinds.contains(row[0]), "\(page.path) shows \(row[1])")
            }
            // All NULL is told by the footer alone.
            for row in page.rows(under: Self.encodingHeader) where row[0] != "\(ColumnEncoding.allNull.rawValue)" {
                #expect(encodings.contains(row[0]), "\(page.path) shows a column of encoding \(row[1])")
            }
        }
    }

    /// A page that gives no meaning to the parameter says 0, and that is what the files have.
    @Test func parametersAreAsThePagesSay() throws {
        let regions = try GoldenSegments.all.flatMap {
            try SealedSegment.open(GoldenSegments.repository, path: $0.path).regions
        }
        for row in pages.flatMap({ $0.rows(under: Self.kindHeader) }) {
            let parameters = Set(regions.filter { "\($0.kindNumber)" == row[0] }.map(\.parameter))
            #expect((row[2] == "0") == (parameters == [0]), "parameter of \(row[1]): \(parameters)")
        }
    }
}
