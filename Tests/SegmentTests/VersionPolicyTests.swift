import Bytes
import Files
import Segment
import Testing

/// What `formats/README.md` promises about versions of the segment.
@Suite struct VersionPolicyTests {
    private let page: FormatPage

    init() throws { page = try FormatPage("README.md") }

    /// The segments that are kept of a version, as paths below `formats/`.
    private func golden(_ version: UInt32) throws -> [String] {
        try GoldenSegments.repository.list("formats/golden/\(version)").filter { $0.hasSuffix(".seg") }.sorted()
            .map { "golden/\(version)/\($0)" }
    }

    @Test func versionsAreThoseOfTheCode() throws {
        let segment = page.rows(under: ["file", "current", "oldest readable"]).first { $0[0] == "segment" }
        #expect(segment == ["segment", "\(SegmentFormat.version)", "\(SegmentFormat.oldestReadableVersion)"])
    }

    @Test func eachReadableVersionHasGoldenFilesThatAreRead() throws {
        for version in SegmentFormat.oldestReadableVersion...SegmentFormat.version {
            let paths = try golden(version)
            #expect(!paths.isEmpty, "version \(version)")
            for path in paths {
                let file = "formats/" + path
                let bytes = try GoldenSegments.repository.readAll(file)
                let stored = Resealing.number(bytes, at: bytes.count - SegmentFormat.tailBytes + 16, UInt32.self)
                #expect(stored == version, "\(path)")
                try SealedSegment.open(GoldenSegments.repository, path: file).verify()
            }
        }
        #expect(try golden(SegmentFormat.version).map { "formats/" + $0 } == GoldenSegments.all.map(\.path).sorted())
    }

    @Test func filesOfReleasedVersionsAreNotEdited() throws {
        let listed = page.rows(under: ["file", "bytes", "CRC-32C"])
        let released = try (SegmentFormat.oldestReadableVersion..<SegmentFormat.version).flatMap { try golden($0) }
        #expect(listed.map { $0[0] } == released, "the page lists each file of earlier versions")
        for row in listed {
            let bytes = try GoldenSegments.repository.readAll("formats/" + row[0])
            let crc = String(CRC32C.of(bytes), radix: 16)
            #expect(row[1] == "\(bytes.count)" && row[2] == String(repeating: "0", count: 8 - crc.count) + crc)
        }
    }
}
