import ArgumentParser
import Foundation
import HTTPAPI
import Schema

struct TopicProduce: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "produce", abstract: "Send JSON objects, one per line, to a topic.",
        discussion: """
            Reads a file, or standard input. Lines are sent in requests of some megabytes; each request \
            is acknowledged \
            once its records are on disk. A line that is not a JSON object refuses its whole request \
            and ends the command: \
            what was acknowledged before is printed and stays.

            EXAMPLES
              martlet topic produce clicks clicks.jsonl
              echo '{"user":7,"page":"/"}' | martlet topic produce clicks --key user
            """)

    @OptionGroup var options: ClientOptions
    @Argument(help: "The topic.") var topic: String
    @Argument(help: "The file; without one, standard input.") var file: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The member whose value is the record's key: equal keys go to the same partition, in order.",
            valueName: "member"))
    var key: String?

    /// Bytes of one request, reached before its last line ends.
    private static let requestBytes = 4 << 20

    func run() async throws {
        let input = try openInput()
        var pending: [UInt8] = []
        var acknowledged: Int64 = 0
        while let data = try input.read(upToCount: Self.requestBytes), !data.isEmpty {
            pending.append(contentsOf: data)
            guard let end = pending.lastIndex(of: UInt8(ascii: "\n")) else { continue }
            acknowledged += try await send(Array(pending[...end]), after: acknowledged)
            pending.removeSubrange(...end)
        }
        if !pending.isEmpty { acknowledged += try await send(pending, after: acknowledged) }
        Console.line("\(Console.grouped(acknowledged)) records acknowledged")
    }

    private func openInput() throws -> FileHandle {
        guard let file else { return .standardInput }
        guard let handle = FileHandle(forReadingAtPath: file) else {
            throw CommandFailure(code: "FILE_NOT_FOUND", "cannot read '\(file)'")
        }
        return handle
    }

    private func send(_ lines: [UInt8], after acknowledged: Int64) async throws -> Int64 {
        do {
            let json = try await options.client.request(
                "POST", ["topics", topic, "records"], [("key", key)], body: lines)
            return (json["offsets"]?.array ?? []).reduce(0) { sum, range in
                sum + (range["last"]?.integer ?? -1) - (range["first"]?.integer ?? 0) + 1
            }
        } catch {
            Console.error("\(Console.grouped(acknowledged)) records acknowledged before the failure")
            throw error
        }
    }
}

struct TopicRead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Print records of one partition of a topic.",
        discussion: """
            Each record is one line of JSON with partition, offset, timestamp (milliseconds since 1970), key and value.

            EXAMPLES
              martlet topic read orders --limit 5
              martlet topic read orders --partition 1 --offset 5000
            """)

    @OptionGroup var options: ClientOptions
    @Argument(help: "The topic.") var topic: String
    @Option(name: .long, help: ArgumentHelp("The partition.", valueName: "n")) var partition = 0
    @Option(name: .long, help: ArgumentHelp("The first offset.", valueName: "n")) var offset: Int64 = 0
    @Option(name: .long, help: ArgumentHelp("At most this many records.", valueName: "n")) var limit = 100

    func run() async throws {
        let parameters: [(String, String?)] = [
            ("partition", String(partition)), ("offset", String(offset)), ("limit", String(limit)),
        ]
        let json = try await options.client.request("GET", ["topics", topic, "records"], parameters)
        for record in json["records"]?.array ?? [] { Console.line(record.compactText) }
    }
}
