import Bytes
import Schema
import Segment
import Testing

/// A reader that follows the pages finds in the golden files what they were built from.
@Suite struct PageReaderTests {
    @Test(arguments: GoldenSegments.all)
    func columnsReadAsThePagesSay(golden: GoldenSegment) throws {
        let reader = try PageReader(try golden.bytes())
        for (index, values) in golden.input.columns.enumerated() {
            if values.isMultiValue {
                #expect(reader.starts(of: index) == values.valueStarts)
                #expect(try reader.values(of: index) == values.all)
                continue
            }
            let name = reader.segment.columns[index].name
            guard let found = try reader.values(of: index) else { continue }
            let bitmap = reader.region(.nulls, of: index)
            let nulls = Set(bitmap.isEmpty ? [] : PageReader.rows(bitmap))
            for row in 0..<golden.input.rowCount {
                #expect(found[row] == values[row] || (nulls.contains(row) && values[row].isNull), "\(name), row \(row)")
            }
            #expect(found.isEmpty || nulls.count == (found[0].isNull ? 0 : reader.segment.columns[index].nullCount))
            if reader.segment.columns[index].encodingNumber == 7 { continue }
            checkNeighbours(found, nulls)
            try checkBounds(reader, index, found)
            checkIndex(reader, index, found, nulls)
        }
    }

    @Test func theGoldenFilesHaveEachEncodingThatThePagesExplain() throws {
        var read: Set<UInt8> = []
        for golden in GoldenSegments.all {
            let reader = try PageReader(try golden.bytes())
            for (index, column) in reader.segment.columns.enumerated() where try reader.values(of: index) != nil {
                read.insert(column.encodingNumber)
            }
        }
        #expect(read == Set(0...8))
    }

    /// A row that is NULL has the value of the row before it, or of the first that is not NULL.
    private func checkNeighbours(_ values: [Value], _ nulls: Set<Int>) {
        guard let first = values.indices.first(where: { !nulls.contains($0) }) else { return }
        for row in nulls { #expect(values[row] == values[row > 0 && row > first ? row - 1 : first]) }
    }

    private func checkBounds(_ reader: PageReader, _ index: Int, _ values: [Value]) throws {
        let column = reader.segment.columns[index]
        guard let region = reader.segment.regions.first(where: { $0.column == index && $0.kind == .blockBounds })
        else { return }
        let bytes = reader.region(.blockBounds, of: index)
        for block in 0..<(values.count + 1023) / 1024 {
            let rows = values[(block * 1024)...].prefix(1024).sorted { $0.sortsBefore($1) }
            for (place, value) in [(2 * block, rows.first), (2 * block + 1, rows.last)] {
                let value = try #require(value)
                if region.parameter == 0 {
                    #expect(PageReader.number(bytes, place, isFloat: column.type == .float) == value)
                    continue
                }
                let found = PageReader.packed(bytes, region.parameter, place)
                switch (column.minimum, value) {
                case (.value(.integer(let minimum)), .integer(let value)) where column.encoding?.hasDictionary != true:
                    #expect(minimum &+ Int64(bitPattern: found) == value, "\(column.name), block \(block)")
                default:
                    let code = Set(values).filter { $0.sortsBefore(value) }.count
                    #expect(found == code, "\(column.name), block \(block)")
                }
            }
        }
    }

    private func checkIndex(_ reader: PageReader, _ index: Int, _ values: [Value], _ nulls: Set<Int>) {
        let (offsets, bitmaps) = (
            reader.region(.invertedOffsets, of: index), reader.region(.invertedBitmaps, of: index)
        )
        if offsets.isEmpty { return }
        let width = reader.segment.columns[index].invertedWidth
        let distinct = Set(values).sorted { $0.sortsBefore($1) }
        for (code, value) in distinct.enumerated() {
            let range = Int(PageReader.packed(offsets, width, code))..<Int(PageReader.packed(offsets, width, code + 1))
            let rows = values.indices.filter { values[$0] == value && !nulls.contains($0) }
            #expect(PageReader.rows(bitmaps[range]) == rows, "code \(code)")
        }
    }

    @Test func thePagesGiveTheNumbersOfTheCode() throws {
        let blocks = try FormatPage("segment/blocks.md")
        #expect(
            try blocks.pairs("## Limits") == [
                "block \(BlockedIntegers.blockRows)", "entry \(BlockedIntegers.entryBytes)",
                "bits \(PackedIntegers.maximumWidth)", "slope \(Int32.min) to \(Int32.max)",
            ])
        let last = try #require(blocks.rows(under: ["offset", "bytes", "field"]).last)
        #expect(try #require(Int(last[0])) + #require(Int(last[1])) == BlockedIntegers.entryBytes)
        #expect(blocks.contains("less than \(EncodingRules.maximumBlocksPercent) % of the"))
        #expect(
            try FormatPage("segment/bounds.md").pairs("## Limits") == [
                "block \(SegmentFormat.blockRows)", "bits \(PackedIntegers.maximumWidth)",
            ])
        #expect(
            try FormatPage("segment/dictionary.md").pairs("## Limits") == [
                "distinct values \(SegmentLimits.rows)", "bits \(PackedIntegers.maximumWidth)",
                "string \(SegmentLimits.stringBytes)", "dictionary bytes \(SegmentLimits.dictionaryBytes)",
            ])
        let chunks = try FormatPage("segment/chunks.md")
        #expect(
            try chunks.pairs("## Limits") == [
                "rows of a chunk \(ChunkWriter.fullRows)",
                "bytes of a chunk's values \(ChunkWriter.fullBytes + SegmentLimits.stringBytes)",
                "string \(SegmentLimits.stringBytes)", "bits 32",
            ])
        #expect(chunks.contains("has \(ChunkWriter.fullBytes) bytes of values or \(ChunkWriter.fullRows) rows"))
        #expect(chunks.contains("\(EncodingRules.maximumChunksPercent) % of a dictionary"))
        #expect(chunks.contains("\(EncodingRules.minimumChunkedBytes) bytes"))
        #expect(chunks.contains("more than \(EncodingRules.maximumKeyBytes) bytes each on average"))
        #expect(chunks.contains("at most \(EncodingRules.maximumRowsPerChunkedValue) rows"))
        let frontCoded = try FormatPage("segment/front-coded.md")
        #expect(frontCoded.contains("at least \(EncodingRules.minimumFrontCodedBytes) bytes"))
        #expect(frontCoded.contains("at most \(EncodingRules.maximumFrontCodedPercent) % of it"))
        #expect(
            try FormatPage("segment/front-coded.md").pairs("## Limits") == [
                "distinct values \(SegmentLimits.rows)", "block \(FrontCodedStrings.blockCount)",
                "string \(SegmentLimits.stringBytes)", "dictionary bytes \(SegmentLimits.dictionaryBytes)",
            ])
        #expect(
            try FormatPage("segment/multi-value.md").pairs("## Limits") == [
                "values \(SegmentLimits.values)", "bits 32",
            ])
        #expect(
            try FormatPage("segment/types.md").pairs("## Limits") == [
                "decimal digits \(BigDecimal.maximumDigits)", "decimal exponent \(BigDecimal.maximumExponent)",
                "string \(SegmentLimits.stringBytes)",
            ])
        #expect(
            try FormatPage("segment/run-lengths.md").pairs("## Limits") == [
                "runs \(SegmentLimits.rows)", "block \(RunMarks.blockRows)", "entry \(RunMarks.entryBytes)", "bits 31",
            ])
        let rowBits = PackedIntegers.width(of: UInt64(SegmentLimits.rows))
        let codeBits = PackedIntegers.width(of: UInt64(SegmentLimits.rows - 1))
        #expect(
            try FormatPage("segment/codes.md").pairs("## Limits") == [
                "codes \(SegmentLimits.rows)", "bits \(codeBits)",
            ])
        #expect(
            try FormatPage("segment/runs.md").pairs("## Limits") == ["runs \(SegmentLimits.rows)", "bits \(rowBits)"])
        #expect(
            try FormatPage("segment/values.md").pairs("## Limits") == [
                "values \(SegmentLimits.rows)", "bits \(PackedIntegers.maximumWidth)",
            ])
    }
}
