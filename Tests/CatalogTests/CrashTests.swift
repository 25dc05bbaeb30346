import Bytes
import Catalog
import Files
import Testing

/// Stops the machine at every operation of a workload, with un-synced data lost, kept and torn, and compares what is
/// recovered with the states that the workload goes through.
@Suite struct CrashTests {
    private let states: [CatalogState]

    init() throws { states = try Workload.states() }

    /// Debug builds are many times slower and draw fewer torn disks.
    #if DEBUG
        private static let tornSeeds: ClosedRange<UInt64> = 1...3
    #else
        private static let tornSeeds: ClosedRange<UInt64> = 1...30
    #endif

    private static let unsynced: [UnsyncedData] =
        [.lost, .kept] + tornSeeds.map { .torn(seed: $0 &* 0x9E37_79B9_7F4A_7C15) }

    /// Runs the workload, closing and opening again half-way, until it ends or the machine stops. Returns how many
    /// steps were acknowledged.
    private func run(_ fileSystem: MemoryFileSystem) throws -> Int {
        var acknowledged = 0
        do {
            var workload = Workload(try Catalog.open(fileSystem, options: Workload.options))
            for index in Workload.steps.indices {
                if index == Workload.steps.count / 2 {
                    try workload.catalog.close()
                    workload = Workload(try Catalog.open(fileSystem, options: Workload.options))
                }
                #expect(try workload.run(step: index) == states[index + 1])
                acknowledged = index + 1
            }
            try workload.catalog.close()
        } catch {
            guard ["MACHINE_STOPPED", "CATALOG_POISONED"].contains(error.code) else { throw error }
        }
        return acknowledged
    }

    private func operationCount() throws -> Int {
        let fileSystem = MemoryFileSystem()
        #expect(try run(fileSystem) == Workload.steps.count)
        return fileSystem.operationCount
    }

    /// Opens what a crash left, and finds the state before or after the step that was in flight.
    private func recover(
        _ fileSystem: MemoryFileSystem, acknowledged: Int, _ comment: @autoclosure () -> String
    ) throws -> Catalog? {
        let catalog: Catalog
        do {
            catalog = try Catalog.open(fileSystem, options: Workload.options)
        } catch {
            Issue.record("\(comment()): \(error)")
            return nil
        }
        let state = catalog.state
        let isExpected =
            state == states[acknowledged] || (acknowledged + 1 < states.count && state == states[acknowledged + 1])
        #expect(isExpected, "\(comment()): recovered edit \(state.editNumber) after \(acknowledged)")
        return catalog
    }

    @Test func recoversFromEveryCrash() throws {
        let operations = try operationCount()
        var count = 0
        for stop in 0..<operations {
            let fileSystem = MemoryFileSystem()
            fileSystem.follow(.stop(at: stop))
            let acknowledged = try run(fileSystem)
            for unsynced in Self.unsynced {
                let comment = "stopped at \(stop), un-synced data \(unsynced)"
                let crashed = fileSystem.afterPowerCut(unsynced)
                guard let catalog = try recover(crashed, acknowledged: acknowledged, comment) else { continue }
                try finish(catalog, crashed, comment)
                try continueOtherwise(fileSystem.afterPowerCut(unsynced), comment)
                count += 1
            }
        }
        print("catalog: \(count) crash states of \(operations) operations recovered")
        #expect(count == operations * Self.unsynced.count)
    }

    /// What was recovered is no worse than a catalog that never crashed: the rest of the workload ends as it should,
    /// and survives another power cut.
    private func finish(_ catalog: Catalog, _ fileSystem: MemoryFileSystem, _ comment: String) throws {
        let workload = Workload(catalog)
        for index in Int(catalog.state.editNumber)..<Workload.steps.count { _ = try workload.run(step: index) }
        let reopened = try Catalog.open(fileSystem.afterPowerCut(.lost), options: Workload.options)
        #expect(reopened.state == states[Workload.steps.count], "\(comment): the rest of the workload")
    }

    /// An edit that is shorter than the one that was in flight takes its place, and nothing of that one is left.
    private func continueOtherwise(_ fileSystem: MemoryFileSystem, _ comment: String) throws {
        let catalog = try Catalog.open(fileSystem, options: Workload.options)
        let state = try catalog.commit { draft throws(CatalogError) in
            try draft.append(.putSchema(SchemaEntry(name: "short", version: 1, json: "")))
        }
        let reopened = try Catalog.open(fileSystem.afterPowerCut(.lost), options: Workload.options)
        #expect(reopened.state == state, "\(comment): another edit")
    }

    /// Stops the machine again at every operation of each recovery.
    @Test func recoversFromCrashesInsideRecovery() throws {
        var count = 0
        for stop in 0..<(try operationCount()) {
            let fileSystem = MemoryFileSystem()
            fileSystem.follow(.stop(at: stop))
            let acknowledged = try run(fileSystem)
            for (index, first) in Self.unsynced.prefix(12).enumerated() {
                let probe = fileSystem.afterPowerCut(first)
                _ = try recover(probe, acknowledged: acknowledged, "stopped at \(stop)")
                for second in 0..<probe.operationCount {
                    let crashed = fileSystem.afterPowerCut(first)
                    crashed.follow(.stop(at: second))
                    #expect(throws: CatalogError.self) { try Catalog.open(crashed, options: Workload.options) }
                    let again = Self.unsynced[(index + second + stop) % Self.unsynced.count]
                    _ = try recover(
                        crashed.afterPowerCut(again), acknowledged: acknowledged,
                        "stopped at \(stop) (\(first)), then at \(second) of the recovery (\(again))")
                    count += 1
                }
            }
        }
        print("catalog: \(count) crash states inside recovery recovered")
        #expect(count > 1_000)
    }

    /// A state that was read after a restart stays, even if the process before had not synced it.
    @Test func whatWasReadIsOnDisk() throws {
        for stop in 0..<(try operationCount()) {
            let fileSystem = MemoryFileSystem()
            fileSystem.follow(.stop(at: stop))
            _ = try run(fileSystem)
            // A killed process, unlike a power cut, leaves everything in the page cache.
            fileSystem.follow(FaultPlan())
            guard let catalog = try? Catalog.open(fileSystem, options: Workload.options) else { continue }
            let after = try Catalog.open(fileSystem.afterPowerCut(.lost), options: Workload.options)
            #expect(after.state == catalog.state, "killed at \(stop)")
            try continueOtherwise(fileSystem, "killed at \(stop)")
        }
    }
}
