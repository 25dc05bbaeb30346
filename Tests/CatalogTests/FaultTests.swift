import Bytes
import Catalog
import Files
import Testing

/// Makes every operation fail once, or from then on, and expects named errors, no false acknowledgement, and that
/// whatever is not poisoned heals.
@Suite struct FaultTests {
    private let states: [CatalogState]

    init() throws { states = try Workload.states() }

    private static let attempts = 3

    @Test(arguments: [false, true], [FileError.Reason.inputOutput, .noSpace])
    func survivesEveryFailure(_ forever: Bool, _ reason: FileError.Reason) throws {
        let clean = MemoryFileSystem()
        var workload = Workload(try Catalog.open(clean, options: Workload.options))
        for index in Workload.steps.indices { _ = try workload.run(step: index) }
        try workload.catalog.close()
        var (healed, poisoned) = (0, 0)
        for failing in 0..<clean.operationCount {
            let fileSystem = MemoryFileSystem()
            fileSystem.follow(.fail(at: failing, reason, forever: forever))
            let comment: Comment = "operation \(failing), \(reason), forever \(forever)"
            guard let catalog = try openWithRetries(fileSystem, reason, comment) else { continue }
            workload = Workload(catalog)
            let acknowledged = try runWithRetries(workload, reason, comment)
            if acknowledged == Workload.steps.count { healed += 1 } else { poisoned += 1 }
            for unsynced in [UnsyncedData.lost, .kept, .torn(seed: UInt64(failing))] {
                let recovered = try Catalog.open(fileSystem.afterPowerCut(unsynced), options: Workload.options).state
                let isExpected =
                    recovered == states[acknowledged]
                    || (acknowledged + 1 < states.count && recovered == states[acknowledged + 1])
                #expect(isExpected, "\(comment), \(unsynced): edit \(recovered.editNumber) after \(acknowledged)")
            }
        }
        print(
            "catalog: each of \(clean.operationCount) operations failed (\(reason), forever \(forever)):",
            "\(healed) runs went on, \(poisoned) were poisoned or stuck")
        #expect(poisoned > 0 && (forever || healed > 0))
    }

    private func openWithRetries(
        _ fileSystem: MemoryFileSystem, _ reason: FileError.Reason, _ comment: Comment
    ) throws -> Catalog? {
        for _ in 0..<Self.attempts {
            do {
                return try Catalog.open(fileSystem, options: Workload.options)
            } catch {
                #expect([reason.rawValue, "FILE_POISONED"].contains(error.code), comment)
            }
        }
        return nil
    }

    /// Tries each step a few times. Returns how many were acknowledged.
    private func runWithRetries(
        _ workload: Workload, _ reason: FileError.Reason, _ comment: Comment
    ) throws -> Int {
        for index in Workload.steps.indices {
            var attempt = 0
            while true {
                do {
                    #expect(try workload.run(step: index) == states[index + 1], comment)
                    break
                } catch {
                    attempt += 1
                    #expect(workload.catalog.state == states[index], comment)
                    #expect([reason.rawValue, "CATALOG_POISONED"].contains(error.code), "\(comment): \(error)")
                    if attempt == Self.attempts { return index }
                }
            }
        }
        return Workload.steps.count
    }

    @Test func aFailedSyncPoisonsForGood() throws {
        let fileSystem = MemoryFileSystem()
        let (catalog, topic, _) = try catalogWithTable(fileSystem)
        let before = catalog.state
        func grow() throws {
            try catalog.commit { draft throws(CatalogError) in
                try draft.append(.alterTopic(topic, partitionCount: 9, settings: TopicSettings()))
            }
        }
        fileSystem.follow(.fail(at: 1, .inputOutput))
        for _ in 0..<3 {
            let error = #expect(throws: CatalogError.self) { try grow() }
            #expect(error?.code == "CATALOG_POISONED")
            #expect(catalog.state == before)
        }
        try catalog.close()
    }

    @Test func aFailedWriteHeals() throws {
        let fileSystem = MemoryFileSystem()
        let (catalog, topic, _) = try catalogWithTable(fileSystem)
        fileSystem.follow(.fail(at: 0, .noSpace))
        let grow: (inout CatalogDraft) throws(CatalogError) -> Void = { draft throws(CatalogError) in
            try draft.append(.alterTopic(topic, partitionCount: 9, settings: TopicSettings()))
        }
        let error = #expect(throws: CatalogError.self) { try catalog.commit(grow) }
        #expect(error?.code == "DISK_FULL")
        let state = try catalog.commit(grow)
        #expect(try Catalog.open(fileSystem.afterPowerCut(.lost)).state == state)
    }

    /// What a failed write left is gone, durably, before the next edit: a shorter one is not followed by its rest.
    @Test func aFailedLongWriteLeavesNothingBehind() throws {
        let long = String(repeating: "x", count: 8_000)
        for seed in 0..<40 as Range<UInt64> {
            let fileSystem = MemoryFileSystem()
            let (catalog, _, table) = try catalogWithTable(fileSystem)
            let before = catalog.state
            // Operations: the write that fails, truncate, sync; the short edit's write, and its sync if it gets there.
            var plan = FaultPlan.fail(at: 0, .noSpace)
            if seed % 2 == 1 { plan.stopAt = 4 }
            fileSystem.follow(plan)
            for text in [long, "short"] {
                try? catalog.commit { draft throws(CatalogError) in
                    try draft.append(.alterTable(table, configJSON: text))
                }
            }
            let after = catalog.state
            #expect((after == before) == (seed % 2 == 1))
            let reopened = try Catalog.open(fileSystem.afterPowerCut(.torn(seed: seed))).state
            #expect(reopened == after || reopened.tables[table]?.configJSON == "short", "seed \(seed)")
        }
    }

    /// A checkpoint that fails costs nothing but a longer journal, is reported, and is tried again.
    @Test func aFailedCheckpointIsTriedAgain() throws {
        let fileSystem = MemoryFileSystem()
        let catalog = try Catalog.open(fileSystem, options: Catalog.Options(checkpointBytes: 0))
        func put(_ version: UInt32) throws {
            try catalog.commit { draft throws(CatalogError) in
                try draft.append(.putSchema(SchemaEntry(name: "s", version: version, json: "{}")))
            }
        }
        // Operations 0 and 1 write and sync the edit; 2 creates the checkpoint's file, and 3 writes it.
        var version: UInt32 = 1
        while catalog.checkpointFailure == nil && version < 10 {
            fileSystem.follow(.fail(at: 3, .noSpace))
            try put(version)
            version += 1
        }
        #expect(catalog.checkpointFailure?.reason == .noSpace)
        fileSystem.follow(FaultPlan())
        while catalog.checkpointFailure != nil && version < 20 {
            try put(version)
            version += 1
        }
        #expect(catalog.checkpointFailure == nil)
        #expect(try Catalog.open(fileSystem.afterPowerCut(.lost)).state == catalog.state)
    }

    @Test func readsThatFailDoNotLoseAnything() throws {
        let fileSystem = MemoryFileSystem()
        let (catalog, _, _) = try catalogWithTable(fileSystem)
        let state = catalog.state
        try catalog.close()
        fileSystem.follow(.fail(at: Int.max, .inputOutput, countsReads: true))
        _ = try Catalog.open(fileSystem)
        let operations = fileSystem.operationCount
        for failing in 0..<operations {
            fileSystem.follow(.fail(at: failing, .inputOutput, countsReads: true))
            let error = #expect(throws: CatalogError.self, "operation \(failing)") { try Catalog.open(fileSystem) }
            #expect(error?.code == "IO_ERROR" || error?.code == "FILE_POISONED")
            #expect(try Catalog.open(fileSystem.afterPowerCut(.kept)).state == state)
        }
    }
}
