import Bytes
import Files
import Segment
import Testing

/// Bytes of a golden file that a page shows: what is between ```` ```hex ```` and the next fence.
///
/// The file is the one that the page named last, in backquotes, like `golden/2/segment-tiny.seg`. Each line is an
/// offset and the bytes there. The fence may go on with a column and a kind of region (```` ```hex city: codes ````);
/// the dump then shows where that region begins, and is written anew together with the golden files.
struct HexDump {
    struct Line {
        /// Line of the page, from 1.
        let number: Int
        /// Nil if the line does not begin with an offset.
        let offset: Int?
        /// Nil for what is not a byte.
        let bytes: [UInt8?]
    }

    /// Path below `formats/`; empty if the page has named no file.
    let file: String
    /// Line of the fence, from 1.
    let number: Int
    /// Column and kind, if the fence names them.
    let region: (column: String, kind: String)?
    fileprivate(set) var lines: [Line] = []

    fileprivate init(fence: String, number: Int, file: String) {
        self.file = file
        self.number = number
        let name = fence.dropFirst(Self.fence.count + 1)
        let colon = name.firstIndex(of: ":") ?? name.endIndex
        region = name.isEmpty ? nil : (String(name[..<colon]), String(name[colon...].dropFirst(2)))
    }

    fileprivate static let fence = "```hex"

    /// The region that the fence names; nil if it names none.
    func region(of segment: SealedSegment) throws -> SegmentRegion? {
        guard let region else { return nil }
        return try #require(
            segment.regions.first {
                segment.columns[$0.column].name == ByteString(region.column) && $0.kind?.name == region.kind
            }, "\(file) has \(region.kind) of \(region.column)")
    }
}

extension HexDump {
    static let bytesPerLine = 16
    /// Lines that are written where there were none.
    static let newLines = 4

    /// The lines that should be there: as many as there are, from where the region begins.
    func rewritten(_ region: SegmentRegion, of bytes: [UInt8]) -> [String] {
        let count = lines.isEmpty ? Self.newLines : lines.count
        let end = min(region.range.upperBound, region.offset + count * Self.bytesPerLine)
        return stride(from: region.offset, to: end, by: Self.bytesPerLine).map { start in
            let line = bytes[start..<min(start + Self.bytesPerLine, end)].map { Self.hex(Int($0), digits: 2) }
            return Self.hex(start, digits: 4) + "  " + line.joined(separator: " ")
        }
    }

    private static func hex(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension FormatPage {
    var hexDumps: [HexDump] {
        var (found, file) = ([HexDump](), "")
        var open: HexDump?
        for (index, line) in lines.enumerated() {
            if line.hasPrefix("```") {
                if let open { found.append(open) }
                let isHex = open == nil && line.hasPrefix(HexDump.fence)
                open = isHex ? HexDump(fence: line, number: index + 1, file: file) : nil
            } else if open != nil {
                let words = line.split(separator: " ")
                open?.lines.append(
                    HexDump.Line(
                        number: index + 1, offset: words.first.flatMap { Int($0, radix: 16) },
                        bytes: words.dropFirst().map { $0.utf8.count == 2 ? UInt8($0, radix: 16) : nil }))
            } else if let name = Self.goldenName(line) {
                file = name
            }
        }
        return found
    }

    private static func goldenName(_ line: String) -> String? {
        line.split(separator: "`").last { $0.hasPrefix("golden/") && $0.hasSuffix(".seg") }.map(String.init)
    }

    /// The page with the dumps that name their region as the current version writes them.
    func rewritten() throws -> String {
        var result = lines
        for dump in hexDumps.reversed() {
            guard let golden = GoldenSegments.all.first(where: { $0.path == "formats/" + dump.file }) else { continue }
            let bytes = try golden.bytes()
            let segment = try SealedSegment(MappedRegion(copying: bytes), path: golden.path)
            guard let region = try dump.region(of: segment) else { continue }
            result.replaceSubrange(
                dump.number..<dump.number + dump.lines.count, with: dump.rewritten(region, of: bytes))
        }
        return result.joined(separator: "\n")
    }
}
