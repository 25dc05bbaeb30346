import Files
import Log
import Testing

@Suite struct RetentionTests {
    /// Ten files of one batch each; batch i has time 100 * i.
    private func tenFiles(_ fileSystem: MemoryFileSystem) throws -> PartitionLog {
        let log = try openLog(fileSystem, segmentBytes: 200)
        for index in 0..<10 { _ = try log.append(makeBatch("\(index)", padding: 50, timestamp: Int64(100 * index))) }
        _ = try log.sync()
        #expect(try logFiles(fileSystem).count == 10)
        return log
    }

    @Test func ageIsMeasuredFromTheYoungestRecord() throws {
        let fileSystem = MemoryFileSystem()
        let log = try tenFiles(fileSystem)
        let policy = RetentionPolicy(maximumAge: .milliseconds(250))
        #expect(try log.applyRetention(policy, now: 250, floor: 10) == 0)
        #expect(try log.applyRetention(policy, now: 251, floor: 10) == 1)
        #expect(log.startOffset == 1)
        #expect(throws: LogError.offsetOutOfRange(requested: 0, available: 1..<10)) {
            try log.read(from: 0, maximumBytes: 1)
        }
        #expect(try log.applyRetention(policy, now: 100_000, floor: 10) == 8)
        #expect(try readAll(log).map(values).count == 1)
        #expect(try logFiles(fileSystem).map(\.name) == ["00000000000000000009.log"])
    }

    @Test func theFloorIsNeverPassed() throws {
        let log = try tenFiles(MemoryFileSystem())
        let policy = RetentionPolicy(maximumAge: .zero, maximumBytes: 0)
        #expect(try log.applyRetention(policy, now: 100_000, floor: 0) == 0)
        #expect(try log.applyRetention(policy, now: 100_000, floor: 4) == 4)
        #expect(log.startOffset == 4)
        #expect(try log.applyRetention(RetentionPolicy(), now: 100_000, floor: 10) == 0)
    }

    @Test func atLeastTheBytesAskedForStay() throws {
        let log = try tenFiles(MemoryFileSystem())
        let total = log.byteCount
        let policy = RetentionPolicy(maximumBytes: total / 2)
        let removed = try log.applyRetention(policy, now: 0, floor: 10)
        #expect(removed > 0 && log.byteCount >= total / 2 && log.byteCount < total / 2 + 300)
        #expect(try log.applyRetention(policy, now: 0, floor: 10) == 0)
    }

    @Test func recordsWithoutATimeDoNotGrowOld() throws {
        let log = try openLog(MemoryFileSystem(), segmentBytes: 200)
        for index in 0..<4 { _ = try log.append(makeBatch("\(index)", padding: 50, timestamp: -1)) }
        #expect(try log.applyRetention(RetentionPolicy(maximumAge: .zero), now: Int64.max, floor: 10) == 0)
    }

    @Test func hostileTimesDoNotTrap() throws {
        let log = try openLog(MemoryFileSystem(), segmentBytes: 200)
        for time in [Int64.max, 0, Int64.min, 5] { _ = try log.append(makeBatch("t", padding: 50, timestamp: time)) }
        let policy = RetentionPolicy(maximumAge: .seconds(1))
        for now in [Int64.min, -1, 0, Int64.max] { _ = try log.applyRetention(policy, now: now, floor: 10) }
        #expect(log.startOffset == 0)
    }

    @Test func theTimeOfAFileSurvivesReopening() throws {
        let fileSystem = MemoryFileSystem()
        _ = try tenFiles(fileSystem)
        let log = try openLog(fileSystem, segmentBytes: 200)
        #expect(try log.applyRetention(RetentionPolicy(maximumAge: .zero), now: 301, floor: 10) == 4)
    }

    @Test func aFailedRemovalIsTriedAgain() throws {
        let fileSystem = MemoryFileSystem()
        let log = try tenFiles(fileSystem)
        let policy = RetentionPolicy(maximumBytes: 0)
        for operation in 0..<4 {
            fileSystem.follow(.fail(at: operation, .inputOutput))
            #expect(throws: LogError.self) { try log.applyRetention(policy, now: 0, floor: 4) }
            let names = try logFiles(fileSystem).map(\.name)
            #expect(log.startOffset == Int64(names[0].prefix(20)))
        }
        fileSystem.follow(FaultPlan())
        _ = try log.applyRetention(policy, now: 0, floor: 4)
        #expect(log.startOffset == 4)
        #expect(try readAll(log).count == 6)
    }
}

@Suite struct DeleteRecordsTests {
    @Test func deletedRecordsAreNotSeenAndWholeFilesGo() throws {
        let fileSystem = MemoryFileSystem()
        let log = try openLog(fileSystem, segmentBytes: 500)
        for index in 0..<9 { _ = try log.append(makeBatch("\(index)", records: 2, padding: 50)) }
        _ = try log.sync()
        let files = try logFiles(fileSystem).count
        try log.deleteRecords(below: 7)
        #expect(log.startOffset == 7)
        #expect(try logFiles(fileSystem).count < files)
        #expect(throws: LogError.offsetOutOfRange(requested: 6, available: 7..<18)) {
            try log.read(from: 6, maximumBytes: 1)
        }
        #expect(try log.read(from: 7, maximumBytes: 1).first?.lastOffset == 7)
        #expect(try log.firstRecord(atOrAfter: 0)?.offset == 7)
        try log.deleteRecords(below: 3)
        #expect(log.startOffset == 7)
        #expect(throws: LogError.self) { try log.deleteRecords(below: 19) }
        try log.deleteRecords(below: 18)
        #expect(log.startOffset == 18 && log.highWatermark == 18)
        #expect(try log.firstRecord(atOrAfter: 0) == nil)
        #expect(try log.append(makeBatch("next")).lowerBound == 18)
        _ = try log.sync()
        var options = LogOptions()
        options.segmentBytes = 500
        options.minimumStartOffset = 18
        let again = try PartitionLog.open(
            fileSystem, directory: testDirectory, identity: testIdentity, options: options)
        #expect(again.startOffset == 18 && again.highWatermark == 19)
    }

    @Test func quietFilesAreEndedByTheirAge() throws {
        let log = try openLog(MemoryFileSystem())
        #expect(try !log.endFile(olderThan: .zero, retention: .zero, now: 5000))
        _ = try log.append(makeBatch("a", timestamp: 4000))
        _ = try log.sync()
        let age = Duration.milliseconds(100)
        #expect(try !log.endFile(olderThan: age, retention: nil, now: 5000))
        #expect(try !log.endFile(olderThan: age, retention: nil, now: 5100))
        #expect(try log.endFile(olderThan: age, retention: nil, now: 5101))
        #expect(try !log.endFile(olderThan: age, retention: nil, now: 9000))
        _ = try log.append(makeBatch("b", timestamp: 4000))
        #expect(try !log.endFile(olderThan: nil, retention: .milliseconds(1000), now: 5000))
        #expect(try log.endFile(olderThan: nil, retention: .milliseconds(1000), now: 5001))
        #expect(try log.applyRetention(RetentionPolicy(maximumAge: .milliseconds(1000)), now: 5001, floor: 2) == 2)
        #expect(log.startOffset == 2 && log.highWatermark == 2)
    }
}
