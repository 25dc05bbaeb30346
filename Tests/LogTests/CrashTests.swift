import Files
import Log
import Testing

/// Stops the machine at every operation of many workloads, lets what was not synced be lost, kept or torn, and checks
/// what a new process finds.
@Suite struct CrashTests {
    static let outcomes: [UnsyncedData] = [.lost, .kept] + (1...6).map { .torn(seed: UInt64($0) * 7919) }
    static let stepsPerWorkload = 30

    struct Tally {
        var states = 0
        var nested = 0
        var cuts = 0
    }

    @Test(arguments: seeds(20, debug: 2)) func everyOperationCanBeTheLast(seed: UInt64) throws {
        let workload = Workload(seed: seed, count: Self.stepsPerWorkload)
        let whole = MemoryFileSystem()
        var complete = WorkloadRun(workload, whole)
        complete.run()
        #expect(complete.errors.isEmpty, "seed \(seed): \(complete.errors)")
        var tally = Tally()
        for operation in 0...whole.operationCount {
            let fileSystem = MemoryFileSystem()
            fileSystem.follow(.stop(at: operation))
            var run = WorkloadRun(workload, fileSystem)
            run.run()
            for outcome in Self.outcomes {
                let comment: Comment = "seed \(seed), stop at \(operation), \(outcome)"
                try checkAfterCut(run, fileSystem.afterPowerCut(outcome), &tally, comment)
                if (operation + tally.states) % 10 == 0 {
                    try crashInsideRecovery(run, fileSystem, outcome, &tally, comment)
                }
            }
            try checkAfterKill(run, fileSystem, &tally, "seed \(seed), killed at \(operation)")
        }
        print("log crash states, seed \(seed): \(tally.states), of these \(tally.nested) inside recovery, \(tally.cuts) cut")
        #expect(tally.states > 100)
    }

    /// Opens, compares, goes on working, and opens again after a power cut that keeps only what was synced.
    private func checkAfterCut(
        _ run: WorkloadRun, _ fileSystem: MemoryFileSystem, _ tally: inout Tally, _ comment: Comment
    ) throws {
        tally.states += 1
        var reference = run.reference
        let log = try openLog(fileSystem, segmentBytes: run.workload.segmentBytes)
        if log.recovery.cut != nil { tally.cuts += 1 }
        try reference.recover(log, comment)
        for index in 0..<3 {
            let batch = makeBatch("after\(index)", records: 2, padding: 150)
            _ = try log.append(batch)
            reference.didAppend(batch)
        }
        reference.didSync(try log.sync())
        try reference.check(log, step: 500, comment)
        let again = try openLog(fileSystem.afterPowerCut(.lost), segmentBytes: run.workload.segmentBytes)
        #expect(again.recovery.cut == nil, comment)
        try reference.recover(again, comment)
    }

    /// The process dies but the page cache lives: whatever the next one shows has to be synced by it first.
    private func checkAfterKill(
        _ run: WorkloadRun, _ fileSystem: MemoryFileSystem, _ tally: inout Tally, _ comment: Comment
    ) throws {
        fileSystem.follow(FaultPlan())
        var reference = run.reference
        let log: PartitionLog
        do { log = try openLog(fileSystem, segmentBytes: run.workload.segmentBytes) } catch {
            // Stopping inside a sync, this file system takes it for failed: only a power cut helps, as above.
            #expect(error.code == "FILE_POISONED", comment)
            return
        }
        tally.states += 1
        try reference.recover(log, comment)
        let again = try openLog(fileSystem.afterPowerCut(.lost), segmentBytes: run.workload.segmentBytes)
        try reference.recover(again, comment)
        #expect(again.endOffset == log.endOffset, comment)
    }

    private func crashInsideRecovery(
        _ run: WorkloadRun, _ crashed: MemoryFileSystem, _ outcome: UnsyncedData, _ tally: inout Tally,
        _ comment: Comment
    ) throws {
        var operation = 0
        while true {
            let fileSystem = crashed.afterPowerCut(outcome)
            fileSystem.follow(.stop(at: operation))
            if (try? openLog(fileSystem, segmentBytes: run.workload.segmentBytes)) != nil { return }
            for second in [UnsyncedData.lost, .kept, .torn(seed: UInt64(operation) + 11)] {
                tally.nested += 1
                try checkAfterCut(run, fileSystem.afterPowerCut(second), &tally, "\(comment); \(second) in recovery")
            }
            operation += 1
        }
    }
}

/// Lets every operation of many workloads fail, once or from then on.
@Suite struct FaultTests {
    @Test(arguments: seeds(8, debug: 2)) func everyOperationMayFail(seed: UInt64) throws {
        let workload = Workload(seed: seed, count: CrashTests.stepsPerWorkload)
        let whole = MemoryFileSystem()
        whole.follow(.fail(at: Int.max, .inputOutput, countsReads: true))
        var complete = WorkloadRun(workload, whole)
        complete.run()
        var (states, poisoned, healed) = (0, 0, 0)
        for operation in 0..<whole.operationCount {
            for (failure, forever) in [
                (FileError.Reason.inputOutput, false), (.noSpace, false), (.inputOutput, true), (.noSpace, true),
            ] {
                let comment: Comment = "seed \(seed), \(failure) at \(operation), forever \(forever)"
                let fileSystem = MemoryFileSystem()
                fileSystem.follow(.fail(at: operation, failure, forever: forever, countsReads: true))
                var run = WorkloadRun(workload, fileSystem)
                run.run()
                let codes = Set(run.errors.map(\.code))
                #expect(!codes.contains("CORRUPT_FILE"), "\(comment): \(run.errors)")
                if forever { #expect(!run.errors.isEmpty, comment) }
                fileSystem.follow(FaultPlan())
                let isPoisoned = codes.contains("LOG_POISONED") || codes.contains("FILE_POISONED")
                if isPoisoned { poisoned += 1 } else { healed += heals(&run, comment) ? 1 : 0 }
                for outcome in [UnsyncedData.lost, .kept, .torn(seed: seed)] {
                    states += 1
                    var reference = run.reference
                    let log = try openLog(fileSystem.afterPowerCut(outcome), segmentBytes: workload.segmentBytes)
                    try reference.recover(log, comment)
                }
            }
        }
        print("log fault states, seed \(seed): \(states); runs healed \(healed), poisoned \(poisoned)")
        #expect(healed > 0 && poisoned > 0)
    }

    /// Once the disk is well again, a log that is not poisoned takes and acknowledges records. (It is poisoned if only
    /// the last step failed to sync.)
    private func heals(_ run: inout WorkloadRun, _ comment: Comment) -> Bool {
        var failure: String?
        do throws(LogError) {
            if run.log == nil { try run.open() }
            try run.perform(.append(records: 2, padding: 10))
            try run.perform(.sync)
        } catch { failure = error.code }
        if let failure {
            #expect(["LOG_POISONED", "FILE_POISONED"].contains(failure), comment)
            return false
        }
        #expect(run.reference.acknowledged == run.reference.endOffset, comment)
        return true
    }

    @Test func afterAFailedSyncNothingIsAcknowledgedAndReadsGoOn() throws {
        let fileSystem = MemoryFileSystem()
        let log = try openLog(fileSystem)
        _ = try log.append(makeBatch("a"))
        _ = try log.sync()
        _ = try log.append(makeBatch("b"))
        fileSystem.follow(.fail(at: 0, .inputOutput))
        #expect(#expect(throws: LogError.self) { try log.sync() }?.code == "IO_ERROR")
        #expect(#expect(throws: LogError.self) { try log.sync() }?.code == "LOG_POISONED")
        #expect(#expect(throws: LogError.self) { try log.append(makeBatch("c")) }?.code == "LOG_POISONED")
        #expect(#expect(throws: LogError.self) { try log.close() }?.code == "LOG_POISONED")
        #expect(log.highWatermark == 1 && log.isDirty)
        #expect(try readAll(log).map(values) == [["a:0"]])
    }

    @Test func aFullDiskHealsWithoutAReopening() throws {
        let fileSystem = MemoryFileSystem()
        let log = try openLog(fileSystem)
        _ = try log.append(makeBatch("a"))
        fileSystem.follow(.fail(at: 0, .noSpace, forever: true))
        for _ in 0..<3 {
            let error = #expect(throws: LogError.self) { try log.append(makeBatch("lost", padding: 400)) }
            #expect(error?.code == "DISK_FULL")
        }
        fileSystem.follow(FaultPlan())
        #expect(try log.append(makeBatch("b")) == 1..<2)
        try log.close()
        #expect(try readAll(log).map(values) == [["a:0"], ["b:0"]])
        for file in try logFiles(fileSystem) {
            try LogInspector.verify(fileSystem, path: testDirectory + "/" + file.name, requiringMark: true)
        }
    }
}
