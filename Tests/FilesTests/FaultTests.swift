import Files
import Testing

/// Stopping and failing at the k-th operation.
@Suite struct FaultTests {
    /// Two versions of a file by the atomic rule, then a removal: every kind of change, and reads between them.
    private func workload(_ files: MemoryFileSystem, _ done: inout Int) throws {
        try files.createDirectory("d")
        try files.syncDirectory("")
        done = 1
        try files.writeAtomically(Self.first, to: "d/a")
        done = 2
        try files.writeAtomically(Self.second, to: "d/a")
        done = 3
        try files.remove("d/a")
        try files.syncDirectory("d")
        done = 4
    }

    static let first = [UInt8](repeating: 1, count: 1500)
    static let second = [UInt8](repeating: 2, count: 700)

    /// The contents of the file in the states from which step `done` has been acknowledged and no later one.
    private func isAllowed(_ contents: [UInt8]?, afterStep done: Int) -> Bool {
        let states: [[UInt8]?] = [nil, nil, Self.first, Self.second, nil]
        return contents == states[done] || (done < 4 && contents == states[done + 1])
    }

    @Test func atomicWritesSurviveAStopAtEveryOperation() throws {
        var (states, total) = (0, 0)
        do {
            let files = MemoryFileSystem()
            var done = 0
            try workload(files, &done)
            total = files.operationCount
        }
        #expect(total > 10)
        for operation in 0..<total {
            let files = MemoryFileSystem()
            files.follow(.stop(at: operation))
            var done = 0
            #expect(reason { try workload(files, &done) } == .stopped)
            #expect(done < 4)
            for cut in [UnsyncedData.lost, .kept] + (0..<60).map({ .torn(seed: $0) }) {
                let after = files.afterPowerCut(cut)
                let contents = try after.exists("d/a") ? after.readAll("d/a") : nil
                #expect(isAllowed(contents, afterStep: done), "stop at \(operation), \(cut), step \(done)")
                states += 1
            }
        }
        #expect(states == total * 62)
    }

    /// Planted bug: without the sync before the rename the enumeration must find a torn file.
    @Test func aMissingSyncIsFound() throws {
        var isFound = false
        for operation in 0..<6 {
            let files = MemoryFileSystem()
            files.follow(.stop(at: operation))
            _ = reason {
                let file = try files.open("a.tmp", .create)
                try file.write(Self.first, at: 0)
                try files.rename("a.tmp", to: "a")
                try files.syncDirectory("")
            }
            for seed in 0..<20 as Range<UInt64> {
                let after = files.afterPowerCut(.torn(seed: seed))
                if try after.exists("a"), try after.readAll("a") != Self.first { isFound = true }
            }
        }
        #expect(isFound)
    }

    @Test func nothingHappensOnceTheMachineHasStopped() throws {
        let files = MemoryFileSystem()
        let file = try files.add("a", [1])
        files.follow(.stop(at: 0))
        #expect(try file.read(at: 0, count: 1) == [1])
        #expect(reason { try file.write([2], at: 0) } == .stopped)
        let attempts: [() throws -> Void] = [
            { try file.write([3], at: 0) }, { try file.sync() }, { _ = try file.read(at: 0, count: 1) },
            { _ = try file.size() }, { try file.truncate(to: 0) }, { _ = try files.open("b", .create) },
            { try files.createDirectory("d") },
            { _ = try files.list("") }, { _ = try files.exists("a") }, { try files.rename("a", to: "b") },
            { try files.remove("a") }, { try files.syncDirectory("") }, { _ = try files.map("a") },
            { _ = try files.lock("L") }, { _ = try files.availableBytes() },
        ]
        for (index, attempt) in attempts.enumerated() {
            #expect(reason(attempt) == .stopped, "attempt \(index)")
        }
        #expect(try files.afterPowerCut(.kept).readAll("a") == [2])
    }

    @Test func aFailingWriteLeavesHalf() throws {
        let files = MemoryFileSystem()
        let file = try files.open("a", .create)
        files.follow(.fail(at: 1, .noSpace))
        try file.write([1], at: 0)
        #expect(reason { try file.write([2, 3, 4, 5, 6], at: 1) } == .noSpace)
        #expect(try file.read(at: 0, count: 10) == [1, 2, 3])
        try file.write([9], at: 3)
        #expect(try file.size() == 4)
        files.follow(.fail(at: 0, .noSpace))
        #expect(reason { try file.write([1], at: 100) } == .noSpace)
        #expect(try file.size() == 4)
    }

    @Test func failuresMayLastForever() throws {
        let files = MemoryFileSystem()
        files.follow(.fail(at: 2, .tooManyOpenFiles, forever: true))
        try files.add("a")
        for _ in 0..<3 { #expect(reason { try files.add("b") } == .tooManyOpenFiles) }
        files.follow(FaultPlan())
        try files.add("b")
    }

    @Test func readsAreCountedOnlyWhenAsked() throws {
        let files = MemoryFileSystem()
        let file = try files.add("a", [1])
        files.follow(.fail(at: 0, .inputOutput))
        #expect(try file.read(at: 0, count: 1) == [1])
        #expect(files.operationCount == 0)
        files.follow(.fail(at: 2, .inputOutput, countsReads: true))
        #expect(try file.size() == 1)
        #expect(try files.exists("a"))
        #expect(reason { _ = try file.read(at: 0, count: 1) } == .inputOutput)
        #expect(files.operationCount == 3)
        #expect(try file.read(at: 0, count: 1) == [1])
    }

    @Test func aFailedSyncPoisonsTheFileUntilTheNextStart() throws {
        let files = MemoryFileSystem()
        let file = try files.add("a", [1])
        try files.syncDirectory("")
        files.follow(.fail(at: 0, .inputOutput))
        #expect(reason { try file.sync() } == .inputOutput)
        #expect(reason { try file.sync() } == .poisoned)
        #expect(reason { try file.write([2], at: 0) } == .poisoned)
        #expect(reason { try file.truncate(to: 0) } == .poisoned)
        #expect(reason { try files.open("a", .readWrite).sync() } == .poisoned)
        #expect(try file.read(at: 0, count: 1) == [1])
        #expect(try files.afterPowerCut(.lost).readAll("a") == [])
        try files.afterPowerCut(.kept).open("a", .readWrite).sync()
    }

    /// A machine that stops inside a sync has not said that the sync failed.
    @Test func aStopIsNoFailedSync() throws {
        let files = MemoryFileSystem()
        let file = try files.add("a", [1])
        files.follow(.stop(at: 0))
        #expect(reason { try file.sync() } == .stopped)
        files.follow(FaultPlan())
        try file.sync()
    }

    /// A write that is refused because of poison leaves nothing, even where a fault is planned for it.
    @Test func poisonedFilesTakeNothing() throws {
        let files = MemoryFileSystem()
        let file = try files.add("a", [1, 1])
        files.follow(.fail(at: 0, .inputOutput, forever: true))
        #expect(reason { try file.sync() } == .inputOutput)
        #expect(reason { try file.write([2, 2], at: 0) } == .inputOutput)
        #expect(try file.read(at: 0, count: 2) == [1, 1])
    }
}
