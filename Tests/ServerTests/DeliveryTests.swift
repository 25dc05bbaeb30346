import Foundation
import Testing

/// What a producer sends is in the table once, or among its dead letters, whatever happens to the server meanwhile.
@Suite(.serialized) struct DeliveryTests {
    /// One record in so many cannot become a row.
    private static let garbageOneIn = 100

    private static func schema(clientIsNotNull: Bool) -> Data {
        Data(
            """
            {"schemaName":"rows","dimensionFieldSpecs":[{"name":"id","dataType":"LONG"},
            {"name":"client","dataType":"STRING"\(clientIsNotNull ? #","notNull":true"# : "")},
            {"name":"codec","dataType":"STRING"}]}
            """.utf8)
    }

    private static func create(on server: ServerProcess, flushRows: Int) async throws {
        let table = """
            {"tableName":"rows","tableType":"REALTIME","segmentsConfig":{"schemaName":"rows","replication":"1"},
            "tenants":{},"tableIndexConfig":{"streamConfigs":{"streamType":"martlet",
            "stream.martlet.topic.name":"rows","realtime.segment.flush.threshold.rows":"\(flushRows)"}},"metadata":{}}
            """
        try await server.json("POST", "/schemas", body: schema(clientIsNotNull: true))
        try await server.json("POST", "/topics/rows?partitions=2")
        try await server.json("POST", "/tables", body: Data(table.utf8))
    }

    /// Runs the producer; returns when everything is acknowledged, or fails.
    private static func produce(_ range: Range<Int>, to address: String, rate: Int = 0) async throws {
        let directory = Project.root.appending(path: "Tests/ServerTests/kafka")
        let python = directory.appending(path: ".venv/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            throw TestFailure("\(python.path) is missing; `make test-deps` brings it")
        }
        let (status, output, errors) = try await ServerProcess.run(
            python,
            ["-B", directory.appending(path: "garbage.py").path, address]
                + [range.lowerBound, range.count, garbageOneIn, rate].map(String.init))
        #expect(
            status == 0 && output.hasSuffix("ok\n"), Comment(rawValue: "\(status)\n\(output)\(errors.suffix(3000))"))
    }

    /// Rows and dead letters of everything that was produced from id 0 on.
    private static func expectAll(_ count: Int, in server: ServerProcess, _ context: String) async throws {
        _ = try await server.rows("SET waitMs=60000; SET timeoutMs=60000; SELECT 1 FROM rows LIMIT 1")
        let garbage = count / garbageOneIn
        let rows = try await server.integer("SELECT COUNT(*) FROM rows")
        #expect(rows == count - garbage, Comment(rawValue: context))
        #expect(try await server.integer("SELECT COUNT(DISTINCT id) FROM rows") == rows, Comment(rawValue: context))
        let dead = try await server.integer("SELECT COUNT(DISTINCT \"key\") FROM \"rows$deadletters\"")
        #expect(dead == garbage, Comment(rawValue: context))
        try await expectBalanced(server, context)
    }

    private static func expectBalanced(_ server: ServerProcess, _ context: String) async throws {
        let wrong = try await server.rows(
            """
            SELECT * FROM "rows$ledger"
            WHERE NOT balanced OR produced <> live + filtered + deadLettered + redriven + expired
            """
        )
        #expect(wrong.isEmpty, Comment(rawValue: "\(context): \(wrong)"))
    }

    @Test func aHundredthOfGarbageIsKeptAndComesInWhenTheSchemaIsMended() async throws {
        let data = try TemporaryDirectory()
        let server = try await ServerProcess(data: data.path, kafka: true)
        try await Self.create(on: server, flushRows: 2_000)
        let count = 10_000
        try await Self.produce(0..<count, to: server.kafkaAddress)
        try await Self.expectAll(count, in: server, "while it is consumed")
        let each = count / Self.garbageOneIn / 5
        let codes = try await server.rows(
            """
            SELECT errorCode, COUNT(*), SUM(recordCount) FROM "rows$deadletters" GROUP BY errorCode ORDER BY errorCode
            """
        )
        let found = codes.map { "\($0[0]) \($0[1]) \($0[2])" }
        // Text that is not UTF-8 is no value of a STRING column.
        #expect(
            found == [
                "MALFORMED_RECORD \(each) \(each)", "MISSING_VALUE \(each) \(each)", "VALUE_TOO_LARGE \(each) \(each)",
                "WRONG_TYPE \(2 * each) \(2 * each)",
            ])
        let headers = try await server.rows(
            """
            SELECT headers, "key" FROM "rows$deadletters" WHERE errorCode = 'MISSING_VALUE' ORDER BY "offset" LIMIT 1
            """
        )
        #expect("\(headers[0][0])".contains(#""key":"n""#))
        try await server.json("PUT", "/schemas/rows", body: Self.schema(clientIsNotNull: false))
        let outcome = try await server.json("POST", "/tables/rows/deadLetters/redrive") as? [String: Any]
        #expect(outcome?["redriven"] as? Int == 5 * each)
        _ = try await server.rows("SET waitMs=60000; SET timeoutMs=60000; SELECT 1 FROM rows LIMIT 1")
        for _ in 0..<500 {
            if try await server.integer("SELECT SUM(endOffset) FROM \"rows$ledger\"") == count + 5 * each { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try await server.integer("SELECT COUNT(*) FROM rows") == count - 4 * each)
        #expect(try await server.integer("SELECT COUNT(*) FROM rows WHERE client IS NULL") == each)
        #expect(try await server.integer("SELECT COUNT(*) FROM \"rows$deadletters\"") == 4 * each)
        try await Self.expectBalanced(server, "after the redrive")
        #expect(await server.terminate() == 0)
    }

    /// How often the server is killed: MARTLET_KILLS, or 12 times.
    private static let kills = ProcessInfo.processInfo.environment["MARTLET_KILLS"].flatMap { Int($0) } ?? 12

    /// One idempotent producer sends all the while, again what was not answered.
    @Test func killedWhileAnIdempotentProducerSends() async throws {
        let data = try TemporaryDirectory()
        let seed = UInt64.random(in: 0..<1_000_000)
        print("delivery: seed \(seed), \(Self.kills) kills")
        var random = SeededGenerator(seed: seed)
        var server = try await ServerProcess(data: data.path, kafka: true)
        try await Self.create(on: server, flushRows: 3_000)
        let address = server.kafkaAddress
        let port = try #require(address.split(separator: ":").last.flatMap { Int($0) })
        let (rate, count) = (2_000, 1_500 * Self.kills)
        let sending = Task { try await Self.produce(0..<count, to: address, rate: rate) }
        for round in 0..<Self.kills {
            try await Task.sleep(for: .milliseconds(100 + random.below(600)))
            await server.killNow()
            server = try await ServerProcess(data: data.path, kafka: true, kafkaPort: port)
            try await server.waitUntilHealthy()
            try await Self.expectBalanced(server, "round \(round), seed \(seed)")
            let doubled = try await server.rows(
                "SELECT id, COUNT(*) FROM rows GROUP BY id HAVING COUNT(*) > 1 LIMIT 5")
            #expect(doubled.isEmpty, "round \(round), seed \(seed): \(doubled)")
        }
        try await sending.value
        try await Self.expectAll(count, in: server, "seed \(seed)")
        #expect(await server.terminate() == 0)
    }
}
