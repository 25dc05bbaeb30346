import Bytes
import Schema
import Segment
import Testing

/// What a segment says that it lacks by the settings of its table.
@Suite struct SettingsTests {
    private let schema = Schema(
        name: "t",
        fields: [
            FieldSpec(name: "city", type: .string), FieldSpec(name: "id", type: .long),
            FieldSpec(name: "amount", type: .double, role: .metric), FieldSpec(name: "nothing", type: .int),
        ])

    private func build(_ indexing: IndexingConfig, rowCount: Int = 2000) throws -> SealedSegment {
        let input = SegmentInput(
            schema: schema,
            columns: [
                ColumnValues(type: .string, storage: .strings((0..<rowCount).map { ByteString("c\($0 % 7)") })),
                ColumnValues(type: .long, storage: .integers((0..<rowCount).map { Int64($0 * 7919 % rowCount) })),
                ColumnValues(type: .double, storage: .doubles((0..<rowCount).map { Double($0) / 8 })),
                ColumnValues(
                    type: .int, storage: .integers((0..<rowCount).map { _ in 0 }),
                    nulls: (0..<rowCount).map { _ in true }),
            ], provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: rowCount)
        let bytes = try SegmentBuilder.build(input, identity: NaiveTable.identity, indexing: indexing)
        return try SealedSegment(MappedRegion(copying: bytes), path: "memory")
    }

    private static let configs: [IndexingConfig] = [
        IndexingConfig(), IndexingConfig(columns: ["id": .init(dictionary: .always)]),
        IndexingConfig(columns: ["city": .init(dictionary: .always), "amount": .init(dictionary: .never)]),
        IndexingConfig(columns: ["nothing": .init(dictionary: .always, inverted: .always)]),
        IndexingConfig(columns: ["city": .init(inverted: .never), "id": .init(range: .always, bloom: .always)]),
        IndexingConfig(columns: ["city": .init(range: .always, bloom: .always), "amount": .init(range: .always)]),
        IndexingConfig(columns: ["id": .init(dictionary: .never, bloom: .never), "city": .init(dictionary: .never)]),
        IndexingConfig(columns: ["amount": .init(dictionary: .always, inverted: .always, range: .never)]),
        IndexingConfig(sortedColumn: "city"), IndexingConfig(sortedColumn: "id"),
        IndexingConfig(sortedColumn: "nothing"),
        IndexingConfig(columns: ["id": .init(dictionary: .always)], sortedColumn: "id"),
    ]

    @Test(arguments: configs) func nothingIsDifferentFromWhatItWasBuiltBy(_ indexing: IndexingConfig) throws {
        #expect(try build(indexing).differences(from: indexing).isEmpty)
        #expect(try build(indexing, rowCount: 0).differences(from: indexing).isEmpty)
        #expect(try build(indexing, rowCount: 1).differences(from: indexing).isEmpty)
    }

    @Test func differencesAreNamed() throws {
        let plain = try build(IndexingConfig())
        let forced = IndexingConfig(columns: ["id": .init(dictionary: .always)])
        #expect(try plain.differences(from: forced) == ["id: encoding"])
        #expect(try build(forced).differences(from: IndexingConfig()) == ["id: encoding"])
        let raw = IndexingConfig(columns: ["id": .init(dictionary: .never), "amount": .init(dictionary: .never)])
        #expect(try plain.differences(from: raw).isEmpty)
        #expect(try build(forced).differences(from: raw) == ["id: encoding"])
        let indexed = IndexingConfig(columns: [
            "city": .init(inverted: .always), "id": .init(range: .always), "amount": .init(bloom: .always),
        ])
        #expect(
            try plain.differences(from: indexed)
                == ["city: inverted index", "id: range index", "amount: bloom filter"])
        let built = try build(indexed)
        #expect(try built.differences(from: indexed).isEmpty)
        #expect(
            try built.differences(from: IndexingConfig())
                == ["city: encoding", "city: inverted index", "id: range index", "amount: bloom filter"])
        let none = IndexingConfig.Column(inverted: .never, range: .never, bloom: .never)
        #expect(
            try built.differences(from: IndexingConfig(columns: ["city": none, "id": none, "amount": none]))
                == ["city: encoding", "city: inverted index", "id: range index", "amount: bloom filter"])
        #expect(try plain.differences(from: IndexingConfig(sortedColumn: "id")) == ["rows sorted by id"])
        #expect(try plain.differences(from: IndexingConfig(sortedColumn: "city")) == ["rows sorted by city"])
        #expect(try plain.differences(from: IndexingConfig(sortedColumn: "amount")).isEmpty)
        #expect(try build(IndexingConfig(sortedColumn: "id")).differences(from: IndexingConfig()).isEmpty)
    }
}
