import Foundation
import TestSupport
import Testing

extension BinaryTests {
    @Test func tenAnswersEqualSQLites() async throws {
        let flights = try Flights()
        let data = try TemporaryDirectory()
        let server = try await ServerProcess(data: data.path)
        try await Flights.create(on: server)
        try await flights.produceAll(to: server)
        try await flights.checkAnswers(of: server, "before the seal")

        try await server.json("POST", "/tables/flights/forceCommit")
        let size = try #require(try await server.json("GET", "/tables/flights/size") as? [String: Any])
        #expect(String(describing: size).contains("flights"))
        try await flights.checkAnswers(of: server, "after the seal")
        #expect(await server.terminate() == 0)

        let second = try await ServerProcess(data: data.path)
        try await second.waitUntilHealthy()
        try await flights.checkAnswers(of: second, "after the restart")
        #expect(await second.terminate() == 0)
    }

    /// Kills the server thirty times while flights come in; nothing acknowledged may be missing, nothing may be
    /// doubled.
    @Test func killedThirtyTimesWhileIngesting() async throws {
        let flights = try Flights()
        let data = try TemporaryDirectory()
        let seed = UInt64.random(in: 0..<1_000_000)
        print("kill -9: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var server = try await ServerProcess(data: data.path)
        try await Flights.create(on: server, rows: 5000)
        var acknowledged = 0
        var inFlight = 0
        for round in 0..<30 {
            let feeder = Feeder(flights.lines, server)
            let feeding = Task { await feeder.feed() }
            try await Task.sleep(for: .milliseconds(50 + random.below(500)))
            await server.killNow()
            await feeding.value
            acknowledged += await feeder.acknowledged
            inFlight += await feeder.inFlight

            server = try await ServerProcess(data: data.path)
            try await server.waitUntilHealthy()
            let count = try await server.integer("SELECT COUNT(*) FROM flights")
            #expect(acknowledged <= count && count <= acknowledged + inFlight, "round \(round), seed \(seed)")
            let doubled = try await server.rows(
                "SELECT \"$partition\", \"$offset\", COUNT(*) FROM flights GROUP BY \"$partition\", \"$offset\" "
                    + "HAVING COUNT(*) > 1 LIMIT 5")
            #expect(doubled.isEmpty, "round \(round), seed \(seed): \(doubled)")
        }
        print("kill -9: \(acknowledged) acknowledged, \(inFlight) in flight")
        #expect(acknowledged > 10_000)

        try await server.json("DELETE", "/tables/flights")
        try await server.json("DELETE", "/topics/flights")
        try await server.json("DELETE", "/schemas/flights")
        try await Flights.create(on: server, rows: 50_000)
        try await flights.produceAll(to: server)
        try await flights.checkAnswers(of: server, "after the reload")
        #expect(await server.terminate() == 0)
    }
}

/// Produces flights until the server is gone, and counts what it acknowledged.
private actor Feeder {
    private let lines: [Data]
    private let server: ServerProcess
    private(set) var acknowledged = 0
    /// Records that were sent and not answered.
    private(set) var inFlight = 0

    init(_ lines: [Data], _ server: ServerProcess) {
        self.lines = lines
        self.server = server
    }

    func feed() async {
        var start = 0
        while true {
            let range = start..<min(start + 700, lines.count)
            inFlight += range.count
            let answer = try? await server.request(
                "POST", "/topics/flights/records?key=tailnum", body: Flights.body(lines[range]))
            guard answer?.status == 200 else { return }
            inFlight -= range.count
            acknowledged += range.count
            start = range.upperBound % lines.count
        }
    }
}
