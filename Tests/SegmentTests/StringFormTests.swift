import Bytes
import Schema
import Segment
import TestSupport
import Testing

/// Strings in all forms: plain and front-coded dictionaries, chunks with and without compression.
@Suite struct StringFormTests {
    private static func wishes(_ random: inout SeededGenerator) -> IndexingConfig.Column {
        IndexingConfig.Column(
            dictionary: random.pick([.automatic, .never, .never, .always]),
            compression: random.pick([.automatic, .zstandard, .none]), isRandomAccess: random.oneIn(6))
    }

    @Test(arguments: [0, 1, 2, 63, 65, 500, 1025, 3000, 20_000])
    func everyReadPathGivesTheRowsThatWereBuilt(rowCount: Int) throws {
        for seed in UInt64(0)..<(rowCount > 10_000 ? 1 : 4) {
            var random = RandomTables(seed: seed &* 7919 &+ UInt64(rowCount))
            let types: [DataType] = [.string, .json, .bytes, .bigDecimal]
            let table = random.table(rowCount: rowCount, columnCount: rowCount > 10_000 ? 2 : 5, types: types)
            var indexing = IndexingConfig()
            for column in table.columns { indexing.columns[column.field.name] = Self.wishes(&random.generator) }
            let input = table.input(using: &random.generator)
            let bytes = try SegmentBuilder.build(input, identity: NaiveTable.identity, indexing: indexing)
            #expect(try SegmentBuilder.build(input, identity: NaiveTable.identity, indexing: indexing) == bytes)
            let segment = try SealedSegment(MappedRegion(copying: bytes), path: "seed \(seed), \(rowCount) rows")
            var checker = SegmentChecker(segment, table, seed: seed)
            try checker.check()
            try segment.verify()
            #expect(segment.readFailure == nil && segment.damage == nil)
            for column in segment.columns where column.role != .hidden {
                let wishes = indexing[column.name.string]
                let isChunks = column.encoding == .chunks
                if wishes.isRandomAccess || wishes.dictionary == .always { #expect(!isChunks) }
                if wishes.dictionary == .never && !wishes.isRandomAccess {
                    #expect(isChunks || column.encoding == .allNull)
                }
            }
        }
    }

    private func build(
        _ strings: [ByteString], type: DataType = .string, _ wishes: IndexingConfig.Column = .init()
    ) throws -> SealedSegment {
        try SealedSegment(MappedRegion(copying: bytes(strings, type: type, wishes)), path: "strings")
    }

    private func bytes(
        _ strings: [ByteString], type: DataType, _ wishes: IndexingConfig.Column
    ) throws -> [UInt8] {
        let input = SegmentInput(
            schema: Schema(name: "s", fields: [FieldSpec(name: "text", type: type)]),
            columns: [ColumnValues(type: type, storage: .strings(strings))],
            provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: strings.count)
        return try SegmentBuilder.build(
            input, identity: NaiveTable.identity, indexing: IndexingConfig(columns: ["text": wishes]))
    }

    private func isFrontCoded(_ segment: SealedSegment) -> Bool {
        segment.regions.contains { $0.kind == .frontCodedDictionary }
    }

    @Test func namesThatShareTheirBeginningsAreFrontCoded() throws {
        let names = (0..<3000).map { ByteString("Customer#\(100_000 + $0)") }
        let segment = try build(names + names + names)
        try segment.verify()
        #expect(isFrontCoded(segment) && segment.columns[0].encoding == .dictionary)
        #expect(segment.columns[0].choices.contains(BuildChoice(.dictionaryForm, .smaller)))
        let column = try #require(try segment.column("text"))
        let dictionary = try #require(column.dictionary)
        #expect(dictionary.value(2999) == .string("Customer#102999"))
        #expect(dictionary.code(of: .string("Customer#100007")) == 7)
        #expect(dictionary.code(of: .string("Customer#10000")) == nil && dictionary.code(of: .integer(1)) == nil)
        var random = SeededGenerator(seed: 1)
        let noise = (0..<400).map { _ in ByteString("\(random.next())\(random.next())") }
        #expect(!isFrontCoded(try build(noise + noise + noise)))
        #expect(!isFrontCoded(try build((0..<100).map { ByteString("Customer#\(100_000 + $0)") })))
    }

    @Test func textsAreChunksAndIdsHaveADictionary() throws {
        var random = SeededGenerator(seed: 2)
        let words = ["carefully", "final", "deposits", "sleep", "furiously", "regular", "packages", "above", "the"]
        let texts = (0..<6000).map { row in
            ByteString((0..<9).map { _ in random.pick(words) }.joined(separator: " ") + " \(row)")
        }
        let ids = (0..<6000).map { _ in ByteString(random.bytes(16)) }
        #expect(try build(texts).columns[0].encoding == .chunks)
        #expect(try build(texts, .init(compression: .none)).columns[0].encoding == .dictionary)
        #expect(try build(texts, .init(inverted: .always)).columns[0].encoding == .dictionary)
        #expect(try build(texts, .init(isRandomAccess: true)).columns[0].encoding == .dictionary)
        #expect(try build(ids, type: .bytes).columns[0].encoding == .dictionary)
        #expect(try build(texts.map { _ in random.pick(Array(texts[..<2000])) }).columns[0].encoding == .dictionary)
    }

    @Test func aDamagedChunkIsReportedAndNoResult() throws {
        let texts = (0..<8000).map {
            ByteString("a text of some length, and then its number \($0) \($0 * 7919 % 8000)")
        }
        let wishes = IndexingConfig.Column(dictionary: .never, compression: .none)
        var bytes = try bytes(texts, type: .string, wishes)
        let good = try SealedSegment(MappedRegion(copying: bytes), path: "good")
        let region = try #require(good.regions.first { $0.kind == .chunkBytes })
        #expect(region.length > 4 * SegmentFormat.blockBytes)
        bytes[region.range.upperBound - 5] ^= 1
        let segment = try SealedSegment(MappedRegion(copying: bytes), path: "damaged")
        let column = try #require(try segment.column("text"))
        #expect(column.values(0..<100) == texts[..<100].map { .string($0) } && segment.readFailure == nil)
        #expect(column.values([7999]) == [.string("")])
        let failure = try #require(segment.readFailure)
        #expect(failure.kind == .corrupt && failure.section == "column text chunk bytes")
        #expect(region.range.contains(failure.offset) && failure.detail.contains("wrong checksum"))
        #expect(segment.damage != nil)
        #expect(throws: FormatError.self) { try segment.verify() }
    }
}
