import Bytes
import Catalog
import Files
import Testing

@Suite struct SegmentEditTests {
    @Test func sealingIsOneEdit() throws {
        let (catalog, topic, table) = try catalogWithTable()
        let sealed = segment(catalog.reserveSegmentID(), "s", partition: 0, 100..<150)
        try catalog.commit { draft throws(CatalogError) in
            try draft.append(.addSegment(table, sealed))
            try draft.append(.setConsumed(table, partition: 0, offset: 150, rejected: 3))
        }
        let entry = try #require(catalog.state.tables[table])
        #expect(entry.segment(named: "s") == sealed)
        #expect(entry.consumed == [0: 150] && entry.rejected == [0: 3])
        #expect(catalog.state.firstUnsealedOffset(of: topic, partition: 0) == 150)
        try catalog.commit { draft throws(CatalogError) in try draft.append(.removeSegment(table, sealed.id)) }
        #expect(catalog.state.tables[table]?.segments.isEmpty == true)
        #expect(catalog.state.tables[table]?.segmentIDs.isEmpty == true)
        #expect(catalog.state.tables[table]?.consumed == [0: 150])
    }

    @Test func severalSegmentsOfOneEditFollowEachOther() throws {
        let (catalog, _, table) = try catalogWithTable()
        let first = segment(catalog.reserveSegmentID(), "a", partition: 0, 100..<150)
        let second = segment(catalog.reserveSegmentID(), "b", partition: 0, 150..<151)
        let other = segment(catalog.reserveSegmentID(), "c", partition: 1, 0..<9)
        try catalog.commit { draft throws(CatalogError) in
            for segment in [first, second, other] { try draft.append(.addSegment(table, segment)) }
            try draft.append(.setConsumed(table, partition: 1, offset: 9, rejected: 0))
            try draft.append(.setConsumed(table, partition: 0, offset: 151, rejected: 0))
        }
        #expect(catalog.state.tables[table]?.consumed == [0: 151, 1: 9])
    }

    @Test func refusesGapsAndOverlaps() throws {
        let (catalog, _, table) = try catalogWithTable()
        func added(_ offsets: Range<Int64>, _ partition: Int32 = 0) -> CatalogChange {
            .addSegment(table, segment(catalog.reserveSegmentID(), "s", partition: partition, offsets))
        }
        func consumed(_ offset: Int64, _ rejected: Int64 = 0, _ partition: Int32 = 0) -> CatalogChange {
            .setConsumed(table, partition: partition, offset: offset, rejected: rejected)
        }
        expectRefused(.offsetGap, catalog, added(100..<150))
        expectRefused(.offsetGap, catalog, added(101..<150), consumed(150))
        expectRefused(.offsetGap, catalog, added(99..<150), consumed(150))
        expectRefused(.offsetGap, catalog, added(100..<150), consumed(151))
        expectRefused(.offsetGap, catalog, added(100..<150), consumed(149))
        expectRefused(.offsetGap, catalog, consumed(100))
        expectRefused(.offsetGap, catalog, consumed(99))
        expectRefused(.offsetGap, catalog, consumed(150), added(100..<150))
        expectRefused(.invalidEntry, catalog, added(100..<100), consumed(100))
        expectRefused(.invalidEntry, catalog, consumed(110, 11))
        expectRefused(.invalidEntry, catalog, consumed(110, -1))
        expectRefused(.invalidEntry, catalog, consumed(1, 0, 2))
        expectRefused(.invalidEntry, catalog, consumed(1, 0, -1))
        expectRefused(.invalidEntry, catalog, added(0..<1, 2))
        try catalog.commit { draft throws(CatalogError) in try draft.append(consumed(110, 10)) }
        expectRefused(.invalidEntry, catalog, consumed(120, 9))
        expectRefused(.offsetGap, catalog, added(100..<120), consumed(120))
    }

    @Test func refusesSegmentsThatContradictTheTable() throws {
        let (catalog, _, table) = try catalogWithTable()
        let id = catalog.reserveSegmentID()
        let batch = segment(id, "s", generation: 1)
        let unknown = TableID(rawValue: 99)
        expectRefused(.unknownTable, catalog, .addSegment(unknown, batch))
        expectRefused(.unknownTable, catalog, .setConsumed(unknown, partition: 0, offset: 1, rejected: 0))
        expectRefused(.unknownSegment, catalog, .removeSegment(table, id))
        expectRefused(.versionConflict, catalog, .addSegment(table, segment(id, "s", generation: 1, schemaVersion: 2)))
        expectRefused(.versionConflict, catalog, .addSegment(table, segment(id, "s", generation: 2)))
        expectRefused(.versionConflict, catalog, .addSegment(table, segment(id, "s", generation: 0)))
        expectRefused(.invalidEntry, catalog, .addSegment(table, segment(id, "a/b", generation: 1)))
        expectRefused(.invalidEntry, catalog, .addSegment(table, segment(id, "s", 0..<5, generation: 1)))
        expectRefused(
            .idNotReserved, catalog, .addSegment(table, segment(SegmentID(rawValue: 1_000), "s", generation: 1)))
        expectRefused(.invalidEntry, catalog, .addSegment(table, segment(SegmentID(rawValue: 0), "s", generation: 1)))
        expectRefused(
            .invalidEntry, catalog, .addSegment(table, segment(SegmentID(rawValue: .max), "s", generation: 1)))
        try catalog.commit { draft throws(CatalogError) in try draft.append(.addSegment(table, batch)) }
        expectRefused(
            .segmentExists, catalog, .addSegment(table, segment(catalog.reserveSegmentID(), "s", generation: 2)))
        expectRefused(.idNotReserved, catalog, .addSegment(table, segment(id, "t", generation: 2)))
        let twice = catalog.reserveSegmentID()
        expectRefused(
            .idNotReserved, catalog, .addSegment(table, segment(twice, "t", generation: 2)),
            .removeSegment(table, twice), .addSegment(table, segment(twice, "u", generation: 2)))
    }

    @Test func batchesAreNumbered() throws {
        let (catalog, _, table) = try catalogWithTable()
        for generation in 1...3 as ClosedRange<Int64> {
            try catalog.commit { draft throws(CatalogError) in
                for part in 0..<2 {
                    try draft.append(
                        .addSegment(
                            table,
                            segment(catalog.reserveSegmentID(), "b\(generation)-\(part)", generation: generation)))
                }
            }
        }
        #expect(catalog.state.tables[table]?.lastGeneration == 3)
        #expect(catalog.state.tables[table]?.segments.count == 6)
    }

    @Test func schemaVersionsHoldFromOffsets() throws {
        let (catalog, _, table) = try catalogWithTable()
        func version(_ number: UInt32, _ from: [Int32: Int64]) -> CatalogChange {
            .addSchemaVersion(table, TableSchemaVersion(version: number, json: "{\"v\":\(number)}", holdsFrom: from))
        }
        expectRefused(.versionConflict, catalog, version(3, [0: 100]))
        expectRefused(.versionConflict, catalog, version(2, [0: 99]))
        expectRefused(.versionConflict, catalog, version(2, [:]))
        expectRefused(.invalidEntry, catalog, version(2, [0: 200, 1: -1]))
        expectRefused(.versionConflict, catalog, .dropSchemaVersion(table, version: 1))
        let first = segment(catalog.reserveSegmentID(), "s", partition: 0, 100..<200)
        try catalog.commit { draft throws(CatalogError) in try draft.append(version(2, [0: 200, 1: 10])) }
        expectRefused(.versionConflict, catalog, version(3, [0: 199, 1: 10]))
        let entry = try #require(catalog.state.tables[table])
        #expect(entry.schemaVersion(atOffset: 199, inPartition: 0)?.version == 1)
        #expect(entry.schemaVersion(atOffset: 200, inPartition: 0)?.version == 2)
        #expect(entry.schemaVersion(atOffset: 9, inPartition: 1)?.version == 1)
        #expect(entry.schemaVersion(atOffset: 10, inPartition: 1)?.version == 2)
        #expect(entry.schemaVersion(atOffset: 99, inPartition: 0) == nil)
        #expect(entry.currentSchema.version == 2)

        // Version 1 is needed while one of its records is not sealed, and while one of its segments is there.
        try catalog.commit { draft throws(CatalogError) in
            try draft.append(.addSegment(table, first))
            try draft.append(.setConsumed(table, partition: 0, offset: 200, rejected: 0))
        }
        expectRefused(.versionConflict, catalog, .dropSchemaVersion(table, version: 1))
        try catalog.commit { draft throws(CatalogError) in
            try draft.append(.setConsumed(table, partition: 1, offset: 10, rejected: 10))
        }
        expectRefused(.versionConflict, catalog, .dropSchemaVersion(table, version: 1))
        try catalog.commit { draft throws(CatalogError) in
            try draft.append(.removeSegment(table, first.id))
            try draft.append(.dropSchemaVersion(table, version: 1))
        }
        #expect(catalog.state.tables[table]?.schemaVersions.map(\.version) == [2])
        expectRefused(.versionConflict, catalog, .dropSchemaVersion(table, version: 2))
    }

    @Test func aSegmentTakesThePlaceOfThoseThatTheEditRemoves() throws {
        let (catalog, _, table) = try catalogWithTable()
        let ranges: [Range<Int64>] = [100..<150, 150..<151, 151..<200]
        let small = ranges.map { segment(catalog.reserveSegmentID(), "s\($0.lowerBound)", partition: 0, $0) }
        let batch = segment(catalog.reserveSegmentID(), "b", generation: 1)
        try catalog.commit { draft throws(CatalogError) in
            for segment in small + [batch] { try draft.append(.addSegment(table, segment)) }
            try draft.append(.setConsumed(table, partition: 0, offset: 200, rejected: 0))
        }
        func added(_ offsets: Range<Int64>, partition: Int32 = 0) -> CatalogChange {
            let id = catalog.reserveSegmentID()
            return .addSegment(table, segment(id, "m\(id)", partition: partition, offsets))
        }
        func removed(_ index: Int) -> CatalogChange { .removeSegment(table, small[index].id) }
        expectRefused(.offsetGap, catalog, added(100..<200))
        expectRefused(.offsetGap, catalog, removed(0), added(100..<151))
        expectRefused(.offsetGap, catalog, removed(0), removed(2), added(100..<200))
        expectRefused(.offsetGap, catalog, removed(0), removed(1), added(100..<152))
        expectRefused(.offsetGap, catalog, removed(0), removed(1), added(101..<151))
        expectRefused(.offsetGap, catalog, removed(0), removed(1), removed(2), added(100..<175))
        expectRefused(.offsetGap, catalog, removed(0), added(100..<150, partition: 1))
        expectRefused(.offsetGap, catalog, removed(0), added(100..<150), removed(1), added(100..<151))
        expectRefused(
            .versionConflict, catalog, .addSegment(table, segment(catalog.reserveSegmentID(), "c", generation: 1)))
        expectRefused(
            .versionConflict, catalog, .removeSegment(table, batch.id),
            .addSegment(table, segment(catalog.reserveSegmentID(), "b", generation: 1)),
            .addSegment(table, segment(catalog.reserveSegmentID(), "c", generation: 1)))

        let merged = segment(catalog.reserveSegmentID(), "s100", partition: 0, 100..<151)
        let rebuilt = segment(catalog.reserveSegmentID(), "b", generation: 1)
        try catalog.commit { draft throws(CatalogError) in
            for change in [removed(1), removed(0), .addSegment(table, merged)] { try draft.append(change) }
            try draft.append(.removeSegment(table, batch.id))
            try draft.append(.addSegment(table, rebuilt))
        }
        let entry = try #require(catalog.state.tables[table])
        #expect(Set(entry.segments.values) == [merged, small[2], rebuilt])
        #expect(entry.consumed == [0: 200] && entry.lastGeneration == 1)
    }
}
