import Foundation
import Testing

/// Kafka's clients, unmodified, against the real binary. One at a time: each needs the machine.
@Suite(.serialized) struct KafkaClientTests {
    /// A server with a table `rows` of a topic of two partitions; other topics come when a client asks for them.
    private static func start() async throws -> (ServerProcess, TemporaryDirectory) {
        let data = try TemporaryDirectory()
        let server = try await ServerProcess(data: data.path, kafka: true)
        let schema = """
            {"schemaName":"rows","dimensionFieldSpecs":[{"name":"id","dataType":"LONG"},
            {"name":"client","dataType":"STRING"},{"name":"codec","dataType":"STRING"}]}
            """
        let table = """
            {"tableName":"rows","tableType":"REALTIME","segmentsConfig":{"schemaName":"rows","replication":"1"},
            "tenants":{},"tableIndexConfig":{"streamConfigs":{"streamType":"martlet",
            "stream.martlet.topic.name":"rows"}},"metadata":{}}
            """
        try await server.json("POST", "/schemas", body: Data(schema.utf8))
        try await server.json("POST", "/topics/rows?partitions=2")
        try await server.json("POST", "/tables", body: Data(table.utf8))
        return (server, data)
    }

    /// Runs a scenario of a client's script.
    private static func run(_ client: String, _ scenario: String, _ server: ServerProcess) async throws {
        let directory = Project.root.appending(path: "Tests/ServerTests/kafka")
        let python = directory.appending(path: ".venv/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            throw TestFailure("\(python.path) is missing; `make test-deps` brings it")
        }
        let script = directory.appending(path: client + ".py").path
        let (status, output, errors) = try await ServerProcess.run(
            python, ["-B", script, server.kafkaAddress, scenario])
        let detail = "\(client) \(scenario): status \(status)\n\(output)\(errors.suffix(3000))"
        #expect(status == 0 && output.hasSuffix("ok\n"), Comment(rawValue: detail))
    }

    /// Waits until the table has so many rows.
    private static func wait(for count: Int, where condition: String, _ server: ServerProcess) async throws {
        var found = 0
        for _ in 0..<1000 {
            found = try await server.integer("SELECT COUNT(*) FROM rows WHERE \(condition)")
            if found >= count { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(found == count, Comment(rawValue: condition))
    }

    @Test(arguments: [("confluent", 50 + 5), ("kafka_python", 50), ("aio", 50)])
    func whatAClientProducesIsQueryable(client: String, others: Int) async throws {
        let (server, _) = try await Self.start()
        try await Self.run(client, "produce", server)
        for codec in ["gzip", "snappy", "lz4", "zstd"] {
            try await Self.wait(for: 20, where: "codec = '\(codec)'", server)
        }
        try await Self.wait(for: 20 + others, where: "codec = 'none'", server)
        #expect(try await server.integer("SELECT SUM(id) FROM rows WHERE codec = 'zstd'") == 190)
        #expect(await server.terminate() == 0)
    }

    @Test(arguments: ["confluent", "kafka_python", "aio"])
    func clientsConsumeAloneAndInGroupsAndAdminister(client: String) async throws {
        let (server, _) = try await Self.start()
        for scenario in ["assignment", "group", "admin"] { try await Self.run(client, scenario, server) }
        #expect(await server.terminate() == 0)
    }

    @Test func transactionsAreRefused() async throws {
        let (server, _) = try await Self.start()
        try await Self.run("confluent", "transactions", server)
        #expect(await server.terminate() == 0)
    }

    @Test func aGroupOfThreeGoesOnWhenOneIsKilled() async throws {
        let (server, _) = try await Self.start()
        try await Self.run("confluent", "three", server)
        #expect(await server.terminate() == 0)
    }

    @Test func committedOffsetsSurviveKill() async throws {
        let (server, data) = try await Self.start()
        try await Self.run("confluent", "group", server)
        await server.killNow()
        let second = try await ServerProcess(data: data.path, kafka: true)
        try await Self.run("confluent", "committed", second)
        #expect(await second.terminate() == 0)
    }

    @Test func kcatProducesAndConsumes() async throws {
        let (server, _) = try await Self.start()
        let kcat = URL(filePath: "/usr/bin/kcat")
        guard FileManager.default.isExecutableFile(atPath: kcat.path) else {
            throw TestFailure("kcat is missing; `make test-deps` brings it")
        }
        let lines = try TemporaryDirectory()
        let text = (0..<40).map { #"{"id":\#($0),"client":"kcat","codec":"lz4"}"# }.joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: URL(filePath: lines.path + "/lines"))
        let produced = try await ServerProcess.run(
            kcat, ["-b", server.kafkaAddress, "-P", "-t", "rows", "-z", "lz4", "-l", lines.path + "/lines"])
        #expect(produced.status == 0, Comment(rawValue: produced.errors))
        let consumed = try await ServerProcess.run(
            kcat, ["-b", server.kafkaAddress, "-C", "-t", "rows", "-o", "beginning", "-e", "-q"])
        #expect(consumed.output.split(separator: "\n").count == 40, Comment(rawValue: consumed.errors))
        try await Self.wait(for: 40, where: "client = 'kcat'", server)
        let listed = try await ServerProcess.run(kcat, ["-b", server.kafkaAddress, "-L"])
        #expect(listed.output.contains("topic \"rows\" with 2 partitions"), Comment(rawValue: listed.output))
        #expect(await server.terminate() == 0)
    }

    /// Bytes that are no request end their own connection and nothing else.
    @Test func hostileBytesEndOneConnection() async throws {
        let (server, _) = try await Self.start()
        let script = """
            import socket, sys, os
            host, port = sys.argv[1].split(":")
            for data in [bytes.fromhex("ffffffff"), bytes.fromhex("7fffffff"), bytes(4), b"GET / HTTP/1.1\\r\\n\\r\\n",
                         bytes.fromhex("0000000a0047000000000001ffff"), bytes.fromhex("0000000a0003006300000001ffff"),
                         bytes.fromhex("0000000e00030001000000010000ffff7fffffff"[:36]), os.urandom(5000)]:
                with socket.create_connection((host, int(port)), 10) as peer:
                    peer.settimeout(10)
                    peer.sendall(data)
                    peer.shutdown(socket.SHUT_WR)
                    while peer.recv(65536): pass
            """
        let outcome = try await ServerProcess.run(
            URL(filePath: "/usr/bin/python3"), ["-c", script, server.kafkaAddress])
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        try await Self.run("confluent", "assignment", server)
        #expect(await server.terminate() == 0)
    }
}
