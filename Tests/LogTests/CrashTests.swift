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
        let (states, nested, cuts) = (tally.states, tally.nested, tally.cuts)
        print("log crash states, seed \(seed): \(states), of these \(nested) inside recovery, \(cuts) with a cut")
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
