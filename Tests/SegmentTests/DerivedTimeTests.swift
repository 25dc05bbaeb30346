import Bytes
import Schema
import Segment
import TestSupport
import Testing

@Suite struct DerivedTimeTests {
    @Test func namesAreThoseOfPinot() {
        #expect(DerivedTime(source: "clicked", unit: .day).name == "$clicked$DAY")
        #expect(DerivedTime(name: "$clicked$DAY") == DerivedTime(source: "clicked", unit: .day))
        #expect(DerivedTime(name: "$a$b$quarter") == DerivedTime(source: "a$b", unit: .quarter))
        for name in ["", "$", "$$", "$$DAY", "clicked$DAY", "$clicked$", "$clicked$FORTNIGHT", "$offset", "DAY"] {
            #expect(DerivedTime(name: name) == nil, "\(name)")
        }
    }

    private static func segment(_ instants: [Value], _ indexing: IndexingConfig) throws -> SealedSegment {
        let values = ColumnValues(
            type: .timestamp, storage: .integers(instants.map { $0.integer ?? .min }),
            nulls: instants.contains(.null) ? instants.map(\.isNull) : [])
        let input = SegmentInput(
            schema: Schema(name: "s", fields: [FieldSpec(name: "at", type: .timestamp, role: .dateTime)]),
            columns: [values], provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: instants.count)
        let bytes = try SegmentBuilder.build(input, identity: NaiveTable.identity, indexing: indexing)
        return try SealedSegment(MappedRegion(copying: bytes), path: "derived")
    }

    @Test(arguments: SeededGenerator.seeds, [nil, "at"])
    func derivedColumnsHoldTheRoundedInstants(seed: UInt64, sortedColumn: String?) throws {
        var generator = SeededGenerator(seed: seed)
        let instants = (0..<3000).map { _ -> Value in
            generator.oneIn(9) ? .null : .integer(Int64.random(in: -5_000_000_000...9_000_000_000, using: &generator))
        }
        let indexing = IndexingConfig(
            columns: ["at": .init(granularities: CalendarUnit.allCases.reversed() + [.day])],
            sortedColumn: sortedColumn)
        let segment = try Self.segment(instants, indexing)
        try segment.verify()
        #expect(try segment.differences(from: indexing).isEmpty)
        let stored = try #require(try segment.column("at"))
        let rows = 0..<instants.count
        let source = stored.values(rows)
        for unit in CalendarUnit.allCases {
            let name = DerivedTime(source: "at", unit: unit).name
            #expect(segment.columns.count { $0.name == ByteString(name) && $0.role == .hidden } == 1)
            let column = try #require(try segment.column(name))
            #expect(column.type == .timestamp && column.nulls == stored.nulls)
            let found = column.values(rows)
            for row in rows where stored.nulls?[row] != true {
                #expect(found[row] == unit.truncate(source[row].integer!).map { .integer($0) })
            }
        }
    }

    @Test func whatCannotBeRoundedIsNotDerived() throws {
        let indexing = IndexingConfig(columns: ["at": .init(granularities: [.day, .second])])
        let early = try Self.segment([.integer(.min), .integer(5)], indexing)
        #expect(try early.column("$at$DAY") == nil && early.column("$at$SECOND") == nil)
        #expect(try early.differences(from: indexing).isEmpty)
        #expect(try early.column("$subRow") != nil)
        let none = try Self.segment([.null, .null], indexing)
        #expect(try none.column("$at$DAY")?.nulls?.population == 2)
        #expect(try Self.segment([], indexing).column("$at$DAY") != nil)
    }

    @Test func differencesNameWhatIsMissingOrTooMuch() throws {
        let days = IndexingConfig(columns: ["at": .init(granularities: [.day])])
        let months = IndexingConfig(columns: ["at": .init(granularities: [.month])])
        let segment = try Self.segment([.integer(5), .integer(7)], days)
        #expect(try segment.differences(from: months) == ["$at$DAY", "$at$MONTH"])
        #expect(try segment.differences(from: IndexingConfig()) == ["$at$DAY"])
    }
}
