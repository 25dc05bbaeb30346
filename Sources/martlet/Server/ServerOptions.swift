import ArgumentParser
import Engine
import HTTPAPI
import Logging

/// The options of the commands that run a server.
struct ServerOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The data directory; it is created if it is missing.", valueName: "dir"))
    var data = "./martlet-data"

    @Option(
        name: .long,
        help: ArgumentHelp("Where the HTTP server listens; port 0 takes a free one.", valueName: "host:port"))
    var http = "127.0.0.1:\(ListenAddress.defaultPort)"

    @Flag(
        name: .long,
        help: """
            Listen on an address that other machines can reach. Nothing is encrypted and nobody is asked for a password.
            """)
    var insecureBind = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where Kafka clients are listened for as well; port 0 takes a free one. Without it, nowhere.",
            valueName: "host:port"))
    var kafka: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Create topics that Kafka clients ask for, with so many partitions. Without it, they have to be made first.",
            valueName: "partitions"))
    var kafkaAutoCreate: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The Kafka clusters that tables read by name, and where topics live; read again at SIGHUP.",
            valueName: "file"))
    var clusters: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What is logged to standard error: trace, debug, info, notice, warning, error or critical.",
            valueName: "level"))
    var logLevel = Logger.Level.info

    func validate() throws {
        _ = try address()
        _ = try kafkaAddress()
        guard let partitions = kafkaAutoCreate else { return }
        guard kafka != nil else { throw ValidationError("--kafka-auto-create says how --kafka behaves") }
        guard (1...Database.maximumPartitions).contains(partitions) else {
            throw ValidationError("--kafka-auto-create: a topic has 1 to \(Database.maximumPartitions) partitions")
        }
    }

    func kafkaAddress() throws -> ListenAddress? {
        do {
            return try kafka.map { text throws(HTTPServiceError) in try ListenAddress(text) }
        } catch {
            throw ValidationError("--kafka: \(error.message)")
        }
    }

    func address() throws -> ListenAddress {
        do {
            return try ListenAddress(http)
        } catch {
            throw ValidationError("--http: \(error.message)")
        }
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
