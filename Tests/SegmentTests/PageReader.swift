import Bytes
import Schema
import Segment
import Testing

/// Reads columns as the pages under `formats/segment/` say, with nothing but the footer and the bytes of the file: a
/// second reader, slow and simple, that knows the layout from the pages alone.
struct PageReader {
    let bytes: [UInt8]
    let segment: SealedSegment
    /// The table of a directory entry on `formats/segment/blocks.md`: offset and bytes of each field.
    private let entry: [[String]]

    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        segment = try SealedSegment(MappedRegion(copying: bytes), path: "pages")
        entry = try FormatPage("segment/blocks.md").rows(under: ["offset", "bytes", "field"])
    }

    /// The bytes of a region; none if it is left out.
    func region(_ kind: RegionKind, of column: Int) -> [UInt8] {
        guard let region = segment.regions.first(where: { $0.column == column && $0.kind == kind }) else { return [] }
        return Array(bytes[region.range])
    }

    /// The values of all rows, those of lists one after the other, NULL rows with what is stored for them; nil if the
    /// column's encoding, by the number that the pages give it, is none that this reader follows.
    func values(of column: Int) throws -> [Value]? {
        let record = segment.columns[column]
        let rows = 0..<record.valueCount
        switch record.encodingNumber {
        case 0: return rows.map { _ in .null }
        case 1:
            let codes = region(.codes, of: column)
            return dictionary(of: column).map { dictionary in
                rows.map { dictionary[Int(Self.packed(codes, record.width, $0))] }
            }
        case 5:
            let starts = region(.runStarts, of: column)
            return dictionary(of: column).map { dictionary in
                dictionary.indices.flatMap { code in
                    let run = Self.packed(starts, record.width, code)..<Self.packed(starts, record.width, code + 1)
                    return run.map { _ in dictionary[code] }
                }
            }
        case 2:
            let values = region(.values, of: column)
            return rows.map { row in
                let delta = Int64(bitPattern: Self.packed(values, record.width, row))
                return .integer(record.base &+ Int64(record.step * row) &+ delta)
            }
        case 3, 4:
            let values = region(.values, of: column)
            return rows.map { Self.number(values, $0, isFloat: record.encodingNumber == 4) }
        case 6: return try blocks(of: column)
        case 7: return try chunks(of: column)
        case 8: return runs(of: column)
        default: return nil
        }
    }

    /// The distinct values by code; nil if another page describes the dictionary.
    private func dictionary(of column: Int) -> [Value]? {
        let record = segment.columns[column]
        let (codes, values) = (0..<record.cardinality, region(.dictionaryValues, of: column))
        switch record.type?.representation {
        case .integer:
            return codes.map { code in
                let delta = Int64(bitPattern: Self.packed(values, record.dictionaryWidth, code))
                return .integer(record.base &+ delta)
            }
        case .double: return codes.map { Self.number(values, $0, isFloat: record.type == .float) }
        case .string where segment.regions.contains { $0.column == column && $0.kind == .frontCodedDictionary }:
            return frontCoded(of: column)
        case .string:
            let (offsets, bytes) = (region(.dictionaryOffsets, of: column), region(.dictionaryBytes, of: column))
            let end = Self.packed(offsets, record.dictionaryWidth, record.cardinality)
            guard Int(end) == bytes.count else { return nil }
            return codes.map { code in
                let start = Int(Self.packed(offsets, record.dictionaryWidth, code))
                let end = Int(Self.packed(offsets, record.dictionaryWidth, code + 1))
                return .string(ByteString(Array(bytes[start..<end])))
            }
        case nil: return nil
        }
    }

    /// The run of a row is one less than the marks up to it; those before its block are counted twice, so that both
    /// ways have to agree.
    private func runs(of column: Int) -> [Value]? {
        let (marks, codes) = (region(.runMarks, of: column), region(.codes, of: column))
        let record = segment.columns[column]
        let entries = marks.dropFirst((record.valueCount + 63) / 64 * 8)
        var run = -1
        return dictionary(of: column).map { dictionary in
            (0..<record.valueCount).map { row in
                if row % 512 == 0 {
                    let entry = entries.dropFirst(row / 512 * 4).prefix(4)
                    #expect(Self.littleEndian(entry) == UInt64(run + 1))
                }
                run += Int(Self.packed(marks, 1, row))
                return dictionary[Int(Self.packed(codes, record.width, run))]
            }
        }
    }

    private func blocks(of column: Int) throws -> [Value] {
        let (directory, values) = (region(.blockDirectory, of: column), region(.values, of: column))
        return try (0..<segment.columns[column].valueCount).map { row in
            let (block, position) = (row / 1024, row % 1024)
            func field(_ name: String) throws -> UInt64 {
                let place = try #require(entry.first { $0[2].hasPrefix(name) }, "blocks.md has \(name)")
                let (offset, count) = (try #require(Int(place[0])), try #require(Int(place[1])))
                return Self.littleEndian(directory[(block * 24 + offset)...].prefix(count))
            }
            let slope = Int64(Int32(truncatingIfNeeded: try field("slope")))
            let residuals = Array(values[Int(try field("where the block's residuals begin"))...])
            let residual = Int64(bitPattern: Self.packed(residuals, Int(try field("bits of a residual")), position))
            return .integer(Int64(bitPattern: try field("base")) &+ slope * Int64(position) &+ residual)
        }
    }
}

extension PageReader {
    /// Value `index` of packed ones, bit by bit.
    static func packed(_ bytes: [UInt8], _ width: Int, _ index: Int) -> UInt64 {
        (0..<width).reduce(0) { value, bit in
            let position = index * width + bit
            return value | UInt64(bytes[position / 8] >> UInt8(position % 8) & 1) << UInt64(bit)
        }
    }

    static func number(_ bytes: [UInt8], _ index: Int, isFloat: Bool) -> Value {
        isFloat
            ? .double(Double(Float(bitPattern: UInt32(littleEndian(bytes[(index * 4)...].prefix(4))))))
            : .double(Double(bitPattern: littleEndian(bytes[(index * 8)...].prefix(8))))
    }

    static func littleEndian(_ bytes: some Collection<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The rows of a bitmap with one container that is no bitset: rows below 65536, as small segments have them.
    static func rows(_ bitmap: some Collection<UInt8>) -> [Int] {
        let bytes = Array(bitmap)
        func number(_ offset: Int) -> Int { Int(littleEndian(bytes[offset..<offset + 2])) }
        if number(0) == 12346 {
            let start = Int(littleEndian(bytes[12..<16]))
            return (0...number(10)).map { number(start + 2 * $0) }
        }
        return (0..<number(9)).flatMap { run in
            let first = number(11 + 4 * run)
            return Array(first...first + number(13 + 4 * run))
        }
    }
}
