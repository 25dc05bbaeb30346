import Bitmaps
import Ingest
import Schema
import Segment
import Testing
import Upsert

/// That the map of keys has the size and the spread that it should have.
@Suite struct KeySpreadTests {
    @Test(arguments: [1, 1 << 40]) func keysLieNearTheirHomes(_ stride: Int64) throws {
        let schema = Schema(name: "t", fields: [FieldSpec(name: "id", type: .long)])
        var index = UpsertIndex(try UpsertRules(schema, keys: ["id"], comparison: []))
        var segment = ConsumingSegment(name: "c", schema: schema, schemaVersion: 1, partition: 0, startOffset: 0)
        try index.add(segment.snapshot, number: 1)
        var worst = 0.0
        for number in 0..<60_000 {
            segment.append(DecodedRow([.integer(Int64(number) &* stride)]), offset: Int64(number))
            if segment.rowCount % 500 > 0 { continue }
            try index.grow(1, to: segment.snapshot)
            _ = try index.apply(segment.rowCount - 500..<segment.rowCount, of: 1)
            if number > 10_000 { worst = max(worst, Double(index.allocatedBytes) / Double(index.keyCount)) }
        }
        #expect(index.keyCount == 60_000)
        #expect(index.longestProbe < 150)
        #expect(worst <= 32)
    }
}
