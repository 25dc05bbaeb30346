import Foundation
import Testing

/// Tables that consume from Kafka clusters, which are killed, frozen, cut off and moved meanwhile.
@Suite(.serialized) struct KafkaSourceTests {
    /// Another Martlet as the broker, with the topic `rows`.
    private static func broker(_ data: TemporaryDirectory, port: Int) async throws -> ServerProcess {
        try await ServerProcess(data: data.path, kafka: true, kafkaPort: port)
    }

    /// Rows with the ids of a range, on the broker's disk when this returns.
    private static func produce(_ ids: Range<Int>, to broker: ServerProcess) async throws {
        for start in stride(from: ids.lowerBound, to: ids.upperBound, by: 500) {
            let lines = (start..<min(start + 500, ids.upperBound)).map { #"{"id":\#($0)}"# }
            try await broker.json(
                "POST", "/topics/rows/records?key=id", body: Data(lines.joined(separator: "\n").utf8))
        }
    }

    @Test func nothingIsLostOrDoubledWhenBrokerAndServerAreKilled() async throws {
        let data = try TemporaryDirectory()
        let port = try freePorts(1)[0]
        var broker = try await Self.broker(data, port: port)
        try await broker.json("POST", "/topics/rows?partitions=3")
        try await Self.produce(0..<5_000, to: broker)
        var table = try await TableServer.start(stream: #","stream.kafka.broker.list":"127.0.0.1:\#(port)""#)
        for round in 1...4 {
            try await Self.produce(round * 5_000..<(round + 1) * 5_000, to: broker)
            if round % 2 == 1 {
                await broker.killNow()
                if round == 1 { try await table.wait(for: "hindrance", containing: "CLUSTER_UNREACHABLE") }
                broker = try await Self.broker(data, port: port)
            } else {
                await table.server.killNow()
                table = try await table.next()
            }
        }
        try await table.expectRows(25_000)
        try await table.wait(for: "hindrance", containing: nil)
        #expect(await table.server.terminate() == 0)
        let last = try await table.next()
        try await last.server.waitUntilHealthy()
        try await last.expectRows(25_000, patience: 1)
        #expect(await last.server.terminate() == 0)
        #expect(await broker.terminate() == 0)
    }

    @Test func aBrokerThatIsFrozenAndCutOff() async throws {
        let ports = try freePorts(2)
        let address = "127.0.0.1:\(ports[0])"
        let broker = try Helper.tansu(port: ports[1], advertised: ports[0])
        var proxy = try Helper.proxy(port: ports[0], to: ports[1])
        try await Helper.sources("create", address, "rows", "2")
        try await Helper.sources("produce", address, "rows", "0", "10000")
        let table = try await TableServer.start(stream: #","stream.kafka.broker.list":"\#(address)""#)
        try await table.expectRows(10_000)

        broker.signal(SIGSTOP)
        try await table.wait(for: "hindrance", containing: "CLUSTER_UNREACHABLE")
        try await table.expectRows(10_000, patience: 1)
        broker.signal(SIGCONT)
        try await Helper.sources("produce", address, "rows", "10000", "10000")
        try await table.expectRows(20_000)
        try await table.wait(for: "hindrance", containing: nil)

        async let more: Void = Helper.sources("produce", "127.0.0.1:\(ports[0])", "rows", "20000", "10000")
        try await proxy.killNow()
        try await table.wait(for: "hindrance", containing: "CLUSTER_UNREACHABLE")
        proxy = try Helper.proxy(port: ports[0], to: ports[1])
        try await more
        try await table.expectRows(30_000)
        try await table.wait(for: "hindrance", containing: nil)

        // For good.
        try await broker.killNow()
        try await table.wait(for: "hindrance", containing: "CLUSTER_UNREACHABLE")
        try await table.expectRows(30_000, patience: 1)
        #expect(await table.server.terminate() == 0)
        try await proxy.killNow()
    }

    /// The next broker on the port has a topic of the same name that ends before what was consumed.
    @Test func aTopicThatIsMadeAnewStopsThePartitions() async throws {
        let (data, other) = (try TemporaryDirectory(), try TemporaryDirectory())
        let port = try freePorts(1)[0]
        let broker = try await Self.broker(data, port: port)
        try await broker.json("POST", "/topics/rows?partitions=2")
        try await Self.produce(0..<4_000, to: broker)
        let table = try await TableServer.start(stream: #","stream.kafka.broker.list":"127.0.0.1:\#(port)""#)
        try await table.expectRows(4_000)
        await broker.killNow()
        let next = try await Self.broker(other, port: port)
        try await next.json("POST", "/topics/rows?partitions=2")
        try await table.wait(for: "failure", containing: "ends at 0")
        try await table.expectRows(4_000, patience: 1)
        #expect(await table.server.terminate() == 0)
        #expect(await next.terminate() == 0)
    }

    @Test func aTopicMovesFromClusterToCluster() async throws {
        let (first, second) = (try TemporaryDirectory(), try TemporaryDirectory())
        let ports = try freePorts(2)
        let (a, b) = (try await Self.broker(first, port: ports[0]), try await Self.broker(second, port: ports[1]))
        try await a.json("POST", "/topics/rows?partitions=2")
        try await b.json("POST", "/topics/rows?partitions=3")
        let directory = try TemporaryDirectory()
        let file = URL(filePath: directory.path + "/clusters.json")
        let clusters =
            #""a":{"bootstrap.servers":"127.0.0.1:\#(ports[0])"},"b":{"bootstrap.servers":"127.0.0.1:\#(ports[1])"}"#
        func write(_ topics: String) throws {
            try Data(#"{"clusters":{\#(clusters)},"topics":{\#(topics)}}"#.utf8).write(to: file, options: .atomic)
        }
        try write(#""rows":["a"]"#)
        var table = try await TableServer.start(arguments: ["--clusters", file.path])
        let config = try await table.server.request("GET", "/tables/rows").body
        try await Self.produce(0..<4_000, to: a)
        try await table.expectRows(4_000)

        try write(#""rows":["a","b"]"#)
        table.server.signal(SIGHUP)
        try await Self.produce(4_000..<8_000, to: b)
        try await Self.produce(8_000..<10_000, to: a)
        try await table.expectRows(10_000)
        #expect(try await table.partitions().count == 5)
        #expect(try await table.server.integer("SELECT COUNT(*) FROM rows WHERE $partition >= 10000") == 4_000)

        // The topic gets a partition.
        try await b.json("PUT", "/topics/rows?partitions=4")
        try await Self.produce(10_000..<12_000, to: b)
        table.server.signal(SIGHUP)
        try await table.expectRows(12_000)
        #expect(try await table.partitions().count == 6)

        // Drained and sealed, the first cluster can go.
        try await table.server.json("POST", "/tables/rows/forceCommit")
        for _ in 0..<2_000 where try await table.partitions().contains(where: { ($0["rowCount"] as? NSNumber) != 0 }) {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(await a.terminate() == 0)
        try write(#""rows":["b"]"#)
        table.server.signal(SIGHUP)
        try await table.wait(for: "hindrance", containing: "SOURCE_RETIRED")
        #expect(await table.server.terminate() == 0)
        table = try await table.next()
        try await Self.produce(12_000..<13_000, to: b)
        try await table.expectRows(13_000)
        #expect(try await table.server.request("GET", "/tables/rows").body == config)
        #expect(await table.server.terminate() == 0)
        #expect(await b.terminate() == 0)
    }

    @Test func aTableThatCannotBeReadIsRefused() async throws {
        let data = try TemporaryDirectory()
        let server = try await ServerProcess(data: data.path)
        try await server.json(
            "POST", "/schemas",
            body: Data(#"{"schemaName":"t","dimensionFieldSpecs":[{"name":"id","dataType":"LONG"}]}"#.utf8))
        for (settings, status, code) in [
            ("", 404, "UNKNOWN_TOPIC"), (#","stream.kafka.cluster.name":"a""#, 400, "UNKNOWN_CLUSTER"),
            (#","stream.kafka.broker.list":"127.0.0.1:1""#, 503, "CLUSTER_UNREACHABLE"),
        ] {
            let table = """
                {"tableName":"t","tableType":"REALTIME","segmentsConfig":{"schemaName":"t"},"tableIndexConfig":
                {"streamConfigs":{"streamType":"kafka","stream.kafka.topic.name":"t"\(settings)}}}
                """
            let answer = try await server.request("POST", "/tables", body: Data(table.utf8))
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(answer.status == status && text.contains(code), Comment(rawValue: "\(answer.status) \(text)"))
        }
        #expect(await server.terminate() == 0)
    }
}
