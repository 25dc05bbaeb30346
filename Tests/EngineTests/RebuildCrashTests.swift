import Bytes
import Catalog
import Engine
import Files
import Schema
import Segment
import Testing

/// Merging and building again, stopped at every file operation: the old segments are there, or the new one.
@Suite struct RebuildCrashTests {
    typealias Process = CrashTests.Process

    /// Where each row came from, by its id, and which other columns it has.
    struct Row: Hashable {
        let id: Int64
        let word: ByteString
        let origin: RowProvenance
    }

    /// Debug builds are many times slower and look at every so-many-th operation; optimised ones at all.
    #if DEBUG
        static let stride = 7
    #else
        static let stride = 1
    #endif

    static let policy = MergePolicy(targetRows: 60, targetBytes: .max)

    /// Seals small segments, merges those that may be, and brings what there is to other settings.
    static func work(_ fileSystem: MemoryFileSystem, _ clients: inout CrashTests.Clients) throws {
        let process = try Process(fileSystem)
        for step in 0..<10 {
            try process.produce(1 + step % 3, to: step / 5, &clients)
            try process.consume()
            try process.seal(step / 5)
            if step == 4 || step == 9 { try process.merge() }
        }
        try process.rebuild(by: IndexingConfig(sortedColumn: "word"))
        try process.rebuild(by: IndexingConfig(columns: ["id": .init(dictionary: .always)]))
        for log in process.logs { try log.close() }
        try process.catalog.close()
    }

    /// What every stop must leave: all rows, each once, with the provenance that their records have, and no other file
    /// than those that the catalog names.
    static func check(_ fileSystem: MemoryFileSystem, _ clients: CrashTests.Clients, _ context: String) throws {
        let process = try Process(fileSystem)
        let rows = try process.visibleRows()
        let ids = Set(rows.map(\.id))
        #expect(ids.count == rows.count, "\(context): no row twice")
        #expect(clients.acknowledged.isSubset(of: ids), "\(context): nothing acknowledged is missing")
        #expect(ids.isSubset(of: clients.acknowledged.union(clients.inFlight)), "\(context): nothing is invented")
        for row in rows {
            #expect(row.word == ByteString("w\(row.id % 7)"), "\(context): row \(row.id) is whole")
            #expect(try process.recordID(row.origin) == row.id, "\(context): row \(row.id) says where it came from")
        }
        let directory = CatalogPaths.tableDirectory(process.table.id)
        let files = try fileSystem.exists(directory) ? Set(try fileSystem.list(directory)) : []
        #expect(files == Set(process.table.segments.keys.map { "\($0).seg" }), "\(context): no file is left over")
        try process.merge()
        try process.rebuild(by: IndexingConfig(sortedColumn: "id"))
        #expect(try Set(process.visibleRows()) == Set(rows), "\(context): work goes on from there")
    }

    @Test func everyOperationMayBeTheLast() throws {
        let rehearsal = MemoryFileSystem()
        var clients = CrashTests.Clients()
        try Self.work(rehearsal, &clients)
        let merged = try Process(rehearsal).table.segments.values.map(\.name)
        #expect(merged.contains { $0.hasPrefix("m") }, "the workload merges: \(merged)")
        var states = 0
        for stop in Swift.stride(from: 0, to: rehearsal.operationCount, by: Self.stride) {
            let fileSystem = MemoryFileSystem()
            fileSystem.follow(.stop(at: stop))
            var clients = CrashTests.Clients()
            try? Self.work(fileSystem, &clients)
            for outcome in CrashTests.outcomes.prefix(5) {
                try Self.check(fileSystem.afterPowerCut(outcome), clients, "stopped at \(stop), \(outcome)")
                states += 1
            }
        }
        print("merges and rebuilds: \(rehearsal.operationCount) operations, \(states) states recovered")
        #expect(states >= 2_000 / Self.stride)
    }

    @Test(arguments: [FileError.Reason.inputOutput, .noSpace])
    func anyOperationMayFail(reason: FileError.Reason) throws {
        let rehearsal = MemoryFileSystem()
        var clients = CrashTests.Clients()
        try Self.work(rehearsal, &clients)
        for failing in Swift.stride(from: 0, to: rehearsal.operationCount, by: Self.stride) {
            let fileSystem = MemoryFileSystem()
            fileSystem.follow(.fail(at: failing, reason))
            var clients = CrashTests.Clients()
            try? Self.work(fileSystem, &clients)
            for outcome in [UnsyncedData.lost, .kept] {
                try Self.check(fileSystem.afterPowerCut(outcome), clients, "\(reason) at \(failing), \(outcome)")
            }
        }
    }
}

extension CrashTests.Process {
    /// One segment in the place of old ones, as the rebuilder does it.
    func replace(_ old: [SealedEntry], name: String, _ indexing: IndexingConfig) throws {
        guard let first = old.first?.entry, let last = old.last?.entry, let partition = first.partition else { return }
        let description = SegmentStore.Description(
            name: name, schemaVersion: 1, partition: partition, offsets: first.startOffset..<last.endOffset)
        let target = SegmentStore.Target(table: table.id, timeColumn: "at", indexing: indexing)
        try store.replace(old, by: description, schema: schema, in: target) { built, _ in
            let ids = old.map(\.entry.id)
            sealed.removeAll { ids.contains($0.entry.id) }
            sealed.append(built.sealed)
        }
    }

    func merge() throws {
        while let run = RebuildCrashTests.policy.runs(in: sealed.map(\.entry)).first {
            let old = run.compactMap { entry in sealed.first { $0.entry.id == entry.id } }
            try replace(old, name: "m__\(run[0].partition ?? -1)__\(run[0].startOffset)", IndexingConfig())
        }
    }

    func rebuild(by indexing: IndexingConfig) throws {
        for old in sealed.sorted(by: { $0.entry.id < $1.entry.id })
        where try !old.segment.differences(from: indexing).isEmpty {
            try replace([old], name: old.entry.name, indexing)
        }
    }

    /// The rows that a query would see, with what it could ask of them.
    func visibleRows() throws -> [RebuildCrashTests.Row] {
        try consume()
        let sources: [any SegmentSource] = sealed.map(\.segment) + consumers.map(\.segment.snapshot)
        return try sources.filter { $0.rowCount > 0 }.flatMap { source in
            var numbers: [[Int64]] = []
            for name in ["id", "$generation", "$partition", "$offset", "$subRow"] {
                var batch: [Int64] = []
                try #require(try source.column(name)).readIntegers(0..<source.rowCount, into: &batch)
                numbers.append(batch)
            }
            var words: [ByteString] = []
            try #require(try source.column("word")).readStrings(0..<source.rowCount, into: &words)
            return (0..<source.rowCount).map { row in
                let origin = RowProvenance(
                    generation: UInt32(numbers[1][row]), partition: Int32(numbers[2][row]), offset: numbers[3][row],
                    subRow: Int32(numbers[4][row]))
                return RebuildCrashTests.Row(id: numbers[0][row], word: words[row], origin: origin)
            }
        }
    }

    /// The id in the record at a place of the log.
    func recordID(_ origin: RowProvenance) throws -> Int64? {
        for batch in try logs[Int(origin.partition)].read(from: origin.offset, maximumBytes: 1) {
            for record in try batch.records() where record.offset == origin.offset {
                guard let value = record.value else { return nil }
                let json = try JSONValue(parsing: Array(value))
                guard case .integer(let id)? = json["id"] else { return nil }
                return id
            }
        }
        return nil
    }
}
