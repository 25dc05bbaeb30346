import Foundation
import TestSupport
import Testing
import Upsert

/// Random histories against the model. `MARTLET_UPSERT_ROWS` says how many rows each has.
@Suite struct UpsertModelTests {
    static let rows = ProcessInfo.processInfo.environment["MARTLET_UPSERT_ROWS"].flatMap { Int($0) } ?? 4000

    /// Masks of the hash: all bits, three low ones, one of the bits that choose a table with two of the fingerprint.
    static let masks: [UInt64] = [.max, 7, 1 << 60 | 0xC000_0000]

    @Test(arguments: TableShape.all, masks)
    func agreesWithTheModel(_ shape: TableShape, _ mask: UInt64) throws {
        var done: Set<String> = []
        for seed in SeededGenerator.seeds {
            var session = try UpsertSession(shape.colliding(mask), seed: seed)
            do {
                while session.rowCount < Self.rows / SeededGenerator.seeds.count { try session.step() }
                try session.rebuild()
                try session.check()
            } catch {
                Issue.record("\(shape), mask \(mask), seed \(seed), after \(session.rowCount) rows: \(error)")
            }
            done.formUnion(session.done.keys)
        }
        #expect(done.count == 7, "only \(done.sorted()) are tried")
    }
}
