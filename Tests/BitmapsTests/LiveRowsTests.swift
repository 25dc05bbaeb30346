import Bitmaps
import TestSupport
import Testing

@Suite struct LiveRowsTests {
    /// Random changes against an array, with older values kept: those must not change.
    @Test(arguments: [1, 2, 3]) func changesAreAsInAnArray(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (live, model) = (LiveRows(rowCount: 0), [Bool]())
        var kept: [(LiveRows, [Bool])] = []
        for step in 0..<3_000 {
            switch random.next() % 8 {
            case 0:
                let more = Int(random.next() % 900)
                live.extend(to: live.rowCount + more)
                model += Array(repeating: true, count: more)
            case 1 where !model.isEmpty:
                let row = Int(random.next() % UInt64(model.count))
                #expect(live.revive(row) == !model[row], "seed \(seed), step \(step)")
                model[row] = true
            case _ where !model.isEmpty:
                let row = Int(random.next() % UInt64(model.count))
                #expect(live.kill(row) == model[row], "seed \(seed), step \(step)")
                model[row] = false
            default: break
            }
            if step % 500 == 0 { kept.append((live, model)) }
        }
        #expect(model.count > 2 * LiveRows.chunkRows, "several chunks")
        kept.append((live, model))
        for (live, model) in kept { expect(live, model, &random) }
    }

    private func expect(_ live: LiveRows, _ model: [Bool], _ random: inout SeededGenerator) {
        #expect(live.rowCount == model.count)
        #expect(live.liveCount == model.count { $0 })
        #expect(model.indices.allSatisfy { live[$0] == model[$0] })
        for _ in 0..<50 {
            let bounds = [0, 0].map { _ in Int(random.next() % UInt64(model.count + 1)) }.sorted()
            let count = model[bounds[0]..<bounds[1]].count { $0 }
            #expect(live.liveCount(in: bounds[0]..<bounds[1]) == count)
            #expect(live.areAllLive(bounds[0]..<bounds[1]) == (count == bounds[1] - bounds[0]))
            let first = bounds[0] / 64 * 64
            var words = Array(repeating: UInt64.max, count: (bounds[1] - first + 63) / 64)
            live.removeDead(from: &words, startingAt: first)
            #expect(
                (first..<bounds[1]).allSatisfy {
                    (words[($0 - first) / 64] >> UInt64($0 & 63) & 1 == 1) == model[$0]
                })
        }
    }

    @Test func valuesAreEqualIfTheirRowsAre() {
        var (one, other) = (LiveRows(rowCount: 70_000), LiveRows(rowCount: 70_000))
        #expect(one == other)
        one.kill(69_999)
        #expect(one != other)
        other.kill(3)
        #expect(one != other)
        one.revive(69_999)
        other.revive(3)
        #expect(one == other && one.isComplete)
    }
}
