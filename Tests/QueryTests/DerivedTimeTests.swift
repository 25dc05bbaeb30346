import Bytes
import Query
import Schema
import Segment
import TestSupport
import Testing

/// Calls of dateTrunc are answered from derived columns where a segment has them.
@Suite struct DerivedTimeTests {
    private static let schema = Schema(
        name: "t", fields: [FieldSpec(name: "at", type: .timestamp, role: .dateTime), FieldSpec(name: "n", type: .int)])

    private static func segment(_ id: UInt64, units: [CalendarUnit]) throws -> SealedSegment {
        var generator = SeededGenerator(seed: id)
        let instants = (0..<500).map { _ in Int64.random(in: 0...40_000_000_000, using: &generator) }
        let nulls = instants.map { $0 % 11 == 0 }
        let input = SegmentInput(
            schema: schema,
            columns: [
                ColumnValues(type: .timestamp, storage: .integers(instants), nulls: nulls),
                ColumnValues(type: .int, storage: .integers(instants.map { $0 % 100 })),
            ], provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: instants.count)
        let identity = SegmentIdentity(
            tableID: 1, segmentID: id, name: "t__\(id)", schemaName: "t", schemaVersion: 1)
        let bytes = try SegmentBuilder.build(
            input, identity: identity, indexing: IndexingConfig(columns: ["at": .init(granularities: units)]))
        return try SealedSegment(MappedRegion(copying: bytes), path: "t")
    }

    private static func snapshot(_ segments: [any SegmentSource]) -> TableSnapshot {
        TableSnapshot(name: "t", schema: schema, segments: segments)
    }

    @Test(arguments: [
        "SELECT dateTrunc('DAY', at), COUNT(*), SUM(n) FROM t GROUP BY dateTrunc('DAY', at) ORDER BY 1",
        "SELECT dateTrunc('month', at) AS m, COUNT(*) FROM t WHERE n > 50 GROUP BY m ORDER BY m",
        "SELECT COUNT(*) FROM t WHERE dateTrunc('DAY', at) = 86400000",
        "SELECT COUNT(*) FROM t WHERE dateTrunc('DAY', at) >= 864000000 AND at < 2000000000 AND n < 90",
        "SELECT COUNT(*) FROM t WHERE NOT (dateTrunc('WEEK', at) = 3369600000 OR dateTrunc('DAY', at) IS NULL)",
        "SELECT at, n FROM t ORDER BY dateTrunc('DAY', at) DESC, at, n LIMIT 30",
        "SELECT at, n FROM t ORDER BY dateTrunc('DAY', at) + n, at, n LIMIT 30",
        "SELECT \"$at$DAY\", COUNT(*) FROM t GROUP BY \"$at$DAY\" ORDER BY \"$at$DAY\" LIMIT 20",
        "SELECT DISTINCT \"$at$MONTH\" FROM t ORDER BY \"$at$MONTH\"",
        "SELECT \"$at$YEAR\", n FROM t WHERE \"$at$DAY\" = 172800000 ORDER BY at, n",
    ])
    func theAnswersAreThoseWithoutDerivedColumns(sql: String) throws {
        let query = try QueryPlanner.prepare(select(sql), schema: Self.schema)
        func rows(_ units: [[CalendarUnit]]) throws -> [[Value]] {
            let segments = try units.enumerated().map { try Self.segment(UInt64($0 + 1), units: $1) }
            return try query.execute(on: Self.snapshot(segments), limits: limits()).rows
        }
        let computed = try rows([[], []])
        #expect(!computed.isEmpty)
        #expect(try rows([[.day, .month, .week], [.day]]) == computed)
        #expect(try rows([[], [.month, .day, .year]]) == computed)
    }

    /// A segment that has something else in a derived column shows it.
    private final class Forged: SegmentSource {
        let segment: SealedSegment
        init(_ segment: SealedSegment) { self.segment = segment }
        var name: String { segment.name }
        var rowCount: Int { segment.rowCount }
        var isConsuming: Bool { false }

        func column(_ name: String) throws(FormatError) -> (any ColumnSource)? {
            if name == "$at$DAY" { return ConstantColumn(type: .timestamp, value: .integer(42), rowCount: rowCount) }
            return try segment.column(name)
        }
    }

    @Test(arguments: [
        "SELECT dateTrunc('DAY', at), COUNT(*) FROM t GROUP BY dateTrunc('DAY', at)",
        "SELECT \"$at$DAY\", COUNT(*) FROM t WHERE dateTrunc('DAY', at) = 42 GROUP BY \"$at$DAY\"",
    ])
    func derivedColumnsAreUsed(sql: String) throws {
        let segment = Forged(try Self.segment(1, units: [.day]))
        let query = try QueryPlanner.prepare(select(sql), schema: Self.schema)
        let result = try query.execute(on: Self.snapshot([segment]), limits: limits())
        #expect(result.rows == [[.integer(42), .integer(500)]])
    }
}
