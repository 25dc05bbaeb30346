import Bytes
import Catalog
import Files
import Testing

@Suite struct IdentifierTests {
    /// Creates and drops topics, restarting and checkpointing in between: no number comes back.
    @Test func areNeverReused() throws {
        var fileSystem = MemoryFileSystem()
        var seen: Set<UInt64> = []
        for round in 0..<30 {
            let catalog = try Catalog.open(fileSystem, options: Catalog.Options(checkpointBytes: round % 3 * 1_024))
            for _ in 0..<3 {
                let state = try catalog.commit { draft throws(CatalogError) in
                    let id = draft.newTopicID()
                    try draft.append(.createTopic(TopicEntry(id: id, name: "t", partitionCount: 1, createdAt: 0)))
                }
                let id = try #require(state.topic(named: "t")?.id)
                #expect(seen.insert(id.rawValue).inserted, "round \(round): the number \(id) came back")
                try catalog.commit { draft throws(CatalogError) in try draft.append(.dropTopic(id)) }
            }
            if round % 2 == 0 { try catalog.close() }
            fileSystem = fileSystem.afterPowerCut(.lost)
        }
        #expect(seen.count == 90)
    }

    /// Two writers reserve, and the later number is committed first.
    @Test func mayBeUsedInAnyOrder() throws {
        let fileSystem = MemoryFileSystem()
        let (catalog, _, table) = try catalogWithTable(fileSystem)
        let (first, second) = (catalog.reserveSegmentID(), catalog.reserveSegmentID())
        for (id, partition) in [(second, 1), (first, 0)] as [(SegmentID, Int32)] {
            try catalog.commit { draft throws(CatalogError) in
                let start = draft.state.tables[table]?.consumed(inPartition: partition) ?? 0
                try draft.append(
                    .addSegment(table, segment(id, "s\(id)", partition: partition, start..<start + 5)))
                try draft.append(.setConsumed(table, partition: partition, offset: start + 5, rejected: 0))
            }
        }
        let state = catalog.state
        #expect(state.nextID == second.rawValue + 1)
        let reopened = try Catalog.open(fileSystem.afterPowerCut(.lost))
        #expect(reopened.state == state)
        #expect(reopened.reserveSegmentID().rawValue == second.rawValue + 1)
    }

    @Test func cannotBeUsedAgainByTheSameProcess() throws {
        let (catalog, topic, table) = try catalogWithTable()
        let id = catalog.reserveSegmentID()
        let sealed = segment(id, "s", generation: 1)
        try catalog.commit { draft throws(CatalogError) in try draft.append(.addSegment(table, sealed)) }
        try catalog.commit { draft throws(CatalogError) in
            try draft.append(.removeSegment(table, id))
            try draft.append(.dropTable(table))
            try draft.append(.dropTopic(topic))
        }
        let again = TopicEntry(id: topic, name: "events", partitionCount: 1, createdAt: 0)
        expectRefused(.idNotReserved, catalog, .createTopic(again))
        let borrowed = TopicEntry(id: TopicID(rawValue: id.rawValue), name: "events", partitionCount: 1, createdAt: 0)
        expectRefused(.idNotReserved, catalog, .createTopic(borrowed))
    }

    /// A number whose edit failed can still be used by its next attempt, and by nobody else.
    @Test func outliveAFailedEdit() throws {
        let (catalog, _, table) = try catalogWithTable()
        let id = catalog.reserveSegmentID()
        expectRefused(.versionConflict, catalog, .addSegment(table, segment(id, "s", generation: 7)))
        #expect(catalog.reserveSegmentID() != id)
        try catalog.commit { draft throws(CatalogError) in
            try draft.append(.addSegment(table, segment(id, "s", generation: 1)))
        }
        #expect(catalog.state.tables[table]?.segments[id] != nil)
    }
}
