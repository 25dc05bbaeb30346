import Catalog
import Files
import Testing

/// Many segments: nothing is quadratic in their number, and checkpoints keep the journal short.
@Suite struct ScaleTests {
    #if DEBUG
        private static let segments: Int64 = 300
    #else
        private static let segments: Int64 = 3_000
    #endif

    @Test func manySegmentsAreCommittedAndReadBack() throws {
        let fileSystem = MemoryFileSystem()
        let (catalog, _, table) = try catalogWithTable(fileSystem)
        let clock = ContinuousClock()
        let committing = try clock.measure {
            for index in 0..<Self.segments {
                let start = 100 + index * 10
                let sealed = segment(
                    catalog.reserveSegmentID(), "orders__0__\(index)", partition: 0, start..<start + 10)
                try catalog.commit { draft throws(CatalogError) in
                    try draft.append(.addSegment(table, sealed))
                    try draft.append(.setConsumed(table, partition: 0, offset: start + 10, rejected: 0))
                }
            }
        }
        let state = catalog.state
        #expect(state.tables[table]?.segments.count == Int(Self.segments))
        let crashed = fileSystem.afterPowerCut(.lost)
        var bytes = 0
        for name in try crashed.list("catalog") { bytes += try crashed.readAll("catalog/\(name)").count }
        var reopened: CatalogState?
        let opening = try clock.measure { reopened = try Catalog.open(crashed).state }
        #expect(reopened == state)
        print(
            "catalog: \(Self.segments) segments committed at \(committing / Int(Self.segments)) each, opened in",
            "\(opening) from \(bytes) bytes of journal")
        #expect(bytes < 2 * Catalog.Options.defaultCheckpointBytes + 1_000 * Int(Self.segments))
    }

    /// The least interval still leaves time between checkpoints: each must be paid for by as many bytes of edits.
    @Test func checkpointsGrowWithTheState() throws {
        let fileSystem = MemoryFileSystem()
        let catalog = try Catalog.open(fileSystem, options: Catalog.Options(checkpointBytes: 0))
        var journals: Set<String> = []
        for version in 1...200 {
            try catalog.commit { draft throws(CatalogError) in
                try draft.append(.putSchema(SchemaEntry(name: "s\(version)", version: 1, json: "{}")))
            }
            let names = try fileSystem.list("catalog")
            journals.formUnion(names)
            #expect(names.count == 1)
        }
        #expect((3...60).contains(journals.count), "\(journals.count) journals for 200 edits")
    }
}
