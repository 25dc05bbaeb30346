import Foundation
import Synchronization
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Where the project's files are.
enum Project {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The `martlet` that was built with these tests: it lies beside them.
    static var binary: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "martlet")
    }

    static func file(_ path: String) throws -> Data {
        do {
            return try Data(contentsOf: root.appending(path: path))
        } catch {
            throw TestFailure("\(path) is missing; `make test-deps` brings it: \(error)")
        }
    }
}

/// A directory that goes when its owner goes.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "martlet-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A real `martlet serve` on a free port of the loopback interface.
final class ServerProcess: Sendable {
    let baseURL: String
    /// `host:port` for Kafka's clients, if the server was started for them.
    let kafkaAddress: String
    private let process: Process
    private let session: URLSession
    private let ended: Ended

    /// Resumes everyone who waits for the end of a process.
    private final class Ended: Sendable {
        private struct State {
            var status: Int32?
            var waiting: [CheckedContinuation<Int32, Never>] = []
        }

        private let state = Mutex(State())

        func end(_ status: Int32) {
            let waiting = state.withLock { state in
                state.status = status
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume(returning: status) }
        }

        func status() async -> Int32 {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state -> Int32? in
                    if state.status == nil { state.waiting.append(continuation) }
                    return state.status
                }
                if let known { continuation.resume(returning: known) }
            }
        }
    }

    /// Starts the server and waits until it listens; for Kafka's clients on a port that is free, or on a certain one.
    init(data: String, kafka: Bool = false, kafkaPort: Int = 0, arguments: [String] = []) async throws {
        let forKafka = kafka ? ["--kafka", "127.0.0.1:\(kafkaPort)", "--kafka-auto-create", "2"] : []
        let (process, ended, output) = try Self.launch(
            ["serve", "--data", data, "--http", "127.0.0.1:0"] + forKafka + arguments)
        self.process = process
        self.ended = ended
        var configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 60
        configuration.httpMaximumConnectionsPerHost = 4
        session = URLSession(configuration: configuration)
        let kafkaLine = kafka ? await output.firstLine(containing: "Kafka clients on ") : nil
        kafkaAddress = kafkaLine?.split(separator: " ").last.map(String.init) ?? ""
        let line = await output.firstLine(containing: "listening on ")
        guard let line, let start = line.range(of: "http://") else {
            throw TestFailure("the server did not start; its status: \(await ended.status())")
        }
        baseURL = String(line[start.lowerBound...].prefix { !$0.isWhitespace })
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    private static func launch(_ arguments: [String]) throws -> (Process, Ended, LineReader) {
        let process = Process()
        process.executableURL = Project.binary
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        let ended = Ended()
        let output = LineReader(pipe.fileHandleForReading)
        process.terminationHandler = { process in
            ended.end(process.terminationStatus)
        }
        try process.run()
        return (process, ended, output)
    }

    /// Runs a command of the binary to its end: status, standard output, standard error.
    static func run(_ arguments: [String]) async throws -> (status: Int32, output: String, errors: String) {
        try await run(Project.binary, arguments)
    }

    /// Runs any command to its end.
    static func run(
        _ executable: URL, _ arguments: [String], input: URL? = nil, environment: [String: String] = [:]
    ) async throws -> (status: Int32, output: String, errors: String) {
        let directory = try TemporaryDirectory()
        let paths = ["out", "err"].map { directory.path + "/" + $0 }
        for path in paths { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.standardInput = try input.map { try FileHandle(forReadingFrom: $0) } ?? FileHandle.nullDevice
        if !environment.isEmpty {
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        }
        process.standardOutput = FileHandle(forWritingAtPath: paths[0])
        process.standardError = FileHandle(forWritingAtPath: paths[1])
        let ended = Ended()
        process.terminationHandler = { ended.end($0.terminationStatus) }
        try process.run()
        let status = await ended.status()
        let texts = try paths.map { try String(contentsOfFile: $0, encoding: .utf8) }
        return (status, texts[0], texts[1])
    }

    /// `kill -9`.
    func killNow() async {
        kill(process.processIdentifier, SIGKILL)
        _ = await ended.status()
    }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// SIGTERM, and the status with which the server ends.
    func terminate() async -> Int32 {
        kill(process.processIdentifier, SIGTERM)
        return await ended.status()
    }

    var isRunning: Bool { process.isRunning }

    // MARK: Requests

    func request(
        _ method: String, _ path: String, body: Data? = nil, contentType: String = "application/json"
    ) async throws -> (status: Int, body: Data) {
        guard let url = URL(string: baseURL + path) else { throw TestFailure("no URL: \(path)") }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        if body != nil { request.setValue(contentType, forHTTPHeaderField: "Content-Type") }
        let (data, response) = try await session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw TestFailure("no HTTP response") }
        return (response.statusCode, data)
    }

    /// A request that must succeed; its answer as parsed JSON.
    @discardableResult
    func json(_ method: String, _ path: String, body: Data? = nil) async throws -> Any {
        let (status, data) = try await request(method, path, body: body)
        guard (200..<300).contains(status) else {
            throw TestFailure("\(method) \(path): \(status) \(String(decoding: data, as: UTF8.self))")
        }
        return try JSONSerialization.jsonObject(with: data, options: [.fragmentsAllowed])
    }

    /// The whole answer to a query.
    func answer(_ sql: String) async throws -> [String: Any] {
        let body = try JSONSerialization.data(withJSONObject: ["sql": sql])
        guard let answer = try await json("POST", "/query/sql", body: body) as? [String: Any] else {
            throw TestFailure("no JSON object")
        }
        return answer
    }

    /// The rows that a query gives; an error of the query is thrown.
    func rows(_ sql: String) async throws -> [[Any]] {
        let answer = try await answer(sql)
        if let exceptions = answer["exceptions"] as? [[String: Any]], let first = exceptions.first {
            throw TestFailure("\(sql): \(first)")
        }
        guard let table = answer["resultTable"] as? [String: Any], let rows = table["rows"] as? [[Any]] else {
            throw TestFailure("\(sql): no result table in \(answer)")
        }
        return rows
    }

    func integer(_ sql: String) async throws -> Int {
        guard let number = try await rows(sql).first?.first as? NSNumber else { throw TestFailure("no number: \(sql)") }
        return number.intValue
    }

    func waitUntilHealthy() async throws {
        for _ in 0..<2000 {
            if try await request("GET", "/health").status == 200 { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw TestFailure("the server does not become healthy")
    }
}

/// Reads a pipe to its end, so that its writer never waits, and hands out the first line that contains a text.
final class LineReader: Sendable {
    private struct State {
        var lines: [String] = []
        var rest = Data()
        var isAtEnd = false
    }

    private let state = Mutex(State())

    init(_ handle: FileHandle) {
        handle.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            self?.take(data)
        }
    }

    private func take(_ data: Data) {
        state.withLock { state in
            if data.isEmpty { state.isAtEnd = true }
            state.rest += data
            while let newline = state.rest.firstIndex(of: UInt8(ascii: "\n")) {
                state.lines.append(String(decoding: state.rest[..<newline], as: UTF8.self))
                state.rest = Data(state.rest[(newline + 1)...])
            }
        }
    }

    /// Nil if the output ends without one, or after half a minute.
    func firstLine(containing text: String) async -> String? {
        for _ in 0..<6000 {
            let (found, isAtEnd) = state.withLock { state in
                (state.lines.first { $0.contains(text) }, state.isAtEnd)
            }
            if found != nil || isAtEnd { return found }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return nil
    }
}
