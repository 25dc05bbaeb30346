import Files
import Testing

/// What the in-memory disk forgets in a power cut, and what it must not.
@Suite struct PowerCutTests {
    private let files = MemoryFileSystem()

    private func syncedFile(_ path: String, _ bytes: [UInt8]) throws -> any File {
        let file = try files.add(path, bytes)
        try file.sync()
        try files.syncDirectory(Paths.directory(of: path))
        return file
    }

    @Test func unsyncedContentsAreLostOrKept() throws {
        let file = try syncedFile("a", [1, 2, 3])
        try file.write([9], at: 1)
        try file.truncate(to: 2)
        #expect(try files.afterPowerCut(.lost).readAll("a") == [1, 2, 3])
        #expect(try files.afterPowerCut(.kept).readAll("a") == [1, 9])
        try file.sync()
        #expect(try files.afterPowerCut(.lost).readAll("a") == [1, 9])
    }

    @Test func anUnsyncedEntryIsLostWithItsSyncedFile() throws {
        let file = try files.add("a", [1])
        try file.sync()
        #expect(try files.afterPowerCut(.lost).list("") == [])
        #expect(try files.afterPowerCut(.kept).readAll("a") == [1])
        try files.syncDirectory("")
        #expect(try files.afterPowerCut(.lost).readAll("a") == [1])
    }

    @Test func aSyncedEntryDoesNotSyncTheFile() throws {
        try files.add("a", [1, 2])
        try files.syncDirectory("")
        #expect(try files.afterPowerCut(.lost).readAll("a") == [])
        #expect(try files.afterPowerCut(.kept).readAll("a") == [1, 2])
    }

    @Test func aDirectoryNeedsItsParentsSync() throws {
        try files.createDirectory("a/b")
        try syncedFile("a/b/f", [1]).sync()
        #expect(try !files.afterPowerCut(.lost).exists("a"))
        try files.syncDirectory("")
        #expect(try files.afterPowerCut(.lost).list("a") == [])
        try files.syncDirectory("a")
        #expect(try files.afterPowerCut(.lost).readAll("a/b/f") == [1])
    }

    @Test func removalsComeBackUntilSynced() throws {
        try files.createDirectory("d/e")
        try files.syncDirectory("")
        try files.syncDirectory("d")
        _ = try syncedFile("d/e/f", [1])
        _ = try syncedFile("d/g", [2])
        try files.removeTree("d")
        let lost = files.afterPowerCut(.lost)
        #expect(try lost.readAll("d/e/f") == [1] && lost.readAll("d/g") == [2])
        #expect(try files.afterPowerCut(.kept).list("") == [])
        try files.syncDirectory("")
        #expect(try files.afterPowerCut(.lost).list("") == [])
    }

    /// The new name appears and the old one goes together, and the replaced file is whole until then.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func renamesWithinADirectoryAreAtomic(seed: UInt64) throws {
        _ = try syncedFile("a", [1])
        _ = try syncedFile("b", [2])
        try files.rename("b", to: "a")
        let after = files.afterPowerCut(.torn(seed: seed))
        let isDone = try after.list("") == ["a"]
        #expect(try after.readAll("a") == (isDone ? [2] : [1]))
        #expect(try after.exists("b") == !isDone)
    }

    /// Every state that tearing may leave is one of old, new or zero per sector, and over the seeds all of them occur.
    @Test func sectorsAreKeptOrLostOneByOne() throws {
        let sector = 512
        let file = try syncedFile("a", [UInt8](repeating: 1, count: 2 * sector))
        try file.write([UInt8](repeating: 2, count: 3 * sector), at: sector / 2)
        var states: Set<[UInt8]> = []
        var lengths: Set<Int> = []
        for seed in 0..<400 as Range<UInt64> {
            let bytes = try files.afterPowerCut(.torn(seed: seed)).readAll("a")
            lengths.insert(bytes.count)
            var state: [UInt8] = []
            for start in stride(from: 0, to: bytes.count, by: sector) {
                let head = Set(bytes[start..<min(start + sector / 2, bytes.count)])
                let tail = Set(bytes[min(start + sector / 2, bytes.count)..<min(start + sector, bytes.count)])
                #expect(head.count == 1 && tail.count <= 1, "seed \(seed): a sector is mixed")
                state += Array(head) + Array(tail)
            }
            #expect(state.first == 1, "seed \(seed): bytes before the write changed")
            states.insert(state)
        }
        #expect(lengths == [2 * sector, 3 * sector, 3 * sector + sector / 2])
        // Two sectors inside the file, each old or new; behind it nothing, zeros or data per sector: 1 + 4 + 1 ends.
        #expect(states.count == 2 * 2 * 6)
        #expect(states.contains([1, 1, 1, 1]) && states.contains([1, 2, 2, 2, 2, 2, 2]))
        #expect(states.contains([1, 1, 1, 1, 0, 0, 0]), "the length alone may be durable")
    }

    @Test func theSameSeedLeavesTheSameDisk() throws {
        for number in 0..<20 { try files.add("f\(number)", [UInt8](repeating: UInt8(number), count: 2000)) }
        for seed in 1...5 as ClosedRange<UInt64> {
            let (one, two) = (files.afterPowerCut(.torn(seed: seed)), files.afterPowerCut(.torn(seed: seed)))
            #expect(try one.list("") == two.list(""))
            for name in try one.list("") { #expect(try one.readAll(name) == two.readAll(name)) }
        }
    }

    @Test func powerCutsFreeLocksAndLeaveTheOldMachineAlone() throws {
        let lock = try files.lock("LOCK")
        let after = files.afterPowerCut(.kept)
        let second = try after.lock("LOCK")
        try after.add("b")
        #expect(try !files.exists("b"))
        withExtendedLifetime((lock, second)) {}
    }

    /// A second cut changes nothing: what the first one left is on disk.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func whatACutLeavesIsDurable(seed: UInt64) throws {
        try files.add("a", [UInt8](repeating: 7, count: 3000))
        let first = files.afterPowerCut(.torn(seed: seed))
        let second = first.afterPowerCut(.lost)
        #expect(try first.list("") == second.list(""))
        if try first.exists("a") { #expect(try first.readAll("a") == second.readAll("a")) }
    }
}
