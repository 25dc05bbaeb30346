import Foundation
import Testing

/// A server for Kafka's clients, with its directory, which stays as long as the server is used.
private final class KafkaHost: Sendable {
    let server: ServerProcess
    private let data: TemporaryDirectory

    private init(_ server: ServerProcess, _ data: TemporaryDirectory) {
        self.server = server
        self.data = data
    }

    /// With a table `rows` of a topic of two partitions; other topics come when a client asks for them.
    static func start() async throws -> KafkaHost {
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
        return KafkaHost(server, data)
    }

    /// `kill -9`, and the next process on the same directory.
    func killed() async throws -> KafkaHost {
        await server.killNow()
        return KafkaHost(try await ServerProcess(data: data.path, kafka: true), data)
    }

    /// SIGTERM; the status with which the server ends.
    func end() async -> Int32 { await server.terminate() }

    /// Runs a scenario of a client's script.
    func run(_ client: String, _ scenario: String) async throws {
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
    func wait(for count: Int, where condition: String) async throws {
        var found = 0
        for _ in 0..<1000 {
            found = try await server.integer("SELECT COUNT(*) FROM rows WHERE \(condition)")
            if found >= count { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(found == count, Comment(rawValue: condition))
    }
}

/// Kafka's clients, unmodified, against the real binary. One at a time: each needs the machine.
@Suite(.serialized) struct KafkaClientTests {
    @Test(arguments: [("confluent", 50 + 5), ("kafka_python", 50), ("aio", 50)])
    func whatAClientProducesIsQueryable(client: String, others: Int) async throws {
        let kafka = try await KafkaHost.start()
        try await kafka.run(client, "produce")
        for codec in ["gzip", "snappy", "lz4", "zstd"] {
            try await kafka.wait(for: 20, where: "codec = '\(codec)'")
        }
        try await kafka.wait(for: 20 + others, where: "codec = 'none'")
        #expect(try await kafka.server.integer("SELECT SUM(id) FROM rows WHERE codec = 'zstd'") == 190)
        #expect(await kafka.end() == 0)
    }

    @Test(arguments: ["confluent", "kafka_python", "aio"])
    func clientsConsumeAloneAndInGroupsAndAdminister(client: String) async throws {
        let kafka = try await KafkaHost.start()
        for scenario in ["assignment", "group", "admin"] { try await kafka.run(client, scenario) }
        #expect(await kafka.end() == 0)
    }

    @Test func transactionsAreRefused() async throws {
        let kafka = try await KafkaHost.start()
        try await kafka.run("confluent", "transactions")
        #expect(await kafka.end() == 0)
    }

    @Test func compactedTopicsKeepTheLastRecordOfEachKey() async throws {
        let kafka = try await KafkaHost.start()
        try await kafka.run("confluent", "compaction")
        let kcat = try await ServerProcess.run(
            URL(filePath: "/usr/bin/kcat"),
            ["-b", kafka.server.kafkaAddress, "-C", "-t", "latest", "-o", "beginning", "-e", "-q", "-f", "%k %o\\n"])
        let last = kcat.output.split(separator: "\n").suffix(1)
        #expect(last == ["k9 999"], Comment(rawValue: kcat.errors))
        #expect(await kafka.end() == 0)
    }

    @Test func aGroupOfThreeGoesOnWhenOneIsKilled() async throws {
        let kafka = try await KafkaHost.start()
        try await kafka.run("confluent", "three")
        #expect(await kafka.end() == 0)
    }

    @Test func committedOffsetsSurviveKill() async throws {
        let kafka = try await KafkaHost.start()
        try await kafka.run("confluent", "group")
        let second = try await kafka.killed()
        try await second.run("confluent", "committed")
        #expect(await second.end() == 0)
    }

    @Test func kcatProducesAndConsumes() async throws {
        let kafka = try await KafkaHost.start()
        let kcat = URL(filePath: "/usr/bin/kcat")
        guard FileManager.default.isExecutableFile(atPath: kcat.path) else {
            throw TestFailure("kcat is missing; `make test-deps` brings it")
        }
        let lines = try TemporaryDirectory()
        let text = (0..<40).map { #"{"id":\#($0),"client":"kcat","codec":"lz4"}"# }.joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: URL(filePath: lines.path + "/lines"))
        let produced = try await ServerProcess.run(
            kcat, ["-b", kafka.server.kafkaAddress, "-P", "-t", "rows", "-z", "lz4", "-l", lines.path + "/lines"])
        withExtendedLifetime(lines) {}
        #expect(produced.status == 0, Comment(rawValue: produced.errors))
        let consumed = try await ServerProcess.run(
            kcat, ["-b", kafka.server.kafkaAddress, "-C", "-t", "rows", "-o", "beginning", "-e", "-q"])
        #expect(consumed.output.split(separator: "\n").count == 40, Comment(rawValue: consumed.errors))
        try await kafka.wait(for: 40, where: "client = 'kcat'")
        let listed = try await ServerProcess.run(kcat, ["-b", kafka.server.kafkaAddress, "-L"])
        #expect(listed.output.contains("topic \"rows\" with 2 partitions"), Comment(rawValue: listed.output))
        #expect(await kafka.end() == 0)
    }

    /// Bytes that are no request end their own connection and nothing else.
    @Test func hostileBytesEndOneConnection() async throws {
        let kafka = try await KafkaHost.start()
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
                    try:
                        while peer.recv(65536): pass
                    except ConnectionResetError:
                        pass
            """
        let outcome = try await ServerProcess.run(
            URL(filePath: "/usr/bin/python3"), ["-c", script, kafka.server.kafkaAddress])
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        try await kafka.run("confluent", "assignment")
        #expect(await kafka.end() == 0)
    }
}
