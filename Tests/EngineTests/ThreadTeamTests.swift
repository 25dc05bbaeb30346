import Bytes
import Engine
import Synchronization
import Testing

/// Runs `body` on a thread that may block.
private func onThread(_ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { done in
        _ = NamedThread("test") {
            body()
            done.resume()
        }
    }
}

@Suite struct ThreadTeamTests {
    @Test(arguments: [1, 2, 4])
    func everyPieceIsDoneOnce(_ width: Int) async {
        let team = ThreadTeam(name: "team", width: width)
        #expect(team.width == width)
        await onThread {
            for count in [0, 1, 2, 3, 100] {
                let calls = Mutex([Int](repeating: 0, count: count))
                team.perform(count) { index in calls.withLock { $0[index] += 1 } }
                #expect(calls.withLock { $0.allSatisfy { $0 == 1 } }, "\(count) pieces")
            }
            team.close()
        }
    }

    @Test func piecesRunAtTheSameTime() async {
        let team = ThreadTeam(name: "team", width: 2)
        await onThread {
            let arrived = Monitor(0)
            // Each piece waits for the other one.
            team.perform(2) { _ in
                arrived.update { $0 += 1 }
                let both = arrived.wait(atMost: .seconds(60)) { $0 == 2 ? true : nil }
                #expect(both == true)
            }
            team.close()
        }
    }

    @Test func severalCallersShareTheTeam() async {
        let team = ThreadTeam(name: "team", width: 2)
        let total = Monitor(0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    await onThread {
                        for _ in 0..<50 {
                            team.perform(7) { index in total.withLock { $0 += index } }
                        }
                    }
                }
            }
        }
        #expect(total.withLock { $0 } == 4 * 50 * 21)
        await onThread { team.close() }
    }

    @Test func aClosedTeamLeavesTheWorkToTheCaller() async {
        let team = ThreadTeam(name: "team", width: 3)
        await onThread {
            team.close()
            let total = Mutex(0)
            team.perform(5) { index in total.withLock { $0 += index } }
            #expect(total.withLock { $0 } == 10)
        }
    }
}
