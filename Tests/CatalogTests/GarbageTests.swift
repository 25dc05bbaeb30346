import Bytes
import Catalog
import Files
import Testing

@Suite struct GarbageTests {
    private func touch(_ fileSystem: MemoryFileSystem, _ paths: String...) throws {
        for path in paths {
            try fileSystem.createDirectory(Paths.directory(of: path))
            _ = try fileSystem.open(path, .create)
        }
    }

    @Test func isWhatNoEntryNames() throws {
        let fileSystem = MemoryFileSystem()
        let (catalog, topic, table) = try catalogWithTable(fileSystem)
        #expect(try catalog.state.garbage(in: fileSystem) == [])
        let id = catalog.reserveSegmentID()
        try catalog.commit { draft throws(CatalogError) in
            try draft.append(.addSegment(table, segment(id, "s", generation: 1)))
        }
        let kept = [
            CatalogPaths.logDirectory(topic, partition: 0) + "/0.log",
            CatalogPaths.logDirectory(topic, partition: 1) + "/0.log", CatalogPaths.segmentPath(table, id),
            "tables/README", "tables/\(table)/notes", "tables/007/x", "log/lost+found/x",
        ]
        for path in kept { try touch(fileSystem, path) }
        try touch(
            fileSystem, "tables/\(table)/\(id).seg.tmp", "tables/\(table)/\(id).live", "tables/\(table)/99.seg",
            "tables/98/97.seg", "log/\(topic)/2/0.log", "log/\(topic)/1/5.log.tmp", "log/98/0/0.log", "tables/x.tmp")
        let garbage = try catalog.state.garbage(in: fileSystem)
        #expect(
            garbage == [
                .file("log/\(topic)/1/5.log.tmp"), .directory("log/\(topic)/2"), .directory("log/98"),
                .file("tables/\(table)/\(id).live"), .file("tables/\(table)/\(id).seg.tmp"),
                .file("tables/\(table)/99.seg"), .directory("tables/98"), .file("tables/x.tmp"),
            ])
        for item in garbage { try item.remove(from: fileSystem) }
        #expect(try catalog.state.garbage(in: fileSystem) == [])
        for path in kept { #expect(try fileSystem.exists(path), "\(path)") }
    }

    @Test func pathsAreBuiltFromNumbers() {
        #expect(CatalogPaths.logDirectory(TopicID(rawValue: 3), partition: 7) == "log/3/7")
        #expect(CatalogPaths.tableDirectory(TableID(rawValue: 4)) == "tables/4")
        #expect(CatalogPaths.segmentPath(TableID(rawValue: 4), SegmentID(rawValue: 5)) == "tables/4/5.seg")
    }

    @Test func aLostCatalogIsNotTakenForANewOne() throws {
        for root in ["tables", "log"] {
            let fileSystem = MemoryFileSystem()
            try fileSystem.createDirectory(root)
            _ = try Catalog.open(fileSystem.afterPowerCut(.kept))
            try touch(fileSystem, "\(root)/1/0.x")
            let error = #expect(throws: CatalogError.self) { try Catalog.open(fileSystem) }
            #expect(error?.code == "CORRUPT_FILE")
        }
    }
}
