import Bytes
import Catalog
import Files
import Foundation
import Testing

/// The journals below `formats/golden/1/`, and how they are made.
enum GoldenJournals {
    /// Every kind of change after an empty checkpoint, closed.
    static let edits = "catalog-00000000000000000001.journal"
    /// A checkpoint with something of everything, one edit, closed.
    static let checkpoint = "catalog-00000000000000000002.journal"

    static func stored(_ name: String) throws -> [UInt8] { try repository.readAll("formats/golden/1/\(name)") }

    /// Where a catalog has the file.
    static func path(_ name: String) -> String { "catalog/" + name.dropFirst("catalog-".count) }

    static func makeEdits() throws -> [UInt8] {
        let fileSystem = MemoryFileSystem()
        let workload = Workload(try Catalog.open(fileSystem))
        for index in Workload.steps.indices { _ = try workload.run(step: index) }
        try workload.catalog.close()
        return try fileSystem.readAll(path(edits))
    }

    /// Steps after which the state has most in it.
    static let checkpointSteps = 15

    static func makeCheckpoint() throws -> [UInt8] {
        let fileSystem = MemoryFileSystem()
        var workload = Workload(try Catalog.open(fileSystem))
        for index in 0..<checkpointSteps { _ = try workload.run(step: index) }
        try workload.catalog.close()
        workload = Workload(try Catalog.open(fileSystem, options: Catalog.Options(checkpointBytes: 0)))
        _ = try workload.run(step: checkpointSteps)
        try workload.catalog.close()
        workload = Workload(try Catalog.open(fileSystem))
        _ = try workload.run(step: checkpointSteps + 1)
        try workload.catalog.close()
        return try fileSystem.readAll(path(checkpoint))
    }

    /// A file system with the golden file in its place.
    static func plant(_ bytes: [UInt8], _ name: String) throws -> MemoryFileSystem {
        let fileSystem = MemoryFileSystem()
        try fileSystem.createDirectory("catalog")
        try fileSystem.syncDirectory("")
        try fileSystem.writeAtomically(bytes, to: path(name))
        return fileSystem
    }

    /// The error with which the bytes are refused, if they are.
    static func refusal(_ bytes: [UInt8], _ name: String) throws -> FormatError? {
        do {
            _ = try Catalog.open(try plant(bytes, name))
            return nil
        } catch CatalogError.format(let error) {
            return error
        }
    }
}

/// Set to write the golden files anew, after a change of the format that its version history tells.
private let rewriteVariable = "MARTLET_REWRITE_GOLDEN"

@Suite struct GoldenJournalTests {
    private func check(_ name: String, _ bytes: [UInt8]) throws {
        if ProcessInfo.processInfo.environment[rewriteVariable] != nil {
            try repository.createDirectory("formats/golden/1")
            try repository.writeAtomically(bytes, to: "formats/golden/1/\(name)")
        }
        #expect(try GoldenJournals.stored(name) == bytes, "\(name) is no longer written byte for byte")
    }

    @Test func areWrittenByteForByte() throws {
        try check(GoldenJournals.edits, try GoldenJournals.makeEdits())
        try check(GoldenJournals.checkpoint, try GoldenJournals.makeCheckpoint())
    }

    @Test func areRead() throws {
        let states = try Workload.states()
        let edits = try GoldenJournals.plant(try GoldenJournals.stored(GoldenJournals.edits), GoldenJournals.edits)
        #expect(try Catalog.open(edits).state == states.last)
        let checkpoint = try GoldenJournals.plant(
            try GoldenJournals.stored(GoldenJournals.checkpoint), GoldenJournals.checkpoint)
        #expect(try Catalog.open(checkpoint).state == states[GoldenJournals.checkpointSteps + 2])
    }

    /// Opening and closing a catalog that was closed changes nothing.
    @Test func areNotTouchedByOpening() throws {
        for name in [GoldenJournals.edits, GoldenJournals.checkpoint] {
            let bytes = try GoldenJournals.stored(name)
            let fileSystem = try GoldenJournals.plant(bytes, name)
            for _ in 0..<2 { try Catalog.open(fileSystem).close() }
            #expect(try fileSystem.readAll(GoldenJournals.path(name)) == bytes)
            #expect(try fileSystem.list("catalog") == [Paths.name(of: GoldenJournals.path(name))])
        }
    }
}
