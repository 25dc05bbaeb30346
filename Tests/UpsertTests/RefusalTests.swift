import Bitmaps
import Ingest
import Schema
import Segment
import Testing
import Upsert

/// What is refused, and that nothing changes then.
@Suite struct RefusalTests {
    private static func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch { return (error as? UpsertError)?.code }
    }

    @Test func rules() throws {
        let schema = Schema(
            name: "t",
            fields: [
                FieldSpec(name: "id", type: .long), FieldSpec(name: "many", type: .long, isMultiValue: true),
                FieldSpec(name: "text", type: .string), FieldSpec(name: "gone", type: .boolean),
            ])
        let wrong: [(keys: [String], comparison: [String], deletion: String?)] = [
            ([], ["id"], nil), (["nothing"], ["id"], nil), (["many"], ["id"], nil), (["id", "id"], ["id"], nil),
            (["id"], ["nothing"], nil), (["id"], ["many"], nil), (["id"], ["id", "text"], nil),
            (["id"], ["id"], "text"), (["id"], ["id"], "nothing"),
        ]
        for (keys, comparison, deletion) in wrong {
            let code = Self.code { _ = try UpsertRules(schema, keys: keys, comparison: comparison, deletion: deletion) }
            #expect(code == "INVALID_UPSERT")
        }
        #expect(throws: Never.self) { try UpsertRules(schema, keys: ["id"], comparison: ["id"], deletion: "gone") }
    }

    private static func rows(_ count: Int) -> [ModelRow] {
        (0..<count).map {
            ModelRow(
                values: [.integer(Int64($0 / 2)), .integer(1), .null],
                origin: RowProvenance(generation: 0, partition: 0, offset: Int64($0), subRow: 0))
        }
    }

    @Test func callsOutOfPlace() throws {
        let shape = TableShape.simple
        let (segment, shorter) = (try shape.sealed(Self.rows(6)), try shape.sealed(Self.rows(4)))
        var index = UpsertIndex(try shape.rules)
        try index.add(segment, number: 1)
        #expect(Self.code { try index.add(segment, number: 1) } == "INVALID_UPSERT_CALL")
        #expect(Self.code { _ = try index.apply(1..<2, of: 1) } == "INVALID_UPSERT_CALL")
        #expect(Self.code { _ = try index.apply(0..<7, of: 1) } == "INVALID_UPSERT_CALL")
        #expect(Self.code { _ = try index.apply(0..<1, of: 2) } == "INVALID_UPSERT_CALL")
        _ = try index.apply(0..<6, of: 1)
        #expect(Self.code { try index.grow(1, to: shorter) } == "INVALID_UPSERT_SEGMENT")
        #expect(Self.code { try index.replace(1, by: shorter, number: 2) } == "INVALID_UPSERT_SEGMENT")
        #expect(Self.code { _ = try index.continueReplacing(9, budget: 1) } == "INVALID_UPSERT_CALL")
        let live = try index.liveRows(of: 1)
        let mapping = try RowMapping(
            [RowMapping.Part(number: 1, destinations: [5, 4, 3, 2, 1, 0], live: live)], rowCount: 6)
        #expect(Self.code { try index.beginReplacing(mapping, by: shorter, number: 2) } == "INVALID_UPSERT_SEGMENT")
        try index.beginReplacing(mapping, by: segment, number: 2)
        #expect(Self.code { try index.beginReplacing(mapping, by: segment, number: 3) } == "INVALID_UPSERT_CALL")
        #expect(Self.code { _ = try index.apply(6..<6, of: 1) } == "INVALID_UPSERT_CALL")
        #expect(Self.code { try index.replace(1, by: segment, number: 3) } == "INVALID_UPSERT_CALL")
        #expect(try index.liveRows(of: 1) == live)
        #expect(index.counts == [0: UpsertCounts(live: 3, superseded: 3)])
    }

    @Test func mappings() throws {
        var live = LiveRows(rowCount: 3)
        live.kill(1)
        let none = RowMapping.none
        let wrong: [([UInt32], Int)] = [
            ([0, 1], 2), ([0, 1, 1], 2), ([0, 1, 3], 3), ([none, 0, 1], 2), ([0, none, 2], 3), ([0, none, 1], 3),
        ]
        for (destinations, count) in wrong {
            let part = RowMapping.Part(number: 1, destinations: destinations, live: live)
            #expect(Self.code { _ = try RowMapping([part], rowCount: count) } == "INVALID_UPSERT_SEGMENT")
        }
        let part = RowMapping.Part(number: 1, destinations: [1, none, 0], live: live)
        #expect(throws: Never.self) { try RowMapping([part], rowCount: 2) }
        #expect(Self.code { _ = try RowMapping([part, part], rowCount: 4) } == "INVALID_UPSERT_SEGMENT")
    }

    @Test func segmentsWithOtherTypes() throws {
        let segment = try TableShape.simple.sealed(Self.rows(2))
        let schema = Schema(
            name: "t", fields: [FieldSpec(name: "id", type: .int), FieldSpec(name: "ts", type: .timestamp)])
        var index = UpsertIndex(try UpsertRules(schema, keys: ["id"], comparison: ["ts"]))
        #expect(Self.code { try index.add(segment, number: 1) } == "INVALID_UPSERT_SEGMENT")
    }
}
