import Bitmaps
import Bytes
import Schema
import Segment
import TestSupport
import Testing

@Suite struct DamageTests {
    /// Debug builds look at every so many bits only: the optimised run is the exhaustive one.
    #if DEBUG
        static let stride = 41
    #else
        static let stride = 1
    #endif

    @Test(arguments: GoldenSegments.all)
    func everyBitFlipIsFoundByVerify(segment: GoldenSegment) throws {
        let golden = try segment.bytes()
        for bit in Swift.stride(from: 0, to: golden.count * 8, by: Self.stride) {
            let error = Self.damage(Self.flipped(golden, bit))
            #expect(error?.kind == .corrupt, "bit \(bit)")
            #expect(error?.file == "golden" && error?.section.isEmpty == false, "bit \(bit)")
            let inFooter = bit / 8 >= Resealing.footerOffset(golden)
            #expect(error?.section.hasPrefix("block 0 (column ") == !inFooter, "bit \(bit): \(error?.section ?? "")")
        }
    }

    @Test(arguments: GoldenSegments.all)
    func noBitFlipChangesWhatIsRead(segment: GoldenSegment) throws {
        let golden = try segment.bytes()
        let expected = try Self.everything(in: SealedSegment(MappedRegion(copying: golden), path: "golden"))
        for bit in Swift.stride(from: 0, to: golden.count * 8, by: Self.stride * 7) {
            do {
                let segment = try SealedSegment(MappedRegion(copying: Self.flipped(golden, bit)), path: "golden")
                #expect(try Self.everything(in: segment) == expected, "bit \(bit)")
            } catch is FormatError {
                continue
            }
        }
    }

    @Test(arguments: GoldenSegments.all)
    func everyTruncationIsFoundAtOpening(segment: GoldenSegment) throws {
        let golden = try segment.bytes()
        for length in 0..<golden.count {
            let error = #expect(throws: FormatError.self) {
                try SealedSegment(MappedRegion(copying: Array(golden[..<length])), path: "golden")
            }
            #expect(error?.section == "tail" && error?.kind == .corrupt)
        }
        #expect(Self.damage(golden + [0])?.section == "tail")
    }

    @Test func blocksInTheWrongPlaceAreFound() throws {
        let bytes = try Self.blocks(segmentID: 1)
        let size = SegmentFormat.blockBytes
        #expect(Self.damage(bytes) == nil && Resealing.footerOffset(bytes) > 3 * size)
        var swapped = bytes
        swapped.replaceSubrange(0..<size, with: bytes[size..<2 * size])
        swapped.replaceSubrange(size..<2 * size, with: bytes[0..<size])
        #expect(Self.damage(swapped)?.section.hasPrefix("block 0 ") == true)
        // Checksums that travel with their blocks do not help.
        let table = bytes.count - SegmentFormat.tailBytes - 4 * ((Resealing.footerOffset(bytes) + size - 1) / size)
        Resealing.store(Resealing.number(bytes, at: table + 4, UInt32.self), in: &swapped, at: table)
        Resealing.store(Resealing.number(bytes, at: table, UInt32.self), in: &swapped, at: table + 4)
        Resealing.resealFooter(&swapped)
        #expect(Self.damage(swapped)?.section.hasPrefix("block 0 ") == true)
    }

    @Test func blocksOfAnotherSegmentAreFound() throws {
        let (one, two) = (try Self.blocks(segmentID: 1), try Self.blocks(segmentID: 2))
        let footer = Resealing.footerOffset(one)
        #expect(one[..<footer] == two[..<footer] && one != two, "the same data in two segments")
        let size = SegmentFormat.blockBytes
        let table = one.count - SegmentFormat.tailBytes - 4 * ((footer + size - 1) / size)
        var mixed = one
        // The block and its checksum, as from the other segment.
        mixed.replaceSubrange(table..<table + 4, with: two[table..<table + 4])
        Resealing.resealFooter(&mixed)
        #expect(Self.damage(mixed)?.section.hasPrefix("block 0 ") == true)
    }

    @Test func damageElsewhereDoesNotStopOtherColumns() throws {
        var bytes = try Self.blocks(segmentID: 1)
        bytes[100] ^= 1
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "golden")
        #expect(segment.damage == nil)
        #expect(try segment.column("$offset") != nil)
        #expect(throws: FormatError.self) { try segment.column("numbers") }
        #expect(segment.damage?.section.hasPrefix("block 0 ") == true)
    }

    @Test func aDamagedIndexIsReportedAndNotUsed() throws {
        let bytes = try Self.blocks(segmentID: 1)
        let good = try SealedSegment(MappedRegion(copying: bytes), path: "golden")
        let index = try #require(good.columns.firstIndex { $0.name == "group" })
        let bitmaps = try #require(good.regions.first { $0.column == index && $0.kind == .invertedBitmaps })
        var damaged = bytes
        damaged[bitmaps.range.upperBound - 1] ^= 1
        let segment = try SealedSegment(MappedRegion(copying: damaged), path: "golden")
        let column = try #require(try segment.column("group"))
        #expect(column.rows(withCode: 0) != nil, "another block")
        #expect(segment.damage == nil)
        #expect(column.rows(withCode: 199) == nil && segment.damage?.kind == .corrupt)
    }

    /// Data of several blocks, the same for each segment.
    static func blocks(segmentID: UInt64) throws -> [UInt8] {
        var generator = SeededGenerator(seed: 1)
        let numbers = (0..<40_000).map { _ in Int64(bitPattern: generator.next()) }
        let schema = Schema(
            name: "blocks", fields: [FieldSpec(name: "numbers", type: .long), FieldSpec(name: "group", type: .int)])
        let input = SegmentInput(
            schema: schema,
            columns: [
                ColumnValues(type: .long, storage: .integers(numbers)),
                ColumnValues(type: .int, storage: .integers(numbers.map { abs($0 % 200) })),
            ],
            provenance: Provenance(
                numbers.map {
                    RowProvenance(generation: 0, partition: 0, offset: $0, subRow: 0)
                }), rowCount: numbers.count)
        let identity = SegmentIdentity(
            tableID: 3, segmentID: segmentID, name: "b", schemaName: "blocks", schemaVersion: 1)
        return try SegmentBuilder.build(input, identity: identity)
    }

    static func flipped(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
        var bytes = bytes
        bytes[bit >> 3] ^= 1 << UInt8(bit & 7)
        return bytes
    }

    /// What opening and verifying find wrong.
    static func damage(_ bytes: [UInt8]) -> FormatError? {
        do throws(FormatError) {
            try SealedSegment(MappedRegion(copying: bytes), path: "golden").verify()
            return nil
        } catch { return error }
    }

    /// All that readers can see of a segment, NULL rows as NULL.
    static func everything(in segment: SealedSegment) throws -> [[Value]] {
        var all: [[Value]] = [[.integer(Int64(segment.rowCount)), .string(ByteString(segment.name))]]
        for metadata in segment.columns {
            let column = try #require(try segment.column(metadata.name.string))
            var values = column.values(0..<segment.rowCount)
            if let error = segment.readFailure { throw error }
            if let lists = column.lists {
                var starts: [UInt32] = []
                lists.readStarts(0..<segment.rowCount, into: &starts)
                all.append(starts.map { .integer(Int64($0)) })
                all.append((0..<segment.rowCount).map { .integer(column.nulls?[$0] == true ? 1 : 0) })
            } else {
                for row in values.indices where column.nulls?[row] == true { values[row] = .null }
            }
            all.append([.string(metadata.name), .string(ByteString(column.type.rawValue))] + values)
            // An index that is found damaged is left out, and its rows are found by codes.
            guard let dictionary = column.dictionary, column.rows(withCode: 0) != nil else { continue }
            for code in 0..<UInt32(dictionary.count) {
                guard let rows = column.rows(withCode: code) else { continue }
                let value = dictionary.value(code)
                #expect(values.indices.filter { values[$0] == value }.allSatisfy { rows.contains(UInt32($0)) })
            }
        }
        return all
    }
}
