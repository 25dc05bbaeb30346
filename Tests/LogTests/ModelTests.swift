import Files
import Log
import TestSupport
import Testing

@Suite struct ModelTests {
    /// Long random sequences of everything, power cuts included, against the reference.
    @Test(arguments: seeds(12, debug: 3)) func randomSequencesMatchTheReference(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &* 0x5851_F42D_4C95_7F2D)
        var run = WorkloadRun(Workload(seed: seed, count: 250), MemoryFileSystem())
        for (number, step) in run.workload.steps.enumerated() {
            let comment: Comment = "seed \(seed), step \(number): \(step)"
            if run.log == nil { try run.open() }
            try run.perform(step)
            guard let log = run.log else { continue }
            try run.reference.check(log, step: Int.random(in: 0...2000, using: &random), comment)
            if Int.random(in: 0..<25, using: &random) == 0 {
                try run.cutPower(.torn(seed: random.next()), comment)
            }
        }
        #expect(run.reference.batches.count > 20)
    }
}

extension WorkloadRun {
    /// Goes on with what a power cut leaves.
    mutating func cutPower(_ outcome: UnsyncedData, _ comment: Comment) throws {
        guard let memory = fileSystem as? MemoryFileSystem else { return }
        var next = WorkloadRun(workload, memory.afterPowerCut(outcome))
        next.reference = reference
        next.appended = appended
        try next.open()
        self = next
    }
}
