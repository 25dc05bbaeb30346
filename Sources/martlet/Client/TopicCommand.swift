import ArgumentParser
import HTTPAPI
import Schema

struct TopicCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topic",
        abstract: "List, make, fill, read and delete topics of a running server.",
        discussion: """
            A topic is a log with one or more partitions. A table reads its rows from one; any number \
            of readers can read \
            its records from any offset.

            EXAMPLES
              martlet topic create clicks --partitions 4
              martlet topic produce clicks --key user < clicks.jsonl
              martlet topic read clicks --partition 2 --offset 100 --limit 10
            """,
        subcommands: [
            TopicList.self, TopicShow.self, TopicCreate.self, TopicDelete.self, TopicProduce.self, TopicRead.self,
        ])
}

struct TopicList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Print every topic with its partitions and records.")

    @OptionGroup var options: ClientOptions

    func run() async throws {
        let json = try await options.client.request("GET", ["topics"])
        for topic in json["topics"]?.array ?? [] {
            let partitions = topic["partitions"]?.array ?? []
            let records = partitions.reduce(Int64(0)) { $0 + TopicPartition($1).recordCount }
            let name = topic["topic"]?.string ?? ""
            Console.line("\(name)  \(partitions.count) partitions  \(Console.grouped(records)) records")
        }
    }
}

struct TopicShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print the partitions of a topic with their offsets and sizes.",
        discussion: "The end offset is the one that the next record gets.")

    @OptionGroup var options: ClientOptions
    @Argument(help: "The topic.") var topic: String

    func run() async throws {
        let json = try await options.client.request("GET", ["topics", topic])
        for partition in (json["partitions"]?.array ?? []).map({ TopicPartition($0) }) {
            Console.line(
                "partition \(partition.number)  first \(partition.first)  end \(partition.end)  "
                    + "\(Console.grouped(partition.bytes)) bytes")
        }
    }
}

struct TopicCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a topic.",
        discussion: """
            Old records are dropped by age or size, but never before a table that reads the topic has them in a segment.

            EXAMPLES
              martlet topic create clicks --partitions 4
              martlet topic create clicks --retention-ms 604800000 --retention-bytes 10000000000
            """)

    @OptionGroup var options: ClientOptions
    @Argument(help: "The topic.") var topic: String
    @Option(name: .long, help: ArgumentHelp("Partitions; more can be added later.", valueName: "n")) var partitions = 1
    @Option(name: .long, help: ArgumentHelp("Keep records this long. Default: for ever.", valueName: "ms"))
    var retentionMs: Int64?
    @Option(name: .long, help: ArgumentHelp("Keep this much per partition. Default: all.", valueName: "bytes"))
    var retentionBytes: Int64?

    func run() async throws {
        let parameters: [(String, String?)] = [
            ("partitions", String(partitions)), ("retentionMs", retentionMs.map { String($0) }),
            ("retentionBytes", retentionBytes.map { String($0) }),
        ]
        _ = try await options.client.request("POST", ["topics", topic], parameters)
        Console.line("created topic \(topic) with \(partitions) partition\(partitions == 1 ? "" : "s")")
    }
}

struct TopicDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a topic with all its records.",
        discussion: "A topic that a table reads is not deleted: drop the table first.")

    @OptionGroup var options: ClientOptions
    @Argument(help: "The topic.") var topic: String

    func run() async throws {
        _ = try await options.client.request("DELETE", ["topics", topic])
        Console.line("deleted topic \(topic)")
    }
}

/// What the server says about one partition.
private struct TopicPartition {
    let number, first, end, bytes: Int64

    init(_ json: JSONValue) {
        number = json["partition"]?.integer ?? 0
        first = json["firstOffset"]?.integer ?? 0
        end = json["endOffset"]?.integer ?? 0
        bytes = json["sizeInBytes"]?.integer ?? 0
    }

    var recordCount: Int64 { end - first }
}
