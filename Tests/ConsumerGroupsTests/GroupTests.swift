import ConsumerGroups
import TestSupport
import Testing

@Suite struct GroupTests {
    @Test func aGroupOfOneIsCompleteAtOnce() throws {
        let test = TestGroup()
        let ticket = test.join(new: "a", metadata: [7])
        let joined = try #require(test.joined(ticket))
        #expect(joined.generation == 1 && joined.leader == "a" && joined.memberID == "a")
        #expect(joined.members.map(\.id) == ["a"] && joined.members[0].metadata == [7])
        let sync = test.sync("a", 1, ["a": [5]])
        #expect(try test.synced[sync]?.get().assignment == [5])
        #expect(test.state == "Stable" && test.heartbeat("a", 1) == nil)
    }

    @Test func aNewMemberIsToldItsIDFirst() {
        let test = TestGroup()
        let first = test.join(new: "a", requiresKnownID: true)
        #expect(test.refusal(first) == .memberIDRequired("a") && test.state == "Empty")
        let second = test.join("a", new: "x", requiresKnownID: true)
        #expect(test.joined(second)?.memberID == "a")
        #expect(test.refusal(test.join("stranger", new: "x", requiresKnownID: true)) == .unknownMember)
    }

    @Test func anIDThatIsNotUsedIsForgotten() {
        let test = TestGroup()
        _ = test.join(new: "a", requiresKnownID: true, session: .seconds(10))
        test.pass(.seconds(9))
        #expect(test.state == "Empty")
        test.pass(.seconds(1))
        #expect(test.state == nil && test.coordinator.nextDeadline == nil)
    }

    @Test func theOthersJoinAgainWhenOneComes() throws {
        let test = TestGroup.stable(["a"])
        let newcomer = test.join(new: "b")
        #expect(test.joined[newcomer] == nil && test.state == "PreparingRebalance")
        #expect(test.heartbeat("a", 1) == .rebalanceInProgress)
        #expect(test.refusal(test.sync("a", 1)) == .rebalanceInProgress)
        let again = test.join("a")
        #expect(test.joined(newcomer)?.generation == 2 && test.joined(newcomer)?.members.isEmpty == true)
        #expect(test.joined(again)?.members.map(\.id) == ["a", "b"] && test.joined(again)?.leader == "a")
        // The follower waits for the leader.
        let follower = test.sync("b", 2)
        #expect(test.synced[follower] == nil)
        let leader = test.sync("a", 2, TestGroup.assignments(["a", "b"]))
        #expect(try test.synced[follower]?.get().assignment == [98] && test.synced[leader]?.get().assignment == [97])
    }

    @Test func aMemberThatIsSilentIsRemovedAndTheOthersGoOn() {
        let test = TestGroup.stable(["a", "b", "c"])
        test.pass(.seconds(9))
        for id in ["a", "b"] { #expect(test.heartbeat(id, 3) == nil) }
        test.pass(.seconds(1))
        #expect(test.state == "PreparingRebalance")
        let tickets = ["a", "b"].map { test.join($0) }
        #expect(tickets.compactMap { test.joined($0)?.generation } == [4, 4])
        #expect(test.joined(tickets[0])?.members.map(\.id) == ["a", "b"])
        #expect(test.heartbeat("c", 3) == .unknownMember && test.heartbeat("a", 3) == .illegalGeneration)
    }

    @Test func whoDoesNotJoinInTimeIsLeftBehind() {
        let test = TestGroup.stable(["a", "b"])
        let newcomer = test.join(new: "c", rebalance: .seconds(60))
        let again = test.join("a")
        while test.now < .seconds(57) {
            test.pass(.seconds(3))
            _ = test.heartbeat("b", 2)
        }
        #expect(test.joined[newcomer] == nil)
        test.pass(.seconds(3))
        #expect(test.joined(newcomer)?.generation == 3 && test.joined(again)?.members.map(\.id) == ["a", "c"])
    }

    @Test func aLeaderThatDoesNotAssignIsReplaced() {
        let test = TestGroup.stable(["a"])
        _ = test.join(new: "b")
        _ = test.join("a")
        let follower = test.sync("b", 2)
        // The leader lives, but does not do its work.
        while test.now < .seconds(57) {
            test.pass(.seconds(3))
            _ = test.heartbeat("a", 2)
        }
        test.pass(.seconds(3))
        #expect(test.refusal(follower) == .rebalanceInProgress)
        #expect(test.joined(test.join("b"))?.leader == "b")
    }

    @Test func leavingRebalancesTheOthers() {
        let test = TestGroup.stable(["a", "b"])
        #expect(test.leave("a") == nil && test.state == "PreparingRebalance")
        #expect(test.joined(test.join("b"))?.leader == "b")
        #expect(test.leave("a") == .unknownMember && test.leave("b") == nil && test.state == nil)
    }

    @Test func onlyTheCurrentGenerationCommits() {
        let test = TestGroup()
        #expect(test.commit("", -1) == nil)
        _ = test.join(new: "a")
        #expect(test.commit("a", 1) == .rebalanceInProgress)
        _ = test.sync("a", 1)
        #expect(test.commit("a", 1) == nil && test.commit("a", 0) == .illegalGeneration)
        #expect(test.commit("b", 1) == .unknownMember && test.commit("", -1) == .unknownMember)
        // While the others join, what was consumed before is still committed.
        _ = test.join(new: "b")
        #expect(test.commit("a", 1) == nil)
    }

    @Test func theProtocolIsTheOneThatAllOffer() {
        let test = TestGroup()
        _ = test.join(new: "a", protocols: ["sticky", "range"])
        _ = test.sync("a", 1)
        #expect(test.refusal(test.join(new: "x", protocols: ["other"])) == .inconsistentProtocol)
        #expect(test.refusal(test.join(new: "x", protocols: ["range"], type: "connect")) == .inconsistentProtocol)
        #expect(test.refusal(test.join(new: "x", protocols: [], group: "h")) == .inconsistentProtocol)
        let newcomer = test.join(new: "b", protocols: ["range", "round"])
        _ = test.join("a", protocols: ["sticky", "range"])
        #expect(test.joined(newcomer)?.protocolName == "range")
    }

    @Test func anInstanceThatRestartsTakesItsOldPlace() {
        let test = TestGroup()
        _ = test.join(new: "a1", instance: "i", requiresKnownID: true)
        _ = test.sync("a1", 1, ["a1": [1]])
        let again = test.join(new: "a2", instance: "i", requiresKnownID: true)
        #expect(test.joined(again)?.leader == "a2" && test.joined(again)?.members.map(\.id) == ["a2"])
        #expect(test.refusal(test.join("a1", instance: "i")) == .fencedInstance)
        #expect(test.leave("a1", instance: "i") == .fencedInstance && test.leave("", instance: "i") == nil)
    }

    @Test func badRequestsAreRefused() {
        let test = TestGroup()
        #expect(test.refusal(test.join(new: "a", group: "")) == .invalidGroupID)
        #expect(test.refusal(test.join(new: "a", session: .milliseconds(999))) == .invalidSessionTimeout)
        #expect(test.refusal(test.join(new: "a", session: .seconds(3600))) == .invalidSessionTimeout)
        #expect(test.refusal(test.join("a", new: "a")) == .unknownMember)
        let many = Array(repeating: "p", count: GroupLimits.protocols + 1)
        #expect(test.refusal(test.join(new: "a", protocols: many)) == .tooLarge)
        #expect(test.state == nil)
    }

    @Test func aGroupHasALimitedNumberOfMembers() {
        let test = TestGroup()
        for member in 0..<GroupLimits.members { _ = test.join(new: "m\(member)", requiresKnownID: true) }
        #expect(test.refusal(test.join(new: "x", requiresKnownID: true)) == .groupFull)
    }

    @Test func aMemberWhoseConnectionEndsInAJoinIsLeftBehindAfterItsSession() throws {
        let test = TestGroup.stable(["a", "b"])
        let a = test.join("a")
        #expect(test.joined(a) == nil)
        let c = test.join(new: "c")
        test.abandon([c])
        #expect(test.refusal(c) == .unknownMember)
        let b = test.join("b")
        // It could still come back.
        #expect(test.joined(a) == nil && test.joined(b) == nil)
        test.pass(.seconds(10))
        #expect(test.joined(a)?.generation == test.joined(b)?.generation && test.joined(a) != nil)
        #expect(test.coordinator.description(of: "g")?.members.map(\.id).sorted() == ["a", "b"])
    }

    /// Members that come, go, fall silent and join again at random: everybody who waits is answered once, nobody waits
    /// for ever, and at rest all that live are in one generation.
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func randomLives(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let test = TestGroup()
        var waiting: Set<Ticket> = []
        for step in 0..<300 {
            let id = "m\(Int.random(in: 0..<6, using: &random))"
            let generation = Int32.random(in: 0...4, using: &random)
            switch Int.random(in: 0..<9, using: &random) {
            case 8: test.abandon(waiting.filter { _ in Int.random(in: 0..<4, using: &random) == 0 })
            case 0: waiting.insert(test.join(new: id + ".\(step)", requiresKnownID: Bool.random(using: &random)))
            case 1, 2: waiting.insert(test.join(someMember(test, &random), new: "x\(step)"))
            case 3: waiting.insert(test.sync(someMember(test, &random), generation))
            case 4: _ = test.leave(someMember(test, &random))
            case 5: _ = test.heartbeat(someMember(test, &random), generation)
            default: test.pass(.milliseconds(Int.random(in: 0...4000, using: &random)))
            }
        }
        // After all timeouts nobody is left, and everybody has been answered.
        for _ in 0..<100 { test.pass(.seconds(10)) }
        #expect(test.coordinator.descriptions.isEmpty && test.coordinator.nextDeadline == nil, "seed \(seed)")
        for ticket in waiting { #expect(test.joined[ticket] != nil || test.synced[ticket] != nil, "seed \(seed)") }
    }

    private func someMember(_ test: TestGroup, _ random: inout SeededGenerator) -> String {
        test.coordinator.description(of: "g")?.members.randomElement(using: &random)?.id ?? "nobody"
    }
}
