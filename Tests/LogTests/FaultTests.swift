import Files
import Log
import Testing

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
