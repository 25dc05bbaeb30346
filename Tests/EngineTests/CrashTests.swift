import Bytes
import Catalog
import Engine
import Files
import Ingest
import Log
import Schema
import Segment
import Testing

/// Log append, seal and catalog commit, stopped at every file operation, with what was not synced lost, kept or torn.
///
/// One thread plays producer, consumer and sealer in a fixed order, so that the k-th operation is the same one each
/// time.
@Suite struct CrashTests {
    static let partitions: Int32 = 2

    /// What the clients of a run know.
    struct Clients {
        /// Ids that were acknowledged, and those that were sent without an answer.
        var acknowledged: Set<Int64> = []
        var inFlight: Set<Int64> = []
        var nextID: Int64 = 0
    }

    /// The machinery of one process.
    final class Process {
        let fileSystem: MemoryFileSystem
        let catalog: Catalog
        let store: SegmentStore
        let table: TableEntry
        let schema: Schema
        var logs: [PartitionLog] = []
        var consumers: [PartitionConsumer] = []
        /// What the catalog names, in the order of the log.
        var sealed: [SealedEntry] = []

        /// Starts as the server does: catalog, sweep, logs, segments, consumption of what is not sealed.
        init(_ fileSystem: MemoryFileSystem) throws {
            self.fileSystem = fileSystem
            var options = Catalog.Options()
            options.checkpointBytes = 3000
            catalog = try Catalog.open(fileSystem, options: options)
            for garbage in try catalog.state.garbage(in: fileSystem) { try garbage.remove(from: fileSystem) }
            let document = try SchemaDocument(parsing: Array(TestDatabase.schemaJSON.utf8))
            schema = document.schema
            try Self.createTable(catalog, document)
            table = try #require(catalog.state.table(named: "events_REALTIME"))
            store = SegmentStore(fileSystem: fileSystem, catalog: catalog, now: { 0 })
            try openLogs()
            for segment in table.segments.values {
                let opened = try SealedSegment.open(
                    fileSystem, path: CatalogPaths.segmentPath(table.id, segment.id),
                    expecting: (tableID: table.id.rawValue, segmentID: segment.id.rawValue))
                sealed.append(SealedEntry(entry: segment, segment: opened))
            }
        }

        private static func createTable(_ catalog: Catalog, _ document: SchemaDocument) throws {
            if catalog.state.table(named: "events_REALTIME") != nil { return }
            let json = String(decoding: document.json.serialized, as: UTF8.self)
            try catalog.commit { draft throws(CatalogError) in
                let topic = draft.newTopicID()
                try draft.append(
                    .createTopic(
                        TopicEntry(id: topic, name: "events", partitionCount: CrashTests.partitions, createdAt: 0)))
                try draft.append(.putSchema(SchemaEntry(name: "events", version: 1, json: json)))
                try draft.append(
                    .createTable(
                        TableEntry(
                            id: draft.newTableID(), name: "events_REALTIME", configJSON: TestDatabase.tableJSON(),
                            schemaName: "events", schemaJSON: json, sources: [.topic(topic)], createdAt: 0)))
            }
        }

        private func openLogs() throws {
            let topic = try #require(table.sources.first?.topicID)
            for partition in 0..<CrashTests.partitions {
                var options = LogOptions()
                options.segmentBytes = 700
                options.minimumEndOffset = table.consumed(inPartition: partition)
                let log = try PartitionLog.open(
                    fileSystem, directory: CatalogPaths.logDirectory(topic, partition: partition),
                    identity: LogIdentity(topicID: topic.rawValue, partition: partition), options: options)
                logs.append(log)
                consumers.append(
                    PartitionConsumer(
                        tableName: "events",
                        source: .init(
                            partition: partition, topic: "events", topicPartition: partition, reader: LogReader(log)),
                        startOffset: table.consumed(inPartition: partition),
                        versions: [(0, .init(number: 1, schema: schema, pipeline: RecordPipeline(schema: schema)))]))
            }
        }

        func produce(_ count: Int, to partition: Int, _ clients: inout Clients) throws {
            var builder = RecordBatchBuilder()
            var ids: Set<Int64> = []
            for _ in 0..<count {
                let json = Array(TestDatabase.event(Int(clients.nextID)).utf8)
                try builder.append(key: nil, value: json[...], timestamp: 0)
                ids.insert(clients.nextID)
                clients.nextID += 1
            }
            clients.inFlight.formUnion(ids)
            _ = try logs[partition].append(builder.finish())
            _ = try logs[partition].sync()
            clients.inFlight.subtract(ids)
            clients.acknowledged.formUnion(ids)
        }

        func consume() throws {
            for index in consumers.indices {
                while try consumers[index].consume(maximumRows: .max) != nil {}
            }
        }

        func seal(_ partition: Int) throws {
            guard let frozen = consumers[partition].freeze() else { return }
            let target = SegmentStore.Target(table: table.id, timeColumn: "at")
            try store.seal(frozen, into: target) { result, _ in if let built = result.rows { sealed.append(built.sealed) } }
        }

        func retire() throws {
            for (partition, log) in logs.enumerated() {
                let floor = catalog.state.tables[table.id]?.consumed(inPartition: Int32(partition)) ?? 0
                _ = try log.applyRetention(.init(maximumBytes: 1000), now: 0, floor: floor)
            }
        }

        /// The ids that a query would see.
        func visibleIDs() throws -> [Int64] {
            try consume()
            var ids: [Int64] = []
            let sources: [any SegmentSource] = sealed.map(\.segment) + consumers.map(\.segment.snapshot)
            for source in sources where source.rowCount > 0 {
                var some: [Int64] = []
                let column = try #require(try source.column("id"))
                column.readIntegers(0..<source.rowCount, into: &some)
                ids += some
            }
            return ids
        }
    }

    /// The life of one process, up to a clean end, or up to where the machine stops.
    func work(_ fileSystem: MemoryFileSystem, _ clients: inout Clients, steps: Int) throws {
        let process = try Process(fileSystem)
        for step in 0..<steps {
            try process.produce(1 + step % 3, to: step % 2, &clients)
            if step % 2 == 1 { try process.consume() }
            if step % 5 == 3 { try process.seal(step / 5 % 2) }
            if step % 7 == 6 { try process.retire() }
        }
        for log in process.logs { try log.close() }
        try process.catalog.close()
    }

    func check(_ fileSystem: MemoryFileSystem, _ clients: Clients, _ context: String) throws {
        let process = try Process(fileSystem)
        let ids = try process.visibleIDs()
        let visible = Set(ids)
        #expect(visible.count == ids.count, "\(context): no row twice")
        #expect(clients.acknowledged.isSubset(of: visible), "\(context): nothing acknowledged is missing")
        let known = clients.acknowledged.union(clients.inFlight)
        #expect(visible.isSubset(of: known), "\(context): nothing is invented")
        // Work goes on from there.
        var later = clients
        try process.produce(2, to: 0, &later)
        try process.consume()
        try process.seal(0)
        #expect(try Set(process.visibleIDs()) == visible.union([clients.nextID, clients.nextID + 1]), "\(context)")
    }

    static let outcomes: [UnsyncedData] = [.lost, .kept] + (1...8).map { .torn(seed: $0) }

    @Test func everyOperationOfALifeMayBeTheLast() throws {
        let rehearsal = MemoryFileSystem()
        var clients = Clients()
        try work(rehearsal, &clients, steps: 24)
        let operations = rehearsal.operationCount
        var states = 0
        for stop in 0..<operations {
            let fileSystem = MemoryFileSystem()
            fileSystem.follow(.stop(at: stop))
            var clients = Clients()
            try? work(fileSystem, &clients, steps: 24)
            for outcome in Self.outcomes {
                try check(fileSystem.afterPowerCut(outcome), clients, "stopped at \(stop), \(outcome)")
                states += 1
            }
        }
        print("log, seal and catalog: \(operations) operations, \(states) states recovered")
        #expect(states >= 2000)
    }

    /// The second life begins in what the first left, and is stopped too: recovery is interrupted at every operation.
    @Test func recoveryMayBeInterrupted() throws {
        var states = 0
        for stop in stride(from: 5, to: 200, by: 13) {
            let first = MemoryFileSystem()
            first.follow(.stop(at: stop))
            var clients = Clients()
            try? work(first, &clients, steps: 24)
            for secondStop in 0..<14 {
                let second = first.afterPowerCut(.torn(seed: UInt64(stop)))
                second.follow(.stop(at: secondStop))
                var clients = clients
                try? work(second, &clients, steps: 2)
                for outcome in Self.outcomes.prefix(4) {
                    try check(
                        second.afterPowerCut(outcome), clients, "stopped at \(stop) and \(secondStop), \(outcome)")
                    states += 1
                }
            }
        }
        print("interrupted recoveries: \(states) states recovered")
        #expect(states >= 500)
    }

    /// The k-th operation fails once, and the process goes on as it can: whatever was acknowledged stays.
    @Test(arguments: [FileError.Reason.inputOutput, .noSpace])
    func anyOperationMayFail(reason: FileError.Reason) throws {
        let rehearsal = MemoryFileSystem()
        var clients = Clients()
        try work(rehearsal, &clients, steps: 16)
        var states = 0
        for failing in 0..<rehearsal.operationCount {
            let fileSystem = MemoryFileSystem()
            fileSystem.follow(.fail(at: failing, reason))
            var clients = Clients()
            try? work(fileSystem, &clients, steps: 16)
            for outcome in [UnsyncedData.lost, .kept, .torn(seed: 1)] {
                try check(fileSystem.afterPowerCut(outcome), clients, "\(reason) at \(failing), \(outcome)")
                states += 1
            }
        }
        print("\(reason): \(states) states recovered")
    }
}
