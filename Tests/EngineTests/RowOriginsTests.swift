import Bytes
import Catalog
import Engine
import Files
import Schema
import Segment
import Testing

/// What is known of rows by number can be carried over to the segment that takes their place.
@Suite struct RowOriginsTests {
    private func ids(_ source: any SegmentSource) throws -> [Int64] {
        var ids: [Int64] = []
        try #require(try source.column("id")).readIntegers(0..<source.rowCount, into: &ids)
        return ids
    }

    private func offsets(_ segment: SealedSegment) throws -> [Int64] {
        var origins: [RowProvenance] = []
        try segment.provenance().read(0..<segment.rowCount, into: &origins)
        return origins.map(\.offset)
    }

    @Test(arguments: [nil, "word", "id"]) func rowsAreFoundAgain(_ sortedColumn: String?) throws {
        let process = try CrashTests.Process(MemoryFileSystem())
        var clients = CrashTests.Clients()
        let indexing = IndexingConfig(sortedColumn: sortedColumn)
        let target = SegmentStore.Target(table: process.table.id, timeColumn: nil, indexing: indexing)
        var sealed: [SealedEntry] = []
        for count in [10, 1, 23] {
            try process.produce(count, to: 0, &clients)
            try process.consume()
            let snapshot = process.consumers[0].freeze()
            let frozen = try #require(snapshot)
            let before = try ids(frozen.rows)
            try process.store.seal(frozen, into: target) { result, _ in
                guard let built = result.rows else { return }
                sealed.append(built.sealed)
                do {
                    let after = try ids(built.sealed.segment)
                    let newRows = built.origins.newRows()
                    #expect(newRows.map(\.count) == [count] && Set(newRows[0]).count == count)
                    for (row, id) in before.enumerated() { #expect(after[Int(newRows[0][row])] == id) }
                } catch {
                    Issue.record("\(error)")
                }
            }
        }
        let before = try sealed.map { try (ids($0.segment), offsets($0.segment)) }
        let description = SegmentStore.Description(
            name: "merged", schemaVersion: 1, partition: 0, offsets: 0..<34)
        let other = SegmentStore.Target(
            table: process.table.id, timeColumn: nil, indexing: IndexingConfig(sortedColumn: "word"))
        try process.store.replace(sealed, by: description, schema: process.schema, in: other) { built, _ in
            do {
                let (ids, offsets) = try (ids(built.sealed.segment), offsets(built.sealed.segment))
                let newRows = built.origins.newRows()
                #expect(newRows.map(\.count) == [10, 1, 23] && Set(newRows.joined()).count == 34)
                for (segment, (oldIDs, oldOffsets)) in before.enumerated() {
                    for row in oldIDs.indices {
                        let newRow = Int(newRows[segment][row])
                        #expect(ids[newRow] == oldIDs[row] && offsets[newRow] == oldOffsets[row])
                    }
                }
            } catch {
                Issue.record("\(error)")
            }
        }
        #expect(process.catalog.state.tables[process.table.id]?.segments.count == 1)
    }
}
