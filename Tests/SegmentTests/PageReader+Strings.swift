import Bytes
import Schema
import Segment
import Testing

/// Strings in the forms that `formats/segment/front-coded.md` and `formats/segment/chunks.md` explain.
extension PageReader {
    func frontCoded(of column: Int) -> [Value] {
        guard let region = segment.regions.first(where: { $0.column == column && $0.kind == .frontCodedDictionary })
        else { return [] }
        let bytes = self.region(.frontCodedDictionary, of: column)
        let count = segment.columns[column].cardinality
        let blocks = (count + 15) / 16
        let strings = Array(bytes[((blocks * region.parameter + 7) / 8)...])
        var (found, position, previous): ([Value], Int, [UInt8]) = ([], 0, [])
        for code in 0..<count {
            if code % 16 == 0 {
                guard Int(Self.packed(bytes, region.parameter, code / 16)) == position else { return [] }
                previous = []
            } else {
                previous = Array(previous.prefix(Self.length(strings, &position)))
            }
            let rest = Self.length(strings, &position)
            previous += strings[position..<position + rest]
            position += rest
            found.append(.string(ByteString(previous)))
        }
        return position == strings.count ? found : []
    }

    /// Seven bits in each byte, the lowest first; the highest bit is set in all but the last.
    private static func length(_ bytes: [UInt8], _ position: inout Int) -> Int {
        var (length, shift) = (0, 0)
        while bytes[position] >= 128 {
            length += Int(bytes[position] - 128) << shift
            (position, shift) = (position + 1, shift + 7)
        }
        position += 1
        return length + Int(bytes[position - 1]) << shift
    }

    func chunks(of column: Int) throws -> [Value] {
        let fields = try FormatPage("segment/chunks.md").rows(under: ["offset", "bytes", "field"])
        let (directory, bytes) = (region(.chunkDirectory, of: column), region(.chunkBytes, of: column))
        let dictionary = region(.compressionDictionary, of: column)
        let entries = directory.count / 40
        func field(_ entry: Int, _ name: String) throws -> Int {
            let place = try #require(fields.first { $0[2].hasPrefix(name) }, "chunks.md has \(name)")
            let (offset, count) = (try #require(Int(place[0])), try #require(Int(place[1])))
            return Int(truncatingIfNeeded: Self.littleEndian(directory[(entry * 40 + offset)...].prefix(count)))
        }
        var values: [Value] = []
        for entry in 0..<entries {
            let first = try field(entry, "first row")
            #expect(first == values.count)
            let end = entry + 1 < entries ? try field(entry + 1, "first row") : segment.columns[column].valueCount
            let start = entry == 0 ? 0 : try field(entry - 1, "end")
            let chunk = Array(bytes[start..<(try field(entry, "end"))])
            let width = try field(entry, "bits of a length")
            let lengths = try (0..<end - first).map {
                Int(Self.packed(chunk, width, $0)) + (try field(entry, "least length"))
            }
            var content = Array(chunk[((end - first) * width + 7) / 8..<chunk.count])
            if try field(entry, "form") == 1 {
                content = try ZstandardDecompressor().decompress(
                    content, count: try field(entry, "bytes of all values"),
                    dictionary: dictionary.isEmpty ? nil : ZstandardDictionary(dictionary))
            }
            #expect(content.count == lengths.reduce(0, +))
            var position = 0
            for length in lengths {
                values.append(.string(ByteString(Array(content[position..<position + length]))))
                position += length
            }
        }
        return values
    }

    /// Where the values of each row of a column of lists end, as `formats/segment/multi-value.md` says.
    func starts(of column: Int) -> [UInt32] {
        let region = segment.regions.first { $0.column == column && $0.kind == .valueStarts }
        let bytes = self.region(.valueStarts, of: column)
        return (0...segment.rowCount).map { UInt32(Self.packed(bytes, region?.parameter ?? 0, $0)) }
    }
}
